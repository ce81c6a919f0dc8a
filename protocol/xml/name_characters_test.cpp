// The characters beyond ASCII that a name may begin with, or have further in: XML 1.0 (5th edition), 2.3.
#include "protocol/xml/name_characters.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "protocol/base/utf8.h"

namespace parley::xml {
namespace {

// Whether there can be a name of this character, and whether it can stand behind a letter.
struct Place {
  bool first, further;
  friend bool operator==(const Place&, const Place&) = default;
};

Place place_of(std::uint32_t code) {
  std::string alone, behind = "a";
  append_utf8(alone, code);
  append_utf8(behind, code);
  std::size_t colon = 0;
  return {name_length(alone, colon) == alone.size(), name_length(behind, colon) == behind.size()};
}

TEST(NameCharacters, at_either_end_of_a_range_begin_a_name) {
  for (const std::uint32_t code :
       {0xc0,   0xd6,   0xd8,   0xf6,   0xf8,   0x2ff,  0x370,  0x37d,  0x37f,  0x1fff, 0x200c,  0x200d,
        0x2070, 0x218f, 0x2c00, 0x2fef, 0x3001, 0xd7ff, 0xf900, 0xfdcf, 0xfdf0, 0xfffd, 0x10000, 0xeffff})
    EXPECT_EQ(place_of(code), (Place{true, true})) << std::hex << code;
}

TEST(NameCharacters, that_combine_or_join_stand_behind_the_first_only) {
  for (const std::uint32_t code : {0xb7, 0x300, 0x36f, 0x203f, 0x2040})
    EXPECT_EQ(place_of(code), (Place{false, true})) << std::hex << code;
}

TEST(NameCharacters, beside_the_ranges_stand_in_no_name) {
  for (const std::uint32_t code :
       {0x80,   0xb6,   0xb8,   0xbf,   0xd7,   0xf7,   0x37e,  0x2000, 0x200b, 0x200e, 0x203e, 0x2041,
        0x206f, 0x2190, 0x2bff, 0x2ff0, 0x3000, 0xe000, 0xf8ff, 0xfdd0, 0xfdef, 0xfffe, 0xf0000})
    EXPECT_EQ(place_of(code), (Place{false, false})) << std::hex << code;
}

}   // namespace
}   // namespace parley::xml
