// What the readers of a tree left (addition.h), found and copied.
#pragma once

#include "protocol/xml/addition.h"

namespace parley::xml {

class Copying;
struct Node;

// Whether nothing is left of an element and of what was taken below it; and of the element alone: of its
// attributes and its text. Costs little, and most messages are all taken.
bool is_all_taken(const Node& element);
bool is_all_taken_alone(const Node& element);

Untaken find_untaken(const Node& element, Copying& copying);
// Alone; of the root of a document.
Untaken find_untaken_alone(const Node& root, Copying& copying);

}   // namespace parley::xml
