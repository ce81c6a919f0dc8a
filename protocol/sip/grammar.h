// The few lexical rules that SIP parsers of this folder share (RFC 3261, 25.1). Not for other folders.
#pragma once

#include <cstddef>
#include <string_view>

namespace parley::sip {

bool is_token(std::string_view text);         // Not empty, and token characters only.
bool has_line_break(std::string_view text);   // CR or LF anywhere.

// The first character of `text` at or after `from` that is one of `wanted`, outside quoted strings and
// angle brackets; npos when there is none. An opening quote or bracket that is never closed reaches to
// the end of the text.
std::size_t find_outside(std::string_view text, std::string_view wanted, std::size_t from = 0);

}   // namespace parley::sip
