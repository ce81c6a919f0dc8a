// Puts the tokens of a document together: nesting, namespaces, limits.
#pragma once

#include <memory_resource>
#include <vector>

#include "protocol/xml/namespaces.h"
#include "protocol/xml/node.h"
#include "protocol/xml/scanner.h"

namespace parley::xml {

class TreeBuilder {
 public:
  // What the document does not hold, names and values that had to be made, the arena of `namespaces` does.
  TreeBuilder(std::string_view bytes, const Limits& limits, Namespaces& namespaces, std::vector<Node>& nodes);

  // Fills the nodes; refused as Tree::read says.
  Result<void> build();

 private:
  struct Open {
    std::uint32_t node;
    std::uint32_t last_child = 0;   // 0 when it has none.
    std::string_view tag;           // As written.
    std::size_t children = 0;       // Elements.
  };

  void take(Token token);
  void start_element();
  void end_element(std::string_view tag);
  void add_text(std::string_view text);
  bool declare_all();
  bool add_attributes(std::size_t element);
  bool is_within_limits();
  bool name_with_prefix(const RawName& name, Node& attribute);
  bool repeats(const Node& attribute, std::size_t element) const;
  Node& add_child(NodeKind kind);
  std::string_view name_in_tree(const Resolved& name, NamespaceId plain);
  void refuse(const Error& error, std::string_view where);
  void refuse_above(std::string_view what, std::size_t limit);

  const Limits& limits_;
  Scanner scanner_;
  Namespaces& namespaces_;
  std::vector<Node>& nodes_;
  std::pmr::memory_resource& arena_;
  std::pmr::vector<Open> open_;
  std::size_t elements_ = 0;
};

}   // namespace parley::xml
