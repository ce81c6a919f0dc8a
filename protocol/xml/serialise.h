// Pieces of a tree as bytes again, all in one set of prefixes.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "protocol/xml/namespaces.h"

namespace parley::xml {

// First all that will be written is surveyed, in that order; then it can be written. A namespace is declared
// once for all pieces, so that none can make them longer than by its own name; only an element of no
// namespace says xmlns="" where it stands. The same pieces, read again from what was written, are written the
// same.
//
// Prefixes stay what they were where they can (namespaces.h), and so does what they mean in a value of an
// attribute and in the text of an element, as in xsi:type="p:t": the first kMentionsMax of those are
// declared, too. A value that stands for a name of the default namespace loses what it meant when that
// becomes another.
class Serialiser {
 public:
  // `plain`: the namespace of the elements that need no prefix. `outside`: the default namespace of the place
  // where the pieces will stand, none when that is not known.
  Serialiser(const Namespaces& namespaces, NamespaceId plain, std::optional<NamespaceId> outside);

  void survey_attribute(const Node& attribute);
  // Of an element or a text.
  void survey(const Node& node) { survey(node, plain_); }

  // What the pieces need in a start tag around them, each with a blank in front. Nothing is surveyed any
  // more.
  const std::string& declarations();
  void write_attribute(std::string& out, const Node& attribute) const;
  void write(std::string& out, const Node& node) const { write(out, node, plain_, ""); }
  // An element with the declarations in its own start tag.
  void write_alone(std::string& out, const Node& element) { write(out, element, plain_, declarations()); }

 private:
  static constexpr std::size_t kMentionsMax = 32;

  void survey(const Node& node, NamespaceId around);
  void write(std::string& out, const Node& node, NamespaceId around, std::string_view declarations) const;
  void note(NamespaceId space);
  void note_prefixes_in(std::string_view value);
  // `plain`: the one that needs none.
  std::string_view prefix_of(NamespaceId space, NamespaceId plain) const {
    return space == plain ? std::string_view() : prefixes_.at(space);
  }

  const Namespaces& namespaces_;
  NamespaceId plain_;
  std::map<NamespaceId, std::string> prefixes_;   // With the colon: "_1:" is the first that had to be made.
  int made_ = 0;
  std::string declarations_;          // Of names, until they are asked for.
  std::set<std::string> mentioned_;   // Prefixes in values.
};

// An element and what is in it, as a document of its own but for what is `outside`, as above.
std::string serialise(const Node& element, const Namespaces& namespaces, std::optional<NamespaceId> outside);

}   // namespace parley::xml
