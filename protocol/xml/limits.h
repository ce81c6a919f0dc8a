// What a document may cost its reader; the last two are checked when it is copied, all others while parsing.
// All are our choice (xccos.md 7), far above what a real peer sends.
#pragma once

#include <cstddef>

namespace parley::xml {

struct Limits {
  std::size_t bytes_max = 1024 * 1024;
  std::size_t depth_max = 32;
  std::size_t root_children_max = 64;
  // A history of 500 messages has 2000 elements, a roster of 1000 users has 1000. Each costs us some 60
  // bytes: 3 MB.
  std::size_t elements_max = 50'000;
  // The samples have 8 at most. They are looked for one after the other.
  std::size_t attributes_max = 64;   // Of one element, without declarations.
  // Each category of presence has a namespace of its own, and one user has some 20.
  std::size_t namespaces_max = 64;   // Different ones in the names of the document.
  // More than namespaces_max: one element can declare whatever a copy of it needs.
  std::size_t declarations_max = 128;      // Of one element.
  std::size_t namespace_bytes_max = 256;   // The longest known has 72.
  // Of what is copied to another document (copying.h): so it is no multiple of this one, and can be read
  // there beside what its writer adds.
  std::size_t declared_again_max = 256 * 1024;   // Bytes of declarations from around the pieces, in all.
  std::size_t attributes_copied_max = 48;        // Of one element.
};

}   // namespace parley::xml
