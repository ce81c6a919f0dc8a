// The way in: tree, then each primitive by its reader.
#include "protocol/base/text.h"
#include "protocol/xccos/codec.h"
#include "protocol/xccos/read_parts.h"
#include "protocol/xml/gate.h"

namespace parley::xccos {
namespace {

ChatMessage read_post(Judge& judge, xml::Element grpchat) {
  ChatMessage post = read_chat(judge, grpchat);
  if (!equal_ignoring_case(post.id, "grpchat") && grpchat.attribute("id"))
    judge.object(grpchat, "grpchat@id must be grpchat (xccos.md 3.1)", "id");
  post.foreign = judge.take_foreign(grpchat);
  if (!post.foreign.empty()) judge_untaken_blocks(judge, grpchat);
  return post;
}

// Names of primitives are compared without case, as ids are (xccos.md 1.1).
Primitive read_primitive(Judge& judge, xml::Element element) {
  const auto is = [&](std::string_view name) { return equal_ignoring_case(element.name(), name); };
  judge.enter(element);
  if (is("cmd")) return read_command(judge, element);
  if (is("rpl")) return read_reply(judge, element);
  if (is("ntc")) return read_notice(judge, element);
  if (is("grpchat")) return read_post(judge, element);
  judge_known_blocks(judge, element);
  return Unknown{judge.take_message(element)};   // A receiver ignores it (xccos.md 1.1).
}

void read_envelope(Judge& judge, xml::Element root, Envelope& envelope) {
  judge.enter(root);
  const Fields fields(judge, root);
  envelope.ver = fields.need_u32("ver", 1);
  envelope.envid = fields.need_u64("envid", 0);
  for (const xml::Element child : root.elements()) {
    if (judge.refused()) return;
    envelope.primitives.push_back(read_primitive(judge, child));
  }
  envelope.foreign = judge.take_foreign_alone(root);
  if (envelope.primitives.empty()) judge.object(root, "The envelope is empty (xccos.md 1.1)");
}

// Filled where it stays: a post is moved no oftener than it must be.
Result<Decoded> read_document(Judge& judge, xml::Element root) {
  Result<Decoded> decoded;
  read_envelope(judge, root, decoded->envelope);
  decoded->forgiven = judge.forgiven();
  decoded->unknown = judge.unknown();
  if (judge.refused()) decoded = tl::unexpected<Error>(judge.error());
  return decoded;
}

}   // namespace

Result<Decoded> Decoder::decode(std::string_view xml, Reading reading) {
  const xml::Limits limits{limits_.bytes_max, limits_.depth_max, limits_.primitives_max,
                           limits_.elements_max};
  if (reading == Reading::strict) {
    const auto judged = xml::check_well_formed(xml, limits);
    if (!judged) return tl::unexpected<Error>(judged.error());
  }
  const auto read = tree_.read(xml, {kNamespace, {}, kSurplusNamespaces}, limits);
  if (!read) return tl::unexpected<Error>(read.error());
  const auto root = tree_.expect_root("xccos");
  if (!root) return tl::unexpected<Error>(root.error());
  Judge judge(tree_, reading);
  return read_document(judge, *root);
}

Result<Decoded> decode(std::string_view xml, Reading reading, const ReadLimits& limits) {
  return Decoder(limits).decode(xml, reading);
}

std::string reply_id_of(std::string_view command_id) {
  const std::string id = to_lower(command_id);
  if (id == "cmd:getfutok" || id == "cmd:getfdtok") return "rpl:getftok";
  return "rpl:" + (id.starts_with("cmd:") ? id.substr(4) : id);
}

}   // namespace parley::xccos
