// The names of a tree (tree.h), made and taken apart again. They hold a number in place of a namespace name:
// a document can use one of 1 KiB in every second of its elements.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/xml/gate.h"
#include "protocol/xml/tree.h"

namespace parley::xml {

struct Name {
  NamespaceId space = kNoNamespace;
  std::string_view local;
};

class Names {
 public:
  // `uris` as in Outline.
  Names(std::vector<std::string> uris, const Vocabulary& vocabulary);

  std::string of_element(Name name) const;
  std::string of_attribute(Name name) const;
  Name element(std::string_view in_tree) const;
  Name attribute(std::string_view in_tree) const;

  std::size_t count() const { return uris_.size(); }
  NamespaceId home() const { return home_; }   // count() or more when the document does not use it.
  std::string_view uri(NamespaceId space) const { return uris_[space]; }
  // "{urn:b}y" for a person; a name of home as it is.
  std::string readable(std::string_view element_in_tree) const;

 private:
  Name split(std::string_view in_tree, NamespaceId when_plain) const;

  std::vector<std::string> uris_;
  std::vector<std::string> labels_;   // By id: what names of that namespace begin with.
  std::vector<NamespaceId> known_;    // Those whose label is a prefix.
  NamespaceId home_;
};

// The element and what is in it. `outside`: the default namespace of the place where it will stand.
std::string serialise(Element element, const Names& names, NamespaceId outside);

}   // namespace parley::xml
