// In two walks: which namespaces need a prefix, then the writing.
#include "protocol/xml/serialise.h"

#include <fmt/format.h>

#include "protocol/xml/escape.h"

namespace parley::xml {
namespace {

void append(std::string& out, std::string_view prefix, std::string_view local, std::string_view value) {
  (((out += ' ') += prefix) += local) += "=\"";
  append_attribute(out, value);
  out += '"';
}

}   // namespace

Serialiser::Serialiser(const Namespaces& namespaces, NamespaceId plain, std::optional<NamespaceId> outside)
    : namespaces_(namespaces), plain_(plain) {
  if (plain != outside) declare("xmlns", plain);
}

void Serialiser::note(NamespaceId space) {
  const auto [prefix, first] = prefixes_.try_emplace(space);
  if (!first) return;
  prefix->second = space == kXmlNamespaceId ? "xml:" : fmt::format("n{}:", ++made_);
  if (space != kXmlNamespaceId)
    declare("xmlns:" + prefix->second.substr(0, prefix->second.size() - 1), space);
}

void Serialiser::declare(std::string_view name, NamespaceId space) {
  append(declarations_, "", name, namespaces_.uri_of(space));
}

void Serialiser::survey_attribute(const Node& attribute) {
  if (attribute.space != kNoNamespace) note(attribute.space);
}

// `around`: the default namespace there. Recursion is bounded by the depth limit of reading, here and below.
void Serialiser::survey(const Node& node, NamespaceId around) {
  if (node.kind == NodeKind::text) return;
  if (node.space == kNoNamespace) around = kNoNamespace;
  else if (node.space != around) note(node.space);
  for (const Node* a = &node + 1; a != &node + 1 + node.attributes; ++a) survey_attribute(*a);
  for (const Node* child = node.content(); child != nullptr; child = child->next()) survey(*child, around);
}

void Serialiser::write_attribute(std::string& out, const Node& attribute) const {
  append(out, prefix_of(attribute.space, kNoNamespace), attribute.local_name(), attribute.value);
}

void Serialiser::write(std::string& out, const Node& node, NamespaceId around,
                       std::string_view declarations) const {
  if (node.kind == NodeKind::text) return append_text(out, node.value);
  const bool leaves_default = node.space == kNoNamespace && around != kNoNamespace;
  if (leaves_default) around = kNoNamespace;
  const std::string_view prefix = prefix_of(node.space, around);
  (((out += '<') += prefix) += node.local_name()) += declarations;
  if (leaves_default) out += " xmlns=\"\"";
  for (const Node* a = &node + 1; a != &node + 1 + node.attributes; ++a) write_attribute(out, *a);
  if (!node.has_content) {
    out += "/>";
    return;
  }
  out += '>';
  for (const Node* child = node.content(); child != nullptr; child = child->next())
    write(out, *child, around, "");
  (((out += "</") += prefix) += node.local_name()) += '>';
}

std::string serialise(const Node& element, const Namespaces& namespaces, std::optional<NamespaceId> outside) {
  // xml never is a default.
  const NamespaceId plain = element.space == kXmlNamespaceId ? kNoNamespace : element.space;
  Serialiser serialiser(namespaces, plain, outside);
  serialiser.survey(element);
  std::string out;
  serialiser.write_alone(out, element);
  return out;
}

}   // namespace parley::xml
