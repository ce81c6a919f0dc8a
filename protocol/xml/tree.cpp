// pugixml behind the gate; names are resolved once, after loading.
#include "protocol/xml/tree.h"

#include <fmt/format.h>

#include <pugixml.hpp>
#include <utility>

#include "protocol/xml/names.h"

namespace parley::xml {
namespace {

// White space counts (a chat text may be one blank); encodings are settled by the gate.
constexpr unsigned kParse = pugi::parse_default | pugi::parse_ws_pcdata;

// Takes the namespaces that the gate found, in the same order.
class Normaliser {
 public:
  Normaliser(const Names& names, const std::vector<NamespaceId>& found)
      : names_(names), next_(found.begin()) {}

  // Recursion is bounded by the gate's depth limit.
  void normalise(pugi::xml_node element) {
    rename(element, names_.of_element({*next_++, local_part(element.name())}));
    for (pugi::xml_attribute a = element.first_attribute(); a;) {
      const pugi::xml_attribute next = a.next_attribute();
      if (is_declaration(a.name())) element.remove_attribute(a);
      else if (const NamespaceId space = *next_++; space != kNoNamespace)
        rename(a, names_.of_attribute({space, local_part(a.name())}));
      a = next;
    }
    for (pugi::xml_node child : element.children()) {
      if (child.type() == pugi::node_element) normalise(child);
    }
  }

 private:
  static std::string_view local_part(std::string_view name) {
    return name.substr(name.find(':') + 1);   // All of it when there is no colon.
  }
  static bool is_declaration(std::string_view name) { return name == "xmlns" || name.starts_with("xmlns:"); }
  void rename(auto node, const std::string& name) {
    if (name != node.name()) node.set_name(name.c_str());
  }

  const Names& names_;
  std::vector<NamespaceId>::const_iterator next_;
};

bool is_text(pugi::xml_node node) {
  return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

pugi::xml_node next_in_document_order(pugi::xml_node node) {
  if (node.first_child()) return node.first_child();
  while (node && !node.next_sibling()) node = node.parent();
  return node.next_sibling();
}

}   // namespace

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

Result<Tree> Tree::load(std::string_view bytes, const Vocabulary& vocabulary, const Limits& limits) {
  auto outline = check_well_formed(bytes, limits);
  if (!outline) return tl::unexpected<Error>(std::move(outline.error()));
  Tree tree;
  tree.offsets_ = std::move(outline->offsets);
  tree.home_ = vocabulary.home;
  tree.names_ = std::make_unique<const Names>(std::move(outline->uris), vocabulary);
  const auto parsed = tree.document_->load_buffer(bytes.data(), bytes.size(), kParse, pugi::encoding_utf8);
  if (!parsed) {
    return fail(Errc::malformed,
                fmt::format("The second XML parser refuses what the first took: {}.", parsed.description()),
                static_cast<std::size_t>(parsed.offset));
  }
  Normaliser(*tree.names_, outline->namespaces).normalise(tree.document_->document_element());
  return tree;
}

Element Tree::root() const { return Element(document_->document_element().internal_object()); }

Result<Element> Tree::expect_root(std::string_view name) const {
  if (root().name() == name) return root();
  const Name found = names_->element(root().name());
  return fail(Errc::unsupported,
              fmt::format("The root must be {} in namespace {}, and is {} in namespace \"{}\", at byte {}.",
                          name, home_, found.local, names_->uri(found.space), offset_of(root())),
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

// "chanib[3]": the number counts brothers of the same name and is left out when there are none.
std::string Tree::step_of(Element element) const {
  const pugi::xml_node node(element.node_);
  std::size_t before = 0;
  for (auto n = node.previous_sibling(node.name()); n; n = n.previous_sibling(node.name())) ++before;
  const std::string name = names_->readable(node.name());
  if (before == 0 && !node.next_sibling(node.name())) return name;
  return fmt::format("{}[{}]", name, before + 1);
}

std::string Tree::place_of(Element element) const {
  std::string path;
  for (Element at = element; at; at = at.parent()) path = "/" + step_of(at) + path;
  return fmt::format("{}, byte {}", path, offset_of(element));
}

std::string Tree::outer_xml(Element element) const { return serialise(element, *names_, names_->home()); }

std::string Tree::standalone_xml(Element element) const {
  return serialise(element, *names_, static_cast<NamespaceId>(names_->count()));
}

}   // namespace parley::xml
