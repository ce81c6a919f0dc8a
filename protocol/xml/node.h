// How a tree lies in memory: one list in document order, each element followed by its attributes and then by
// its content. Where a node begins and how far it is to the next is all that a walk needs.
#pragma once

#include <cstdint>
#include <string_view>

#include "protocol/base/text.h"

namespace parley::xml {

// A namespace of one document. The first three are the same in all.
using NamespaceId = std::uint32_t;
inline constexpr NamespaceId kNoNamespace = 0;
inline constexpr NamespaceId kXmlNamespaceId = 1;
inline constexpr NamespaceId kHomeNamespaceId = 2;
inline constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";

enum class NodeKind : std::uint8_t { element, attribute, text };

struct Node {
  std::string_view name;      // As in tree.h; of a text "".
  std::string_view value;     // What an attribute or a text says; of an element all of its bytes.
  std::uint32_t offset = 0;   // Of its first byte in the document.
  NamespaceId space = kNoNamespace;
  std::uint32_t to_parent = 0;   // How many nodes back; 0 for the root.
  std::uint32_t to_next = 0;     // How many nodes forward to the next brother; 0 for the last.
  NodeKind kind = NodeKind::element;
  bool has_content = false;       // Of an element: the content begins behind the attributes.
  mutable bool taken = false;     // Somebody has what it says (tree.h).
  std::uint16_t attributes = 0;   // Of an element: how many.

  const Node* parent() const { return to_parent == 0 ? nullptr : this - to_parent; }
  const Node* next() const { return to_next == 0 ? nullptr : this + to_next; }
  const Node* content() const { return has_content ? this + 1 + attributes : nullptr; }
  bool is_blank_text() const { return kind == NodeKind::text && trim(value).empty(); }
  // Without the label of its namespace.
  std::string_view local_name() const;
};

// Names of a tree. They are short: a call to compare them would cost more.
inline bool same_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  std::size_t at = 0;
  while (at < a.size() && a[at] == b[at]) ++at;
  return at == a.size();
}

}   // namespace parley::xml
