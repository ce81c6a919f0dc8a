// In two walks: which namespaces need a prefix, then the writing.
#include "protocol/xml/serialise.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "protocol/xml/escape.h"
#include "protocol/xml/name_characters.h"

namespace parley::xml {
namespace {

void append(std::string& out, std::string_view prefix, std::string_view local, std::string_view value) {
  (((out += ' ') += prefix) += local) += "=\"";
  append_attribute(out, value);
  out += '"';
}

bool is_in_prefix(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return kPlainInName[byte] || byte >= 0x80;
}

}   // namespace

Serialiser::Serialiser(const Namespaces& namespaces, NamespaceId plain, std::optional<NamespaceId> outside)
    : namespaces_(namespaces), plain_(plain) {
  if (plain != outside) append(declarations_, "", "xmlns", namespaces.uri_of(plain));
}

void Serialiser::note(NamespaceId space) {
  const auto [prefix, first] = prefixes_.try_emplace(space, "xml:");
  if (!first || space == kXmlNamespaceId) return;
  const std::string_view kept = namespaces_.kept_prefix(space);
  const std::string name = kept.empty() ? fmt::format("{}{}", kMadePrefix, ++made_) : std::string(kept);
  append(declarations_, "xmlns:", name, namespaces_.uri_of(space));
  prefix->second = name + ":";
}

// Whatever stands in front of a colon may be one: in a list of names, in a path. If it is none, to declare it
// does no harm.
void Serialiser::note_prefixes_in(std::string_view value) {
  for (std::size_t colon = value.find(':'); colon != value.npos; colon = value.find(':', colon + 1)) {
    std::size_t begin = colon;
    while (begin > 0 && is_in_prefix(value[begin - 1]) && colon - begin <= kKeptPrefixMax) --begin;
    const std::string_view prefix = value.substr(begin, colon - begin);
    if (prefix != "xml" && !namespaces_.meaning_of(prefix).empty() && mentioned_.size() < kMentionsMax)
      mentioned_.emplace(prefix);
  }
}

const std::string& Serialiser::declarations() {
  for (const std::string& prefix : std::exchange(mentioned_, {})) {
    const bool is_there = std::any_of(prefixes_.begin(), prefixes_.end(),
                                      [&](const auto& one) { return one.second == prefix + ":"; });
    if (!is_there) append(declarations_, "xmlns:", prefix, namespaces_.meaning_of(prefix));
  }
  return declarations_;
}

void Serialiser::survey_attribute(const Node& attribute) {
  if (attribute.space != kNoNamespace) note(attribute.space);
  note_prefixes_in(attribute.value);
}

// `around`: the default namespace there. Recursion is bounded by the depth limit of reading, here and below.
void Serialiser::survey(const Node& node, NamespaceId around) {
  if (node.kind == NodeKind::text) return;
  if (node.space == kNoNamespace) around = kNoNamespace;
  else if (node.space != around) note(node.space);
  for (const Node* a = &node + 1; a != &node + 1 + node.attributes; ++a) survey_attribute(*a);
  std::string text;   // Up to the next element: comments and CDATA marks will not be there any more.
  for (const Node* child = node.content(); child != nullptr; child = child->next()) {
    if (child->kind == NodeKind::text) {
      text += child->value;
      continue;
    }
    note_prefixes_in(std::exchange(text, {}));
    survey(*child, around);
  }
  note_prefixes_in(text);
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
