// Where something stands in a ladder file, and what is wrong there.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace parley::sim::ladder {

// Both count from 1; a column is one character, not one byte.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  friend constexpr auto operator<=>(const Position&, const Position&) = default;
};

// Where one stands behind this text that begins at `start`.
Position behind(Position start, std::string_view text);

// "12:3", as it follows a file name.
std::string to_string(Position position);

struct Diagnostic {
  std::string file;
  Position position;
  std::string message;   // "WHAT IS WRONG; WHAT WAS EXPECTED", one line.

  std::string to_string() const;   // "FILE:LINE:COLUMN: MESSAGE", as compilers write it and editors read it.
  friend auto operator<=>(const Diagnostic&, const Diagnostic&) = default;
};

// The message of a diagnostic cites the file, and what it cites may have line breaks and worse: every control
// character becomes a blank.
std::string one_line(std::string message);

}   // namespace parley::sim::ladder
