// What an editor has done to a capture is undone, and nothing that it has not done.
#include "cli/line_ends.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace parley::cli {
namespace {

std::string message(std::string_view body, std::string_view name = "Content-Length") {
  return fmt::format("INFO sip:a SIP/2.0\r\n{}: {}\r\n\r\n{}", name, body.size(), body);
}

std::string touched(std::string text) {
  std::erase(text, '\r');
  return text;
}

TEST(LineEnds, come_back_in_head_and_body) {
  for (const std::string& whole : {message("<a>\r\n</a>\r\n"), message("one\r\n\r\ntwo", "l"), message("")})
    EXPECT_EQ(with_line_ends(touched(whole + whole)), whole + whole);
}

TEST(LineEnds, stay_in_a_body_that_is_as_long_as_its_head_says) {
  for (const std::string& whole : {message("<a>\n</a>"), message("one\n\ntwo\n", "L")})
    EXPECT_EQ(with_line_ends(touched(whole + "\r\n" + whole)), whole + "\r\n" + whole);
}

TEST(LineEnds, come_back_between_messages_and_where_a_body_is_cut_short) {
  const std::string text = "\r\n\r\n" + message("") + "\r\n" + message("a\r\nb\r\nc");
  EXPECT_EQ(with_line_ends(touched(text)), text);
  const std::string cut = text.substr(0, text.size() - 1);
  EXPECT_EQ(with_line_ends(touched(cut)), cut);
}

TEST(LineEnds, are_lost_only_where_no_cr_is_left) {
  EXPECT_TRUE(has_lost_its_line_ends("a\nb"));
  EXPECT_FALSE(has_lost_its_line_ends("a\r\nb\n"));
  EXPECT_FALSE(has_lost_its_line_ends("a"));
}

}   // namespace
}   // namespace parley::cli
