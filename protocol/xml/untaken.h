// What the readers of a tree left, as additions for the writer (markup.h): the places that he counts are the
// places here.
#pragma once

#include <cstddef>

#include "protocol/xml/addition.h"

namespace parley::xml {

class Namespaces;
struct Node;

struct Untaken {
  // The prefixes that they need are declared in the first, that of the element itself; so an addition means
  // something together with the others only.
  Additions additions;
  // Of elements and attributes, and of elements with text but blanks, which is kept with its blanks. What is
  // in an element does not count again.
  std::size_t count = 0;
};

// Of an element and of what was taken below it. Where it will be written its home is the default namespace.
Untaken find_untaken(const Node& element, const Namespaces& namespaces);

// Of the element alone: its attributes and its text.
Untaken find_untaken_alone(const Node& element, const Namespaces& namespaces);

}   // namespace parley::xml
