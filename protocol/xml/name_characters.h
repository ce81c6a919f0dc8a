// What XML 1.0 (5th edition) calls a name.
#pragma once

#include <cstddef>
#include <string_view>

namespace parley::xml {

// The length in bytes of the name that `text` begins with (2.3, Name; a colon counts as a letter); 0 when it
// begins with none. `colon` is where its first colon is, or npos.
std::size_t name_length(std::string_view text, std::size_t& colon);

// Whether a name may begin so behind a prefix (Namespaces in XML 1.0, 4, NCName).
bool begins_local_name(std::string_view text);

}   // namespace parley::xml
