// What the readers of a tree left, as additions for the writer (markup.h): the places that he counts are the
// places here.
#pragma once

#include <cstddef>

#include "protocol/xml/addition.h"

namespace parley::xml {

class Copying;
struct Node;

struct Untaken {
  // What they need declared the first declares, that of the element itself, unless a prefix means two things;
  // so an addition means something together with the others only.
  Additions additions;
  // Of elements and attributes, and of elements with text but blanks, which is kept with its blanks. What is
  // in an element does not count again.
  std::size_t count = 0;
};

// Of an element and of what was taken below it; and of the element alone: its attributes and its text.
// Whether there is something costs little, and most messages are all taken.
bool is_all_taken(const Node& element);
bool is_all_taken_alone(const Node& element);
Untaken find_untaken(const Node& element, Copying& copying);
Untaken find_untaken_alone(const Node& element, Copying& copying);

}   // namespace parley::xml
