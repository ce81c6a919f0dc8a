// Small operations on ASCII text that every wire format needs. No locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

// As XML has it (1.0, 2.3).
constexpr bool is_white_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string to_lower(std::string_view text);
bool same_letters(std::string_view a, std::string_view b);   // Of equal size.
inline bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_letters(a, b);
}
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);
std::string_view trim(std::string_view text);   // White space at both ends.
// The same lines joined by LF, whether they were joined by CR LF, CR or LF (XML 1.0, 2.11; xccos.md 1.5).
std::string with_line_feeds(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);   // Pieces are not trimmed.

// The whole text must be decimal digits and fit; nothing else is taken ("+1", "", " 1" are refused).
std::optional<std::uint64_t> parse_uint64(std::string_view text);
std::optional<std::uint32_t> parse_uint32(std::string_view text);

}   // namespace parley
