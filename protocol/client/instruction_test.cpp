#include "protocol/client/instruction.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::client {
namespace {

Instruction parsed(std::string_view line) {
  const auto instruction = parse_instruction(line);
  EXPECT_TRUE(instruction) << line << ": " << instruction.error().detail;
  return instruction.value_or(Instruction{});
}

TEST(Instruction, reads_words_and_quoted_texts) {
  const auto post = parsed(R"(  post "Design review" "a \"b\" \\ c\nd" )");
  EXPECT_EQ(post.verb, Verb::post);
  EXPECT_EQ(post.room, "Design review");
  EXPECT_EQ(post.text, "a \"b\" \\ c\nd");
}

TEST(Instruction, a_text_without_quotes_is_the_rest_of_the_line) {
  EXPECT_EQ(parsed("post lobby good  morning all").text, "good morning all");
  EXPECT_EQ(parsed("wait good morning").text, "good morning");
  EXPECT_EQ(parsed("search").text, "");
  EXPECT_EQ(parsed("search design").text, "design");
}

TEST(Instruction, reads_every_verb) {
  EXPECT_EQ(parsed("sign-in").verb, Verb::sign_in);
  EXPECT_EQ(parsed("sign-out").verb, Verb::sign_out);
  EXPECT_EQ(parsed("join lobby").verb, Verb::join);
  EXPECT_EQ(parsed("follow lobby").verb, Verb::follow);
  EXPECT_EQ(parsed("unfollow lobby").verb, Verb::unfollow);
  EXPECT_EQ(parsed("leave lobby").verb, Verb::leave);
  EXPECT_EQ(parsed("drop").verb, Verb::drop);
  EXPECT_EQ(parsed("update").verb, Verb::update);
  EXPECT_EQ(parsed("history lobby").count, std::nullopt);
  EXPECT_EQ(parsed("history lobby 5").count, 5U);
}

TEST(Instruction, takes_what_follows_send_as_it_is) {
  EXPECT_EQ(parsed(R"(send <xccos ver="1" envid="\n"/>)").text, R"(<xccos ver="1" envid="\n"/>)");
}

TEST(Instruction, knows_byte_escapes_after_bytes_only) {
  EXPECT_EQ(parsed(R"(bytes OPTIONS\r\n\x00\xfF)").text, std::string("OPTIONS\r\n\0\xff", 11));
  EXPECT_EQ(parsed(R"(bytes " a\r\n\r\n")").text, " a\r\n\r\n");
  EXPECT_FALSE(parse_instruction(R"(post lobby "\x41")"));
}

TEST(Instruction, refuses_what_it_cannot_read) {
  for (const std::string_view line :
       {"", "dance", "post", "post lobby", "join", "join a b", "history lobby many", "history lobby 1 2",
        "wait", "sign-in now", "post lobby \"open", R"(post lobby "\q")", R"(bytes \x4)", R"(bytes a"b)",
        "join \"\""})
    EXPECT_FALSE(parse_instruction(line)) << line;
  EXPECT_EQ(parse_instruction("post lobby " + std::string(2 * 1024 * 1024, 'a')).error().code,
            Errc::limit_exceeded);
}

RC_GTEST_PROP(Instruction, any_text_that_a_message_can_carry_survives_quoting, ()) {
  const auto character =
      rc::gen::oneOf(rc::gen::inRange(' ', '\x7f'), rc::gen::element('"', '\\', '\t', '\n'));
  const auto text = *rc::gen::container<std::string>(character);
  std::string quoted = "post lobby \"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  const auto instruction = parse_instruction(quoted + '"');
  RC_ASSERT(bool(instruction));
  RC_ASSERT(instruction->text == text);
}

// The largest XCCOS body (xccos.md 7), and room for its verb.
TEST(Instruction, has_a_mebibyte_and_64_bytes_at_most) {
  const std::string longest = "send " + std::string(1024 * 1024 + 64 - 5, 'a');
  EXPECT_TRUE(parse_instruction(longest));
  EXPECT_EQ(parse_instruction(longest + 'a').error().code, Errc::limit_exceeded);
}

TEST(Instruction, refuses_words_that_no_message_can_carry) {
  for (const std::string bad : {"\x01", "\xff", "a\x1bz"}) {
    EXPECT_FALSE(parse_instruction("post Lobby " + bad)) << bad;
    EXPECT_FALSE(parse_instruction("join " + bad)) << bad;
    EXPECT_FALSE(parse_instruction("search " + bad)) << bad;
  }
}

TEST(Instruction, reads_lines_with_line_feeds_whatever_parts_them) {
  EXPECT_EQ(parse_instruction(R"(wait "one\r\ntwo\rthree")")->text, "one\ntwo\nthree");
}

TEST(Instruction, is_none_on_a_blank_line_or_behind_a_hash) {
  for (const char* line : {"", "  \t", "# join Lobby", "  #join"}) EXPECT_TRUE(tells_nothing(line)) << line;
  for (const char* line : {"join #1", "nonsense"}) EXPECT_FALSE(tells_nothing(line)) << line;
}

RC_GTEST_PROP(Instruction, any_line_is_read_or_refused, (std::string line)) {
  for (const std::string verb : {"post ", "bytes ", "send ", ""}) (void)parse_instruction(verb + line);
}

}   // namespace
}   // namespace parley::client
