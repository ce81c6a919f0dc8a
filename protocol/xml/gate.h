// The judge of well-formedness: expat for XML, and our own reading of prefixes (namespaces.h). pugixml, which
// extracts the values afterwards, lets 14 classes of broken XML through (decision 0002), so nothing reaches
// it that has not passed here.
//
// expat could judge prefixes too, but it writes the whole namespace name in front of every attribute with a
// prefix: one start tag of 1 MiB would take gigabytes before anybody is asked. Here time and memory grow with
// the bytes of a document, whatever its namespaces are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace parley::xml {

// What a document may cost its reader; checked while parsing. All are our choice (xccos.md 7), far above what
// a real peer sends.
struct Limits {
  std::size_t bytes_max = 1024 * 1024;
  std::size_t depth_max = 32;
  std::size_t root_children_max = 64;
  // A history of 500 messages has 2000 elements, a roster of 1000 users has 1000. Each costs us some 80
  // bytes: 4 MB.
  std::size_t elements_max = 50'000;
  // The samples have 8 at most. They are looked for one after the other.
  std::size_t attributes_max = 64;   // Of one element, without declarations.
  // Each category of presence has a namespace of its own, and one user has some 20.
  std::size_t namespaces_max = 64;   // Different ones in the names of the document.
  // More than namespaces_max: Tree::outer_xml declares all that it needs in one place.
  std::size_t declarations_max = 128;      // Of one element.
  std::size_t namespace_bytes_max = 256;   // The longest known has 72.
};

// A namespace of one document. The first two are the same in all.
using NamespaceId = std::uint32_t;
inline constexpr NamespaceId kNoNamespace = 0;
inline constexpr NamespaceId kXmlNamespaceId = 1;
inline constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";

// What the gate learns of a document on the way.
struct Outline {
  std::vector<std::size_t> offsets;   // The byte offset of every start tag, in document order.
  // Of every element, and after it of each of its attributes that is no declaration, in document order.
  std::vector<NamespaceId> namespaces;
  std::vector<std::string> uris;   // What the ids stand for.
};

// Refused: what is not well-formed, prefixes included; a DTD (it is the only door to entity expansion and
// external entities), a declared encoding other than UTF-8, and what exceeds a limit. The error says line and
// byte offset.
Result<Outline> check_well_formed(std::string_view bytes, const Limits& limits);

}   // namespace parley::xml
