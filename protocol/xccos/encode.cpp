// The way out: the root in the style of the writer, then each primitive.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "protocol/xccos/codec.h"
#include "protocol/xccos/write_parts.h"

namespace parley::xccos {
namespace {

using xml::Markup;

// As they stand in a start tag.
const std::vector<std::string>& surplus_declarations() {
  static const auto all = [] {
    std::vector<std::string> made;
    for (const auto& [prefix, uri] : kSurplusNamespaces)
      made.push_back(fmt::format(" xmlns:{}=\"{}\"", prefix, uri));
    return made;
  }();
  return all;
}

bool is_among(const Foreign& foreign, std::string_view declaration) {
  return std::any_of(foreign.begin(), foreign.end(), [&](const xml::Addition& one) {
    return one.attributes.find(declaration) != one.attributes.npos;
  });
}

// xccos.md 1.1: order and surplus declarations as each of the three was seen to write them.
void open_root(Markup& out, const Envelope& envelope, Writer writer) {
  out.open("xccos");
  if (writer == Writer::server)
    for (const std::string& one : surplus_declarations())
      if (!is_among(envelope.foreign, one)) out.raw_attributes(one);
  if (writer == Writer::lync_client) out.attribute("xmlns", kNamespace);
  out.attribute("ver", envelope.ver).attribute("envid", envelope.envid);
  if (writer != Writer::lync_client) out.attribute("xmlns", kNamespace);
  for (const xml::Addition& one : envelope.foreign) out.raw_attributes(one.attributes);
}

}   // namespace

std::string encode(const Envelope& envelope, Writer writer) {
  Markup out(writer == Writer::sipe ? xml::LineEnds::raw : xml::LineEnds::references);   // xccos.md 1.5
  open_root(out, envelope, writer);
  for (const Primitive& primitive : envelope.primitives) {
    std::visit(Overloaded{[&](const Command& p) { write_command(out, p); },
                          [&](const Reply& p) { write_reply(out, p); },
                          [&](const Notice& p) { write_notice(out, p); },
                          [&](const ChatMessage& p) { write_chat(out, p); },
                          [&](const Unknown& p) { out.raw(p.xml); }},
               primitive);
  }
  for (const xml::Addition& one : envelope.foreign) out.raw(one.content);
  out.close();
  return out.take();
}

}   // namespace parley::xccos
