// An element as bytes again, in two walks: which namespaces are used, then the writing. Each is declared
// once, at the start, so that no element can make the output longer than by its own name.
#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <pugixml.hpp>

#include "protocol/xml/escape.h"
#include "protocol/xml/names.h"

namespace parley::xml {
namespace {

bool is_text(pugi::xml_node node) {
  return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

class Serialiser {
 public:
  explicit Serialiser(const Names& names) : names_(names) {}

  std::string write(pugi::xml_node root, NamespaceId outside) {
    survey(root);
    // An element of no namespace can be written only where there is no default, and xml never is one.
    const NamespaceId own = names_.element(root.name()).space;
    default_ = use_.contains(kNoNamespace) || own == kXmlNamespaceId ? kNoNamespace : own;
    if (default_ != outside) declare("xmlns", default_);
    choose_prefixes();
    element(root, declarations_);
    return std::move(out_);
  }

 private:
  struct Use {
    bool by_attribute = false;
    std::string prefix;   // With the colon; empty when none is needed.
  };

  Use& note(NamespaceId space) {
    const auto [use, first] = use_.try_emplace(space);
    if (first) order_.push_back(space);
    return use->second;
  }
  // Recursion is bounded by the gate's depth limit, here and below.
  void survey(pugi::xml_node node) {
    note(names_.element(node.name()).space);
    for (pugi::xml_attribute a : node.attributes()) {
      const Name name = names_.attribute(a.name());
      if (name.space != kNoNamespace) note(name.space).by_attribute = true;
    }
    for (pugi::xml_node child : node.children())
      if (child.type() == pugi::node_element) survey(child);
  }
  // In the order of first use, which is the same when the output is read again.
  void choose_prefixes() {
    int count = 0;
    for (const NamespaceId space : order_) {
      Use& use = use_[space];
      if (space == default_ && !use.by_attribute) continue;
      use.prefix = space == kXmlNamespaceId ? "xml:" : fmt::format("n{}:", ++count);
      if (space != kXmlNamespaceId) declare("xmlns:" + use.prefix.substr(0, use.prefix.size() - 1), space);
    }
  }
  void declare(std::string_view name, NamespaceId space) {
    attribute(declarations_, name, names_.uri(space));
  }
  static void attribute(std::string& out, std::string_view name, std::string_view value) {
    ((out += ' ') += name) += "=\"";
    append_attribute(out, value);
    out += '"';
  }
  void element(pugi::xml_node node, std::string_view declarations) {
    const Name name = names_.element(node.name());
    const std::string written =
        (name.space == default_ ? std::string() : use_[name.space].prefix) + std::string(name.local);
    ((out_ += '<') += written) += declarations;
    for (pugi::xml_attribute a : node.attributes()) {
      const Name its = names_.attribute(a.name());
      const std::string prefix = its.space == kNoNamespace ? std::string() : use_[its.space].prefix;
      attribute(out_, prefix + std::string(its.local), a.value());
    }
    out_ += '>';
    const std::size_t content = out_.size();
    for (pugi::xml_node child : node.children()) {
      if (child.type() == pugi::node_element) element(child, "");
      else if (is_text(child)) append_text(out_, child.value());
    }
    if (out_.size() == content) out_.replace(content - 1, 1, "/>");
    else ((out_ += "</") += written) += '>';
  }

  const Names& names_;
  std::map<NamespaceId, Use> use_;
  std::vector<NamespaceId> order_;
  NamespaceId default_ = kNoNamespace;
  std::string declarations_;
  std::string out_;
};

}   // namespace

std::string serialise(Element element, const Names& names, NamespaceId outside) {
  return Serialiser(names).write(pugi::xml_node(element.node()), outside);
}

}   // namespace parley::xml
