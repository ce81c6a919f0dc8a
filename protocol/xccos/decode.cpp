// The way in: gate, tree, then each primitive by its reader.
#include "protocol/base/text.h"
#include "protocol/xccos/codec.h"
#include "protocol/xccos/read_parts.h"

namespace parley::xccos {
namespace {

Primitive read_primitive(Judge& judge, xml::Element element) {
  const std::string_view name = element.name();
  judge.enter(element);
  if (name == "cmd") return read_command(judge, element);
  if (name == "rpl") return read_reply(judge, element);
  if (name == "ntc") return read_notice(judge, element);
  if (name == "grpchat") return read_chat(judge, element);
  return Unknown{
      judge.tree().outer_xml(element)};   // A receiver ignores what it does not know (xccos.md 1.1).
}

Envelope read_envelope(Judge& judge, xml::Element root) {
  judge.enter(root);
  const Fields fields(judge, root);
  Envelope envelope;
  fields.need_u32("ver", 1);
  envelope.envid = fields.need_u64("envid", 0);
  for (const xml::Element child : root.elements()) {
    if (judge.refused()) return envelope;
    envelope.primitives.push_back(read_primitive(judge, child));
  }
  if (envelope.primitives.empty()) judge.object(root, "The envelope is empty (xccos.md 1.1)");
  return envelope;
}

}   // namespace

Result<Decoded> decode(std::string_view xml, Reading reading, const ReadLimits& limits) {
  const auto tree =
      xml::Tree::load(xml, {kNamespace}, {limits.bytes_max, limits.depth_max, limits.primitives_max});
  if (!tree) return tl::unexpected<Error>(tree.error());
  const auto root = tree->expect_root("xccos");
  if (!root) return tl::unexpected<Error>(root.error());
  Judge judge(*tree, reading);
  Envelope envelope = read_envelope(judge, *root);
  if (judge.refused()) return tl::unexpected<Error>(judge.take_error());
  return Decoded{std::move(envelope), judge.take_forgiven()};
}

std::string reply_id_of(std::string_view command_id) {
  const std::string id = to_lower(command_id);
  if (id == "cmd:getfutok" || id == "cmd:getfdtok") return "rpl:getftok";
  return "rpl:" + (id.starts_with("cmd:") ? id.substr(4) : id);
}

}   // namespace parley::xccos
