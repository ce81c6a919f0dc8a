// ASCII by a table, the rest by the ranges of the recommendation.
#include "protocol/xml/name_characters.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "protocol/base/utf8.h"

namespace parley::xml {
namespace {

enum Kind : std::uint8_t { kNone, kInside, kStart, kColon, kWide };

constexpr std::array<Kind, 256> kKinds = [] {
  std::array<Kind, 256> table{};
  for (std::size_t c = 0; c < table.size(); ++c) {
    if (kPlainInName[c]) table[c] = c < 'A' ? kInside : kStart;
    else if (c >= 0x80) table[c] = kWide;
  }
  table[':'] = kColon;
  return table;
}();

struct Range {
  std::uint32_t first, last;
};
// NameStartChar, and what NameChar adds, above ASCII (XML 1.0, 2.3, productions 4 and 4a).
constexpr std::array<Range, 12> kWideStart = {{{0xc0, 0xd6},
                                               {0xd8, 0xf6},
                                               {0xf8, 0x2ff},
                                               {0x370, 0x37d},
                                               {0x37f, 0x1fff},
                                               {0x200c, 0x200d},
                                               {0x2070, 0x218f},
                                               {0x2c00, 0x2fef},
                                               {0x3001, 0xd7ff},
                                               {0xf900, 0xfdcf},
                                               {0xfdf0, 0xfffd},
                                               {0x10000, 0xeffff}}};
constexpr std::array<Range, 3> kWideInside = {{{0xb7, 0xb7}, {0x300, 0x36f}, {0x203f, 0x2040}}};

bool within(std::uint32_t code, const auto& ranges) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Range& range) { return code >= range.first && code <= range.last; });
}

// The length of the character at the head of `text`, when a name can have it there; else 0.
std::size_t wide_length(std::string_view text, bool at_start) {
  const Utf8Character character = first_utf8_character(text);
  if (within(character.code, kWideStart)) return character.length;
  return !at_start && within(character.code, kWideInside) ? character.length : 0;
}

}   // namespace

std::size_t name_length(std::string_view text, std::size_t& colon) {
  colon = text.npos;
  std::size_t length = 0;
  while (length < text.size()) {
    const Kind kind = kKinds[static_cast<unsigned char>(text[length])];
    if (kind == kColon && colon == text.npos) colon = length;
    const std::size_t next = kind == kWide ? wide_length(text.substr(length), length == 0)
                                           : kind >= kStart || (kind == kInside && length > 0);
    if (next == 0) break;
    length += next;
  }
  return length;
}

bool begins_local_name(std::string_view text) {
  std::size_t colon = 0;
  return name_length(text.substr(0, 4), colon) > 0 && colon != 0;   // No character is longer.
}

}   // namespace parley::xml
