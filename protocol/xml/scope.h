// What prefixes mean at one place of a document, read anew from the start tags around it: only who copies
// what nobody knows asks, and a tree keeps none.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/xml/node.h"
#include "protocol/xml/scanner.h"
#include "protocol/xml/vocabulary.h"

namespace parley::xml {

struct Declaration {
  std::string_view prefix;   // "" of the default namespace.
  std::string_view uri;
  std::string_view quoted;   // The uri as it is written, with its quotation marks.
  const Node* element;       // Whose start tag it stands in; null when in none.
};
// By prefix.
using Declarations = std::map<std::string_view, Declaration>;

void append_declaration(std::string& out, const Declaration& declaration);   // ` xmlns:p="u"`

struct StartTag {
  RawName name;
  std::vector<Declaration> declarations;
};
// The first of `bytes`, if nothing but comments stands in front of it. `arena` holds what the bytes do not.
std::optional<StartTag> read_start_tag(std::string_view bytes, std::pmr::memory_resource& arena);
// Those of an element, which begins with its start tag.
std::vector<Declaration> declarations_in(std::string_view element, std::pmr::memory_resource& arena);

class Scope {
 public:
  // `outermost` mean what they mean where no start tag says otherwise.
  explicit Scope(std::span<const KnownNamespace> outermost);

  // Into an element of the document, wherever in it the scope was before; null: out of all of them. Costs
  // what the start tags between them cost.
  void move_into(const Node* element);

  // What the prefix is declared as; null when it is not. Valid as long as the scope.
  const Declaration* find(std::string_view prefix) const;
  // Adds what is declared here of all that may be a prefix in `bytes`: a name in front of a colon, in a tag,
  // a value or a text, as in xsi:type="p:t". To declare what was none does no harm.
  void collect(std::string_view bytes, Declarations& found) const;

 private:
  void enter(const Node& element);
  void leave();

  std::pmr::monotonic_buffer_resource arena_;
  std::deque<std::string> quoted_;                                   // Of the outermost.
  std::map<std::string_view, std::vector<Declaration>> by_prefix_;   // The innermost is the last.
  std::vector<const Node*> path_;
  std::vector<std::vector<std::string_view>> declared_;   // By each of the path.
};

}   // namespace parley::xml
