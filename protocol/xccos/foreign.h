// Finds what no reader took of a message, so that it goes on with it (message.h).
#pragma once

#include <cstddef>

#include "protocol/xccos/message.h"
#include "protocol/xml/tree.h"

namespace parley::xccos {

struct Untaken {
  Foreign foreign;
  std::size_t count = 0;   // Of elements and attributes; what is in an element does not count again.
};
// In the message and below.
Untaken find_untaken(const xml::Tree& tree, xml::Element message);

}   // namespace parley::xccos
