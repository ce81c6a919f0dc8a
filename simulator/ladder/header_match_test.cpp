// Regular expressions are the author's, the text is the peer's: neither can stop a run.
#include "simulator/ladder/header_match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::sim::ladder {
namespace {

constexpr const char* kForEver = "^(a|aa)+$";   // There are as many ways as stars to cut a row of them.

TEST(RegexFinds, is_without_case_and_anywhere_in_the_text) {
  EXPECT_TRUE(regex_finds("b+C$", "aBBc").value());
  EXPECT_FALSE(regex_finds("^b", "ab").value());
  EXPECT_TRUE(regex_finds("(a)\\1", "baa").value());
}

TEST(RegexFinds, refuses_what_is_no_expression) {
  for (const char* expression : {"(", "[z", "a{2,1}", "*"})
    EXPECT_EQ(regex_finds(expression, "").error().code, Errc::malformed) << expression;
}

// Found by fuzzing: the standard library counts without looking.
TEST(RegexFinds, refuses_a_back_reference_that_no_number_holds) {
  EXPECT_EQ(regex_finds("\\9999999999999999999999999999999", "a").error().code, Errc::malformed);
}

TEST(RegexFinds, searches_a_text_as_long_as_a_head) {
  EXPECT_TRUE(regex_finds("^a.*c$", std::string(60'000, 'a') + "c").value());
}

TEST(RegexFinds, gives_up_on_what_would_take_for_ever) {
  EXPECT_EQ(regex_finds(kForEver, std::string(200, 'a') + "!").error().code, Errc::limit_exceeded);
}

TEST(HeaderMismatch, says_when_a_value_cannot_be_held_against_the_expression) {
  sip::Message message;
  message.headers.add("X", std::string(200, 'a') + "!");
  HeaderTest test;
  test.name = "X";
  test.kind = HeaderTest::Kind::matches;
  test.value.text = kForEver;
  EXPECT_THAT(header_mismatch(test, message, {}).value_or(""), testing::HasSubstr("cannot be held against"));
}

}   // namespace
}   // namespace parley::sim::ladder
