// What stands in an element beyond what the reader of a document has a type for, kept so that the writer can
// put it back: a gateway must not lose what it does not know.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace parley::xml {

struct Addition {
  // From the element where reader and writer begin to count, which is "", down by name and number among those
  // of that name: "data[1]/chanib[2]".
  std::string place;
  std::string attributes;   // As they stand in a start tag, declarations included: ` a="1"`.
  std::string content;      // Elements and text. It comes behind what the writer knows.
  friend bool operator==(const Addition&, const Addition&) = default;
};
// One for a place, and in the order of the places as strings: so they are found without a look at each.
using Additions = std::vector<Addition>;

// What the readers of an element left, for its writer (markup.h): the places that he counts are the places
// here.
struct Untaken {
  // A declaration stands at the place of the element that it stood at, or of the first when that is outside;
  // so an addition means something together with the others only.
  Additions additions;
  // Of elements and attributes, and of elements with text but blanks, which is kept with its blanks. What is
  // in an element does not count again.
  std::size_t count = 0;
};

}   // namespace parley::xml
