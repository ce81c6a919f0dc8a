#include "protocol/xml/tree_builder.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/text.h"

namespace parley::xml {

TreeBuilder::TreeBuilder(std::string_view bytes, const Limits& limits, Namespaces& namespaces,
                         std::vector<Node>& nodes)
    : limits_(limits),
      scanner_(bytes, limits.attributes_max + limits.declarations_max, namespaces.arena()),
      namespaces_(namespaces),
      nodes_(nodes),
      arena_(namespaces.arena()),
      open_(&arena_) {
  open_.reserve(8);   // The samples are no deeper.
}

Result<void> TreeBuilder::build() {
  for (Token token = scanner_.next(); token != Token::end; token = scanner_.next()) {
    if (token == Token::refused) return tl::unexpected<Error>(scanner_.take_error());
    take(token);
  }
  if (!open_.empty()) scanner_.refuse(Errc::malformed, "Not well-formed XML: an element without an end");
  else if (nodes_.empty()) scanner_.refuse(Errc::malformed, "Not well-formed XML: no element found");
  else return {};
  return tl::unexpected<Error>(scanner_.take_error());
}

void TreeBuilder::take(Token token) {
  switch (token) {
    case Token::start_tag: return start_element();
    case Token::empty_tag: start_element(); return end_element(scanner_.name().text);
    case Token::end_tag: return end_element(scanner_.name().text);
    case Token::cdata:
    case Token::text:
      if (!open_.empty()) return add_text(scanner_.text().meaning(arena_));
      if (token == Token::cdata || !trim(scanner_.text().bytes).empty())
        scanner_.refuse(Errc::malformed, "Not well-formed XML: text outside of the root");
      return;
    case Token::end:
    case Token::refused: return;
  }
}

void TreeBuilder::start_element() {
  if (open_.empty() && !nodes_.empty())
    return scanner_.refuse(Errc::malformed, "Not well-formed XML: a second root");
  if (!is_within_limits()) return;
  namespaces_.open();
  if (!declare_all()) return;
  const auto name = namespaces_.element(scanner_.name());
  if (!name) return refuse(name.error(), scanner_.name().text);
  const std::size_t index = nodes_.size();
  Node& element = add_child(NodeKind::element);
  element.space = name->space;
  element.name = name_in_tree(*name, namespaces_.home());
  element.offset = static_cast<std::uint32_t>(scanner_.offset());
  open_.push_back({static_cast<std::uint32_t>(index), 0, scanner_.name().text});
  add_attributes(index);
}

bool TreeBuilder::is_within_limits() {
  if (++elements_ > limits_.elements_max)
    refuse_above("The document has more elements than", limits_.elements_max);
  else if (open_.size() == limits_.depth_max) refuse_above("Elements nest deeper than", limits_.depth_max);
  else if (open_.size() == 1 && open_[0].children++ == limits_.root_children_max)
    refuse_above("The root holds more elements than", limits_.root_children_max);
  else return true;
  return false;
}

// The numbers are judged first, so that nothing below ever meets more.
bool TreeBuilder::declare_all() {
  const auto& all = scanner_.attributes();
  const std::size_t declarations = scanner_.declarations();
  if (declarations > limits_.declarations_max)
    refuse_above("An element declares more namespaces than", limits_.declarations_max);
  else if (all.size() - declarations > limits_.attributes_max)
    refuse_above("An element has more attributes than", limits_.attributes_max);
  else if (declarations == 0) return true;
  else {
    for (const RawAttribute& one : all) {
      if (!one.name.declares_namespace()) continue;
      const auto declared = namespaces_.declare(one.name, one.value.meaning(arena_));
      if (declared) continue;
      refuse(declared.error(), one.name.text);
      return false;
    }
    return true;
  }
  return false;
}

bool TreeBuilder::add_attributes(std::size_t element) {
  for (const RawAttribute& one : scanner_.attributes()) {
    if (one.name.declares_namespace()) continue;
    Node& attribute = nodes_.emplace_back();
    attribute.kind = NodeKind::attribute;
    attribute.name = one.name.text;
    attribute.value = one.value.meaning(arena_);
    attribute.offset = scanner_.offset_of(one.name.text);
    if (one.name.has_colon() && !name_with_prefix(one.name, attribute)) return false;
    if (repeats(attribute, element)) {
      scanner_.refuse(Errc::malformed, "Not well-formed XML: duplicate attribute", one.name.text.data());
      return false;
    }
    ++nodes_[element].attributes;
  }
  return true;
}

bool TreeBuilder::name_with_prefix(const RawName& name, Node& attribute) {
  const auto resolved = namespaces_.attribute(name);
  if (!resolved) {
    refuse(resolved.error(), name.text);
    return false;
  }
  attribute.space = resolved->space;
  attribute.name = name_in_tree(*resolved, kNoNamespace);
  return true;
}

// Names in a tree are the same when namespace and local name are. The number of attributes is bounded.
bool TreeBuilder::repeats(const Node& attribute, std::size_t element) const {
  for (const Node* one = &nodes_[element] + 1; one != &attribute; ++one)
    if (same_name(one->name, attribute.name)) return true;
  return false;
}

void TreeBuilder::end_element(std::string_view tag) {
  if (open_.empty() || !same_name(open_.back().tag, tag))
    return scanner_.refuse(Errc::malformed, "Not well-formed XML: mismatched tag", tag.data());
  Node& element = nodes_[open_.back().node];
  element.value = scanner_.bytes_from(element.offset);
  open_.pop_back();
  namespaces_.close();
}

void TreeBuilder::add_text(std::string_view text) {
  if (text.empty()) return;
  Node& node = add_child(NodeKind::text);
  node.value = text;
  node.offset = static_cast<std::uint32_t>(scanner_.offset());
}

Node& TreeBuilder::add_child(NodeKind kind) {
  const auto index = static_cast<std::uint32_t>(nodes_.size());
  Node& node = nodes_.emplace_back();
  node.kind = kind;
  if (open_.empty()) return node;
  Open& parent = open_.back();
  node.to_parent = index - parent.node;
  if (parent.last_child != 0) nodes_[parent.last_child].to_next = index - parent.last_child;
  nodes_[parent.node].has_content = true;
  parent.last_child = index;
  return node;
}

std::string_view TreeBuilder::name_in_tree(const Resolved& name, NamespaceId plain) {
  if (name.space == plain) return name.local;
  const std::string_view label = namespaces_.label_of(name.space);
  char* const made = static_cast<char*>(arena_.allocate(label.size() + name.local.size(), 1));
  std::copy(name.local.begin(), name.local.end(), std::copy(label.begin(), label.end(), made));
  return {made, label.size() + name.local.size()};
}

void TreeBuilder::refuse(const Error& error, std::string_view where) {
  scanner_.refuse(error.code, error.detail, where.data());
}

void TreeBuilder::refuse_above(std::string_view what, std::size_t limit) {
  scanner_.refuse(Errc::limit_exceeded, fmt::format("{} {}", what, limit));
}

}   // namespace parley::xml
