#include "protocol/base/text.h"

#include <gtest/gtest.h>

#include "protocol/base/fingerprint.h"

namespace parley {
namespace {

TEST(Text, is_equal_ignoring_case_when_size_and_letters_are) {
  EXPECT_TRUE(equal_ignoring_case("Call-ID", "CALL-id"));
  EXPECT_FALSE(equal_ignoring_case("Call-ID", "Call-IX"));
  EXPECT_FALSE(equal_ignoring_case("Call-ID", "Call-IDs"));
}

TEST(Text, starts_with_a_part_of_itself_with_all_of_it_and_with_no_more) {
  EXPECT_TRUE(starts_with_ignoring_case("Digest x", "DIGEST"));
  EXPECT_TRUE(starts_with_ignoring_case("Digest", "DIGEST"));
  EXPECT_FALSE(starts_with_ignoring_case("Digest", "Digest x"));
}

TEST(Text, joins_lines_by_LF_however_they_were_joined) {
  EXPECT_EQ(with_line_feeds("a\r\nb\nc\rd"), "a\nb\nc\nd");
  EXPECT_EQ(with_line_feeds("\r\r\n"), "\n\n");
}

TEST(ParseUint64, takes_the_largest_and_refuses_one_more) {
  EXPECT_EQ(parse_uint64("18446744073709551615"), UINT64_MAX);
  EXPECT_FALSE(parse_uint64("18446744073709551616"));
}

TEST(ParseUint64, refuses_signs_blanks_and_nothing) {
  for (const char* text : {"", "+1", "-1", " 1", "1 ", "0x1"}) EXPECT_FALSE(parse_uint64(text)) << text;
}

TEST(Fingerprint, tells_apart_where_pieces_were_cut) {
  Fingerprint a;
  Fingerprint b;
  a.add("ab"), a.add("c");
  b.add("a"), b.add("bc");
  EXPECT_NE(a.value(), b.value());
}

// The constants are those of FNV-1a; what is written in a record is compared with one of another day.
TEST(Fingerprint, is_fnv_1a_of_the_eight_bytes_of_a_number_the_lowest_first) {
  Fingerprint number;
  number.add(std::uint64_t{0x0123456789abcdef});
  EXPECT_EQ(number.hex(), "37eb3f3347761c55");
}

TEST(Split, keeps_empty_pieces) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
}

}   // namespace
}   // namespace parley
