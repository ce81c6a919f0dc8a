// The judge of well-formedness: expat with namespaces. pugixml, which extracts the values afterwards, lets 14
// classes of broken XML through (decision 0002), so nothing reaches it that has not passed here.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace parley::xml {

// What a document may cost its reader; checked while parsing.
struct Limits {
  std::size_t bytes_max = 1024 * 1024;
  std::size_t depth_max = 32;
  std::size_t root_children_max = 64;
};

// The byte offset of every start tag, in document order. Refused: what is not well-formed, a DTD (it is the
// only door to entity expansion and external entities), a declared encoding other than UTF-8, and what
// exceeds a limit. The error says line and byte offset.
Result<std::vector<std::size_t>> check_well_formed(std::string_view bytes, const Limits& limits);

}   // namespace parley::xml
