// pugixml behind the gate; names are resolved once, after loading.
#include "protocol/xml/tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <utility>

#include "protocol/xml/escape.h"

namespace parley::xml {
namespace {

// White space counts (a chat text may be one blank); encodings are settled by the gate.
constexpr unsigned kParse = pugi::parse_default | pugi::parse_ws_pcdata;

// Equal to no namespace name, so that the first element declares its own.
constexpr std::string_view kNoNamespaceYet = "\x01";

struct Binding {
  std::string prefix, uri;
};

// A prefixed name; the prefix is empty when there is none.
struct Name {
  std::string_view prefix, local;
  explicit Name(std::string_view text) : local(text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return;
    prefix = text.substr(0, colon);
    local = text.substr(colon + 1);
  }
};

class Normaliser {
 public:
  explicit Normaliser(std::string_view home) : home_(home) {}

  // Recursion is bounded by the gate's depth limit.
  void normalise(pugi::xml_node element) {
    const std::size_t outer_scope = scope_.size();
    declare(element);
    rename(element);
    for (pugi::xml_attribute a : element.attributes()) rename(a);
    for (pugi::xml_node child : element.children()) {
      if (child.type() == pugi::node_element) normalise(child);
    }
    scope_.resize(outer_scope);
  }

 private:
  void declare(pugi::xml_node element) {
    for (pugi::xml_attribute a = element.first_attribute(); a;) {
      const pugi::xml_attribute next = a.next_attribute();
      const Name name(a.name());
      if (name.prefix == "xmlns") scope_.push_back({std::string(name.local), a.value()});
      else if (name.prefix.empty() && name.local == "xmlns") scope_.push_back({"", a.value()});
      else {
        a = next;
        continue;
      }
      element.remove_attribute(a);
      a = next;
    }
  }
  std::string_view resolve(std::string_view prefix) const {
    const auto found = std::find_if(scope_.rbegin(), scope_.rend(),
                                    [&](const Binding& binding) { return binding.prefix == prefix; });
    return found == scope_.rend() ? std::string_view() : found->uri;
  }
  void rename(pugi::xml_node element) const {
    const Name name(element.name());
    const std::string_view uri = resolve(name.prefix);
    if (uri != home_) element.set_name(foreign_name(uri, name.local).c_str());
    else if (!name.prefix.empty()) element.set_name(std::string(name.local).c_str());
  }
  void rename(pugi::xml_attribute attribute) const {
    const Name name(attribute.name());
    if (name.prefix.empty() || name.prefix == "xml") return;
    attribute.set_name(foreign_name(resolve(name.prefix), name.local).c_str());
  }

  std::string_view home_;
  std::vector<Binding> scope_;
};

// A normalised name taken apart again.
std::pair<std::string_view, std::string_view> split_name(std::string_view name, std::string_view home) {
  if (!name.starts_with('{')) return {home, name};
  const std::size_t end = name.rfind('}');
  return {name.substr(1, end - 1), name.substr(end + 1)};
}

bool is_text(pugi::xml_node node) {
  return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

class Serialiser {
 public:
  Serialiser(std::string& out, std::string_view home) : out_(out), home_(home) {}

  void element(pugi::xml_node node, std::string_view default_namespace) {
    const auto [uri, local] = split_name(node.name(), home_);
    (out_ += '<') += local;
    if (uri != default_namespace) attribute("xmlns", uri);
    attributes(node);
    out_ += '>';
    const std::size_t content = out_.size();
    for (pugi::xml_node child : node.children()) {
      if (child.type() == pugi::node_element) element(child, uri);
      else if (is_text(child)) append_text(out_, child.value());
    }
    if (out_.size() == content) out_.replace(content - 1, 1, "/>");
    else ((out_ += "</") += local) += '>';
  }

 private:
  void attribute(std::string_view name, std::string_view value) {
    ((out_ += ' ') += name) += "=\"";
    append_attribute(out_, value);
    out_ += '"';
  }
  void attributes(pugi::xml_node node) {
    int prefixes = 0;
    for (pugi::xml_attribute a : node.attributes()) {
      const std::string_view name = a.name();
      if (!name.starts_with('{')) {
        attribute(name, a.value());
        continue;
      }
      const auto [uri, local] = split_name(name, home_);
      const std::string prefix = fmt::format("n{}", ++prefixes);
      attribute("xmlns:" + prefix, uri);
      attribute(fmt::format("{}:{}", prefix, local), a.value());
    }
  }

  std::string& out_;
  std::string_view home_;
};

// "chanib[3]": the number counts brothers of the same name and is left out when there are none.
std::string step_of(pugi::xml_node node) {
  std::size_t before = 0;
  for (auto n = node.previous_sibling(node.name()); n; n = n.previous_sibling(node.name())) ++before;
  if (before == 0 && !node.next_sibling(node.name())) return node.name();
  return fmt::format("{}[{}]", node.name(), before + 1);
}

pugi::xml_node next_in_document_order(pugi::xml_node node) {
  if (node.first_child()) return node.first_child();
  while (node && !node.next_sibling()) node = node.parent();
  return node.next_sibling();
}

}   // namespace

std::string foreign_name(std::string_view uri, std::string_view local) {
  return fmt::format("{{{}}}{}", uri, local);
}

std::string_view Element::name() const { return pugi::xml_node(node_).name(); }

std::optional<std::string_view> Element::attribute(const char* name) const {
  const pugi::xml_attribute found = pugi::xml_node(node_).attribute(name);
  return found ? std::optional<std::string_view>(found.value()) : std::nullopt;
}

std::string Element::text() const {
  std::string text;
  for (pugi::xml_node child : pugi::xml_node(node_).children()) {
    if (is_text(child)) text += child.value();
  }
  return text;
}

Element Element::child(const char* name) const {
  return Element(pugi::xml_node(node_).child(name).internal_object());
}

Element Element::next(const char* name) const {
  const pugi::xml_node node(node_);
  if (name != nullptr) return Element(node.next_sibling(name).internal_object());
  pugi::xml_node next = node.next_sibling();
  while (next && next.type() != pugi::node_element) next = next.next_sibling();
  return Element(next.internal_object());
}

Element Element::parent() const {
  const pugi::xml_node parent = pugi::xml_node(node_).parent();
  return parent.type() == pugi::node_element ? Element(parent.internal_object()) : Element();
}

Element Element::first_element() const {
  const Element first(pugi::xml_node(node_).first_child().internal_object());
  return pugi::xml_node(first.node_).type() == pugi::node_element ? first : first.next();
}

ElementRange Element::elements(const char* name) const {
  return {name != nullptr ? child(name) : first_element(), name};
}

Tree::Tree() : document_(std::make_unique<pugi::xml_document>()) {}
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(Tree&&) noexcept = default;
Tree::~Tree() = default;

Result<Tree> Tree::load(std::string_view bytes, std::string_view home_namespace, const Limits& limits) {
  auto offsets = check_well_formed(bytes, limits);
  if (!offsets) return tl::unexpected<Error>(std::move(offsets.error()));
  Tree tree;
  tree.home_ = home_namespace;
  tree.offsets_ = *std::move(offsets);
  const auto parsed = tree.document_->load_buffer(bytes.data(), bytes.size(), kParse, pugi::encoding_utf8);
  if (!parsed) {
    return fail(Errc::malformed,
                fmt::format("The second XML parser refuses what the first took: {}.", parsed.description()),
                static_cast<std::size_t>(parsed.offset));
  }
  Normaliser(tree.home_).normalise(tree.document_->document_element());
  return tree;
}

Element Tree::root() const { return Element(document_->document_element().internal_object()); }

Result<Element> Tree::expect_root(std::string_view name) const {
  if (root().name() == name) return root();
  const auto [uri, local] = split_name(root().name(), home_);
  return fail(Errc::unsupported,
              fmt::format("The root must be {} in namespace {}, and is {} in namespace \"{}\", at byte {}.",
                          name, home_, local, uri, offset_of(root())),
              offset_of(root()));
}

std::size_t Tree::offset_of(Element element) const {
  std::size_t index = 0;
  for (pugi::xml_node node = document_->document_element(); node; node = next_in_document_order(node)) {
    if (node.internal_object() == element.node_) return index < offsets_.size() ? offsets_[index] : 0;
    if (node.type() == pugi::node_element) ++index;
  }
  return 0;
}

std::string Tree::place_of(Element element) const {
  std::string path;
  for (Element at = element; at; at = at.parent()) path = "/" + step_of(pugi::xml_node(at.node_)) + path;
  return fmt::format("{}, byte {}", path, offset_of(element));
}

std::string Tree::outer_xml(Element element) const {
  std::string out;
  Serialiser(out, home_).element(pugi::xml_node(element.node_), home_);
  return out;
}

std::string Tree::standalone_xml(Element element) const {
  std::string out;
  Serialiser(out, home_).element(pugi::xml_node(element.node_), kNoNamespaceYet);
  return out;
}

}   // namespace parley::xml
