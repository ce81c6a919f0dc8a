// Pieces of a tree as bytes again, all in one set of prefixes.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "protocol/xml/namespaces.h"

namespace parley::xml {

// First all that will be written is surveyed, in that order; then it can be written. A namespace is declared
// once for all pieces, so that none can make them longer than by its own name; only an element of no
// namespace says xmlns="" where it stands. The same pieces, read again from what was written, are written the
// same.
class Serialiser {
 public:
  // `plain`: the namespace of the elements that need no prefix. `outside`: the default namespace of the place
  // where the pieces will stand, none when that is not known.
  Serialiser(const Namespaces& namespaces, NamespaceId plain, std::optional<NamespaceId> outside);

  void survey_attribute(const Node& attribute);
  // Of an element or a text.
  void survey(const Node& node) { survey(node, plain_); }

  // What the pieces need in a start tag around them, each with a blank in front.
  const std::string& declarations() const { return declarations_; }
  void write_attribute(std::string& out, const Node& attribute) const;
  void write(std::string& out, const Node& node) const { write(out, node, plain_, ""); }
  // An element with the declarations in its own start tag.
  void write_alone(std::string& out, const Node& element) const {
    write(out, element, plain_, declarations_);
  }

 private:
  void survey(const Node& node, NamespaceId around);
  void write(std::string& out, const Node& node, NamespaceId around, std::string_view declarations) const;
  void note(NamespaceId space);
  // `plain`: the one that needs none.
  std::string_view prefix_of(NamespaceId space, NamespaceId plain) const {
    return space == plain ? std::string_view() : prefixes_.at(space);
  }
  void declare(std::string_view name, NamespaceId space);

  const Namespaces& namespaces_;
  NamespaceId plain_;
  std::map<NamespaceId, std::string> prefixes_;   // With the colon: "n1:" is that of the first use.
  int made_ = 0;
  std::string declarations_;
};

// An element and what is in it, as a document of its own but for what is `outside`, as above.
std::string serialise(const Node& element, const Namespaces& namespaces, std::optional<NamespaceId> outside);

}   // namespace parley::xml
