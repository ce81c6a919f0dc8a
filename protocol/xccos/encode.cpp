// The way out: the root in the style of the writer, then each primitive.
#include <fmt/format.h>

#include <algorithm>

#include "protocol/xccos/codec.h"
#include "protocol/xccos/write_parts.h"

namespace parley::xccos {
namespace {

using xml::Markup;

bool declares(const Foreign& foreign, std::string_view prefix) {
  const std::string declaration = fmt::format(" xmlns:{}=", prefix);
  return std::any_of(foreign.begin(), foreign.end(), [&](const xml::Addition& one) {
    return one.attributes.find(declaration) != one.attributes.npos;
  });
}

// xccos.md 1.1: order and surplus declarations as each of the three was seen to write them.
void open_root(Markup& out, const Envelope& envelope, Writer writer) {
  out.open("xccos");
  if (writer == Writer::server)
    for (const auto& [prefix, uri] : kSurplusNamespaces)
      if (!declares(envelope.foreign, prefix)) out.declare(prefix, uri);
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
