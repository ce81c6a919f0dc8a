// Text from a peer made fit for people and for strict formats: nothing is lost, nothing stays invisible.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parley::reports {

// One character at the start of a text. A byte that begins no valid UTF-8 has length 1 and `valid` false.
struct Character {
  std::size_t length = 1;
  char32_t code = 0;
  bool valid = false;
};
Character first_character(std::string_view text);   // `text` is not empty.

bool is_utf8(std::string_view text);   // NUL and other control characters are allowed.

// Bytes that are no UTF-8 become "\xHH"; everything else stays. For JSON, which can say every character.
std::string valid_utf8(std::string_view text);

// Also control characters but TAB and LF become "\xHH", a CR before LF goes, and characters that are
// invisible or turn the direction of what follows become "\u{HHHH}". What is left is XML text (XML 1.0, 2.2).
std::string printable(std::string_view text);

// printable(), and TAB and LF become "\xHH" too: for a line of a log or a terminal.
std::string printable_line(std::string_view text);

// printable(), and & < > " ' as entities: for element content and quoted attributes of HTML and XML.
std::string escape_markup(std::string_view text);

}   // namespace parley::reports
