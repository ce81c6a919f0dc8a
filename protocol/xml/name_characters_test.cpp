// The edges of every range that XML 1.0 (5th edition, productions 4 and 4a) allows in a name, and their
// neighbours.
#include "protocol/xml/name_characters.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "protocol/base/utf8.h"

namespace parley::xml {
namespace {

struct Range {
  std::uint32_t first, last;
};
constexpr Range kStart[] = {{':', ':'},       {'A', 'Z'},       {'_', '_'},       {'a', 'z'},
                            {0xc0, 0xd6},     {0xd8, 0xf6},     {0xf8, 0x2ff},    {0x370, 0x37d},
                            {0x37f, 0x1fff},  {0x200c, 0x200d}, {0x2070, 0x218f}, {0x2c00, 0x2fef},
                            {0x3001, 0xd7ff}, {0xf900, 0xfdcf}, {0xfdf0, 0xfffd}, {0x10000, 0xeffff}};
constexpr Range kInside[] = {{'-', '.'}, {'0', '9'}, {0xb7, 0xb7}, {0x300, 0x36f}, {0x203f, 0x2040}};

bool is_in(std::uint32_t code, const auto& ranges) {
  for (const Range& range : ranges)
    if (code >= range.first && code <= range.last) return true;
  return false;
}

// Of the character, at the head of a name and behind an "x".
void expect_as_ranges_say(std::uint32_t code) {
  std::string character;
  append_utf8(character, code);
  std::size_t colon = 0;
  EXPECT_EQ(name_length(character, colon), is_in(code, kStart) ? character.size() : 0) << code;
  const bool inside = is_in(code, kStart) || is_in(code, kInside);
  EXPECT_EQ(name_length("x" + character, colon), inside ? 1 + character.size() : 1) << code;
}

TEST(NameCharacters, are_those_of_the_recommendation) {
  const auto expect_around = [](const Range& range) {
    for (const std::uint32_t code : {range.first - 1, range.first, range.last, range.last + 1})
      if (code < 0xd800 || code > 0xdfff) expect_as_ranges_say(code);
  };
  for (const Range& range : kStart) expect_around(range);
  for (const Range& range : kInside) expect_around(range);
}

}   // namespace
}   // namespace parley::xml
