// What stands in an element beyond what the reader of a document has a type for, kept so that the writer can
// put it back: a gateway must not lose what it does not know.
#pragma once

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

}   // namespace parley::xml
