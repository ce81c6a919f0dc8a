// Characters of UTF-8, one at a time, and which of them XML 1.0 allows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace parley {

struct Utf8Character {
  std::uint32_t code = 0;
  std::size_t length = 0;   // In bytes; 0 when there is none.
};

// What `text` begins with. None: the text is empty, or its first bytes are an overlong form, a surrogate,
// above U+10FFFF or cut.
Utf8Character first_utf8_character(std::string_view text);

// Only a code that first_utf8_character can give.
void append_utf8(std::string& out, std::uint32_t code);

bool is_xml_character(std::uint32_t code);   // XML 1.0, 2.2, production Char.

// The length of the character of XML that `text` begins with; 0 when it begins with none.
std::size_t xml_character_length(std::string_view text);

// Nothing but characters of XML: no NUL, no control character but TAB, LF, CR, no surrogate.
bool is_xml_text(std::string_view text);

}   // namespace parley
