// What a publication and a category element have in common: numbers as attributes, a property list or
// foreign elements as content. Shared by the two documents of this folder.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "protocol/presence/categories.h"
#include "protocol/xml/markup.h"
#include "protocol/xml/tree.h"

namespace parley::presence {

// What the content of a publication is made of; the prefix is the one of its names in a tree.
inline constexpr std::string_view kListNamespace = "http://schemas.microsoft.com/2010/12/sip/propertyList";
inline constexpr std::array kContentNamespaces = {xml::KnownNamespace{"list", kListNamespace}};

void write_numbers(xml::Markup& out, const Publication& publication);
void write_content(xml::Markup& out, const Publication& publication);

class PublicationReader {
 public:
  explicit PublicationReader(const xml::Tree& tree) : tree_(tree) {}

  // `name_attribute` holds the category.
  Result<Publication> read(xml::Element element, const char* name_attribute) const;
  tl::unexpected<Error> refuse(xml::Element where, std::string_view rule) const;

 private:
  Result<std::uint32_t> number(xml::Element element, const char* name) const;
  Result<void> read_content(xml::Element element, Publication& publication) const;

  const xml::Tree& tree_;
};

}   // namespace parley::presence
