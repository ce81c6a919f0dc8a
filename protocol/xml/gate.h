// A second opinion on well-formedness, by expat: strict reading asks it before our own parser (tree.h), so
// that nobody is told "well-formed" by us alone.
//
// Prefixes are not its business: expat writes the whole namespace name in front of every attribute that has
// one, and a start tag of 1 MiB would take gigabytes before anybody is asked (decision 0002).
#pragma once

#include <string_view>

#include "protocol/base/result.h"
#include "protocol/xml/limits.h"

namespace parley::xml {

// Refused: what is not well-formed, a DTD, a declared encoding other than UTF-8, and what has more bytes than
// the limit. The error says line and byte offset.
Result<void> check_well_formed(std::string_view bytes, const Limits& limits);

}   // namespace parley::xml
