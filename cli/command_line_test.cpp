#include "cli/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <string>

namespace parley::cli {
namespace {

// What a shell makes of the words behind a command, each on a line of its own.
std::string as_a_shell_reads(const std::string& words) {
  std::FILE* shell = ::popen(("printf '%s\\n' " + words).c_str(), "r");
  EXPECT_NE(shell, nullptr);
  std::string text;
  for (int c = 0; shell && (c = std::fgetc(shell)) != EOF;) text += static_cast<char>(c);
  EXPECT_EQ(shell ? ::pclose(shell) : -1, 0);
  return text;
}

TEST(ShellWord, stays_as_it_is_when_it_is_plain) {
  for (const char* plain : {"rooms/leave", "tcp://127.0.0.1:5060", "--seed", "a=b,c@d+e%f_g"})
    EXPECT_EQ(shell_word(plain), plain);
}

TEST(ShellWord, is_one_word_to_a_shell_whatever_is_in_it) {
  for (const std::string word : {"", " ", "it's", "'", "''", "a b", "$HOME", "`id`", "a;b", "*", "~", "#a",
                                 "\"a\"", "back\\slash", "two\nlines", "caf\xc3\xa9"})
    EXPECT_EQ(as_a_shell_reads(shell_word(word)), word + "\n");
}

TEST(CommandLine, has_its_words_and_options_in_the_order_of_saying) {
  CommandLine command("simulate");
  command.words({"rooms/leave", "my file"}).option("--seed", "7").option("--rooms", "it's.toml");
  EXPECT_EQ(command.text(), "parley simulate rooms/leave 'my file' --seed 7 --rooms 'it'\\''s.toml'");
}

TEST(CommandLine, says_nothing_of_an_option_without_a_value) {
  EXPECT_EQ(CommandLine("conform").option("--ca", "").text(), "parley conform");
}

}   // namespace
}   // namespace parley::cli
