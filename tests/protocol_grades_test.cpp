// The table of all commands in docs/protocol/correlation.md has the grades that decode and the reports show.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "protocol/base/text.h"
#include "protocol/xccos/grade.h"
#include "tests/test_protocol_pages.h"

namespace parley::tests {
namespace {

// What stands between backticks.
std::vector<std::string> words_in(std::string_view cell) {
  std::vector<std::string> words;
  const std::vector<std::string_view> pieces = split(cell, '`');
  for (std::size_t i = 1; i < pieces.size(); i += 2) words.emplace_back(pieces[i]);
  return words;
}

void expect_grade(const std::string& id, std::string_view cell) {
  EXPECT_EQ(trim(cell), "`" + std::string(to_string(xccos::grade_of_kind(id))) + "`") << id;
}

TEST(ProtocolTables, say_the_grades_of_all_commands) {
  std::set<std::string> listed;
  for (const PageBlock& block : blocks_of_protocol_pages()) {
    if (!block.text.starts_with("| command | asks for | cmd | answered by | rpl |")) continue;
    for (const std::string_view row : split(block.text, '\n')) {
      const std::vector<std::string_view> cells = split(row, '|');   // The first is empty.
      if (cells.size() < 7 || !trim(cells[1]).starts_with('`')) continue;
      const std::vector<std::string> replies = words_in(cells[4]);
      for (const std::string& name : words_in(cells[1])) {
        listed.insert("cmd:" + name);
        expect_grade("cmd:" + name, cells[3]);
        const bool same = trim(cells[4]).starts_with("the same");
        expect_grade(same || replies.empty() ? "rpl:" + name : replies[0], cells[5]);
      }
    }
  }
  EXPECT_GT(listed.size(), 15u);
  for (const std::string& id : listed) EXPECT_TRUE(std::ranges::count(xccos::kinds_of_a_client(), id)) << id;
}

}   // namespace
}   // namespace parley::tests
