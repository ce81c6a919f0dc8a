// Walks over the nodes. An element's attributes lie behind it, its content behind them.
#include "protocol/xml/tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory_resource>
#include <vector>

#include "protocol/xml/copying.h"
#include "protocol/xml/tree_builder.h"
#include "protocol/xml/untaken.h"

namespace parley::xml {
namespace {

// The namespaces, the tags and the references of a message of usual size fit.
constexpr std::size_t kArenaBytes = 4096;
// A tree that has once read a large document gives the memory back with the next.
constexpr std::size_t kNodesKept = 4096;

const Node* next_element(const Node* node) {
  while (node != nullptr && node->kind != NodeKind::element) node = node->next();
  return node;
}

}   // namespace

std::string_view Node::local_name() const {
  const std::size_t label = name.find_first_of("}:");   // Neither can stand in a local name.
  return label == name.npos ? name : name.substr(label + 1);
}

std::string_view Element::name() const { return node_ == nullptr ? std::string_view() : node_->name; }

const Node* Element::find_attribute(std::string_view name) const {
  if (node_ == nullptr) return nullptr;
  for (const Node* one = node_ + 1; one != node_ + 1 + node_->attributes; ++one)
    if (same_name(one->name, name)) return one;
  return nullptr;
}

std::optional<std::string_view> Element::attribute(std::string_view name) const {
  const Node* const found = find_attribute(name);
  return found == nullptr ? std::nullopt : std::optional(found->value);
}

std::size_t Element::offset_of(std::string_view attribute) const {
  const Node* const found = find_attribute(attribute);
  return found == nullptr ? offset() : found->offset;
}

Element Element::take() const {
  if (node_ != nullptr) node_->taken = true;
  return *this;
}

std::optional<std::string_view> Element::take_attribute(std::string_view name) const {
  const Node* const found = find_attribute(name);
  if (found == nullptr) return std::nullopt;
  found->taken = true;
  return found->value;
}

void Element::give_back() const {
  if (node_ == nullptr) return;
  for (const Node* one = node_; one != node_ + 1 + node_->attributes; ++one) one->taken = false;
}

bool Element::is_taken() const { return node_ != nullptr && node_->taken; }

bool Element::is_empty() const {
  if (node_ == nullptr) return true;
  if (node_->attributes > 0) return false;
  for (const Node* at = node_->content(); at != nullptr; at = at->next())
    if (!at->is_blank_text()) return false;
  return true;
}

std::string Element::text() const {
  std::string text;
  for (const Node* at = node_ == nullptr ? nullptr : node_->content(); at != nullptr; at = at->next())
    if (at->kind == NodeKind::text) {
      text += at->value;
      at->taken = true;
    }
  return text;
}

Element Element::child(std::string_view name) const {
  const Element first = first_element();
  return same_name(first.name(), name) ? first : first.next(name);
}

Element Element::next(std::string_view name) const {
  const Node* at = node_;
  do at = next_element(at == nullptr ? nullptr : at->next());
  while (at != nullptr && !name.empty() && !same_name(at->name, name));
  return Element(at);
}

Element Element::parent() const { return node_ == nullptr ? Element() : Element(node_->parent()); }

std::size_t Element::offset() const { return node_ == nullptr ? 0 : node_->offset; }

Element Element::first_element() const {
  return node_ == nullptr ? Element() : Element(next_element(node_->content()));
}

ElementRange Element::elements(std::string_view name) const {
  return {name.empty() ? first_element() : child(name), name};
}

std::size_t ElementRange::count() const {
  std::size_t count = 0;
  for (Element at = first_; at; at = at.next(name_)) ++count;
  return count;
}

struct Tree::Content {
  std::array<std::byte, kArenaBytes> buffer;
  std::pmr::monotonic_buffer_resource arena{buffer.data(), buffer.size()};
  Vocabulary vocabulary;
  Limits limits;
  std::optional<Namespaces> namespaces;
  std::vector<Node> nodes;
  std::optional<Copying> copying;   // Once something is copied.

  Copying& copier() {
    if (!copying) copying.emplace(vocabulary, limits);
    return *copying;
  }
  void clear() {
    copying.reset();
    namespaces.reset();
    nodes.clear();
    if (nodes.capacity() > kNodesKept) nodes = std::vector<Node>();   // With {} it would keep its memory.
    arena.release();
  }
};

Tree::Tree() : content_(std::make_unique<Content>()) {}
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(Tree&&) noexcept = default;
Tree::~Tree() = default;

Result<Tree> Tree::load(std::string_view bytes, const Vocabulary& vocabulary, const Limits& limits) {
  Tree tree;
  const auto read = tree.read(bytes, vocabulary, limits);
  if (!read) return tl::unexpected<Error>(read.error());
  return tree;
}

Result<void> Tree::read(std::string_view bytes, const Vocabulary& vocabulary, const Limits& limits) {
  Content& content = *content_;
  content.clear();
  if (bytes.size() > limits.bytes_max) {
    return fail(Errc::limit_exceeded,
                fmt::format("The document has {} bytes; {} are accepted.", bytes.size(), limits.bytes_max),
                limits.bytes_max);
  }
  content.vocabulary = vocabulary;
  content.limits = limits;
  content.namespaces.emplace(content.vocabulary, content.limits, content.arena);
  auto built = TreeBuilder(bytes, content.limits, *content.namespaces, content.nodes).build();
  if (!built) content.clear();
  return built;
}

Element Tree::root() const { return content_->nodes.empty() ? Element() : Element(content_->nodes.data()); }

Result<Element> Tree::expect_root(std::string_view name) const {
  if (root().name() == name) return root();
  const Node& found = *root().node();
  return fail(Errc::unsupported,
              fmt::format("The root must be {} in namespace {}, and is {} in namespace \"{}\", at byte {}.",
                          name, content_->vocabulary.home, found.local_name(),
                          content_->namespaces->uri_of(found.space), found.offset),
              found.offset);
}

// "chanib[3]": the number counts brothers of the same name and is left out when there are none.
std::string Tree::step_of(Element element) const {
  const Node& node = *element.node();
  std::string step(node.local_name());
  if (node.space != content_->namespaces->home())
    step = fmt::format("{{{}}}{}", content_->namespaces->uri_of(node.space), step);
  std::size_t before = 0;
  for (Element one = element.parent().child(element.name()); one && one != element;
       one = one.next(element.name()))
    ++before;
  if (before == 0 && !element.next(element.name())) return step;
  return fmt::format("{}[{}]", step, before + 1);
}

std::string Tree::place_of(Element element, std::string_view attribute) const {
  std::string path;
  for (Element at = element; at; at = at.parent()) path = "/" + step_of(at) + path;
  if (!attribute.empty()) (path += "/@") += attribute;
  return fmt::format("{}, byte {}", path, element.offset_of(attribute));
}

Result<std::string> Tree::outer_xml(Element element) const {
  return limited(content_->copier().whole(*element.node(), content_->vocabulary.home));
}

Result<std::string> Tree::standalone_xml(Element element) const {
  return limited(content_->copier().whole(*element.node(), std::nullopt));
}

Result<Untaken> Tree::untaken(Element element) const {
  if (is_all_taken(*element.node())) return Untaken{};
  return limited(find_untaken(*element.node(), content_->copier()));
}

Result<Untaken> Tree::untaken_alone(Element element) const {
  if (is_all_taken_alone(*element.node())) return Untaken{};
  return limited(find_untaken_alone(*element.node(), content_->copier()));
}

template <class Copy>
Result<Copy> Tree::limited(Copy copy) const {
  const auto& refusal = content_->copier().refusal();
  if (!refusal) return copy;
  return fail(Errc::limit_exceeded,
              fmt::format("{}, at {}.", refusal->reason, place_of(Element(refusal->element))),
              refusal->element->offset);
}

}   // namespace parley::xml
