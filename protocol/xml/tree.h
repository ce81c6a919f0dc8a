// A parsed document, normalised by namespace: what the readers of this library work on. Private to it,
// because it shows pugixml.
//
// After loading, an element of the home namespace has its plain local name whatever prefix it was written
// with; any other element, and any attribute with a prefix, is called "{namespace}local" and so matches no
// name of ours. Namespace declarations are gone. ("xml:lang" and its like stay.)
#pragma once

#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"
#include "protocol/xml/gate.h"

namespace parley::xml {

class Tree {
 public:
  // Refuses what check_well_formed refuses.
  static Result<Tree> load(std::string_view bytes, std::string_view home_namespace, const Limits& limits);

  pugi::xml_node root() const { return document_->document_element(); }
  // The root, when it is `name` of the home namespace; else an error that says what it is instead.
  Result<pugi::xml_node> expect_root(std::string_view name) const;
  std::size_t offset_of(pugi::xml_node element) const;
  // "/xccos/rpl[2]/data, byte 214".
  std::string place_of(pugi::xml_node element) const;
  // The element as a document of its own that needs no declaration from outside, when it is put where the
  // home namespace is the default. Comments and processing instructions are left out.
  std::string outer_xml(pugi::xml_node element) const;

 private:
  std::unique_ptr<pugi::xml_document> document_;
  std::string home_;
  std::vector<std::size_t> offsets_;
};

// The text directly in an element, in one piece, comments and CDATA marks removed.
std::string text_of(pugi::xml_node element);

// The name of an element of another namespace, as the tree calls it.
std::string foreign_name(std::string_view uri, std::string_view local);

}  // namespace parley::xml
