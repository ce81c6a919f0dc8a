// In two walks: which namespaces are used, then the writing. Each is declared once, at the start, so that no
// element can make the output longer than by its own name.
#include "protocol/xml/serialise.h"

#include <fmt/format.h>

#include <map>
#include <vector>

#include "protocol/xml/escape.h"

namespace parley::xml {
namespace {

class Serialiser {
 public:
  explicit Serialiser(const Namespaces& namespaces) : namespaces_(namespaces) {}

  std::string write(const Node& root, std::optional<NamespaceId> outside) {
    survey(root);
    // An element of no namespace can be written only where there is no default, and xml never is one.
    default_ = use_.contains(kNoNamespace) || root.space == kXmlNamespaceId ? kNoNamespace : root.space;
    if (default_ != outside) declare("xmlns", default_);
    choose_prefixes();
    element(root, declarations_);
    return std::move(out_);
  }

  std::string write(const std::vector<const Node*>& attributes) {
    for (const Node* one : attributes) note_attribute(*one);
    choose_prefixes();
    for (const Node* one : attributes) attribute(*one);
    return declarations_ + out_;
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
  void note_attribute(const Node& node) {
    if (node.space != kNoNamespace) note(node.space).by_attribute = true;
  }
  // Recursion is bounded by the depth limit of reading, here and below.
  void survey(const Node& node) {
    note(node.space);
    for (const Node* a = &node + 1; a != &node + 1 + node.attributes; ++a) note_attribute(*a);
    for (const Node* child = node.content(); child != nullptr; child = child->next())
      if (child->kind == NodeKind::element) survey(*child);
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
    attribute(declarations_, name, namespaces_.uri_of(space));
  }
  static void attribute(std::string& out, std::string_view name, std::string_view value) {
    ((out += ' ') += name) += "=\"";
    append_attribute(out, value);
    out += '"';
  }
  void attribute(const Node& node) {
    const std::string prefix = node.space == kNoNamespace ? std::string() : use_[node.space].prefix;
    attribute(out_, prefix + std::string(node.local_name()), node.value);
  }
  void element(const Node& node, std::string_view declarations) {
    const std::string written =
        (node.space == default_ ? std::string() : use_[node.space].prefix) + std::string(node.local_name());
    ((out_ += '<') += written) += declarations;
    for (const Node* a = &node + 1; a != &node + 1 + node.attributes; ++a) attribute(*a);
    if (!node.has_content) {
      out_ += "/>";
      return;
    }
    out_ += '>';
    for (const Node* child = node.content(); child != nullptr; child = child->next()) {
      if (child->kind == NodeKind::element) element(*child, "");
      else append_text(out_, child->value);
    }
    ((out_ += "</") += written) += '>';
  }

  const Namespaces& namespaces_;
  std::map<NamespaceId, Use> use_;
  std::vector<NamespaceId> order_;
  NamespaceId default_ = kNoNamespace;
  std::string declarations_;
  std::string out_;
};

}   // namespace

std::string serialise(const std::vector<const Node*>& attributes, const Namespaces& namespaces) {
  return Serialiser(namespaces).write(attributes);
}

std::string serialise(const Node& element, const Namespaces& namespaces, std::optional<NamespaceId> outside) {
  return Serialiser(namespaces).write(element, outside);
}

}   // namespace parley::xml
