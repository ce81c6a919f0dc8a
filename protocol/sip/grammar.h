// The few lexical rules that SIP parsers of this folder share (RFC 3261, 25.1). Not for other folders.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "protocol/sip/scan.h"

namespace parley::sip {

namespace grammar {

// A set of characters; asking for one is one look-up.
using Table = std::array<bool, 256>;

consteval Table table_of(std::string_view text) {
  Table table{};
  for (const char c : text) table[static_cast<unsigned char>(c)] = true;
  return table;
}

inline constexpr Table kIsToken =
    table_of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-.!%*_+`'~");

}   // namespace grammar

// Of the token that the text begins with; 0 when there is none.
inline std::size_t token_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && grammar::kIsToken[static_cast<unsigned char>(text[length])]) ++length;
  return length;
}

// Not empty, and token characters only.
inline bool is_token(std::string_view text) { return !text.empty() && token_length(text) == text.size(); }

inline bool is_blank(char c) { return c == ' ' || c == '\t'; }

// Blanks and tabs at both ends.
inline std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// As a quoted string, with its quotes and escapes.
std::string quoted(std::string_view text);

inline bool has_line_break(std::string_view text) {   // CR or LF anywhere.
  return holds(text, [](auto c) { return (c == '\r') | (c == '\n'); });
}

// No character of a URI: a control, a blank, or what a URI is quoted by.
inline constexpr auto kIsForeignToUris = [](auto c) {
  return (c <= ' ') | (c == '<') | (c == '>') | (c == '"') | (c == 0x7f);
};
inline bool has_character_of_no_uri(std::string_view text) { return holds(text, kIsForeignToUris); }

// The first character of `text` at or after `from` that is one of `wanted`, which may be , ; < or several of
// them, outside quoted strings and angle brackets; npos when there is none. An opening quote or bracket that
// is never closed reaches to the end of the text.
std::size_t find_outside(std::string_view text, std::string_view wanted, std::size_t from = 0);

}   // namespace parley::sip
