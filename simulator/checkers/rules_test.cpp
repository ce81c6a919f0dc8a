// What checkers say agrees with the tables of requirements.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "reports/requirement.h"
#include "simulator/checkers/checker.h"

namespace parley::sim {
namespace {

reports::RequirementTable all_requirements() {
  reports::RequirementTable table;
  for (const char* file : {"flows", "sip", "xccos", "product"}) {
    const std::string name = std::string("conformance/requirements/") + file + ".tsv";
    std::ifstream in(std::string(PARLEY_SOURCE_DIR "/") + name, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto added = table.add(text, name);
    EXPECT_TRUE(added) << added.error().detail;
  }
  return table;
}

TEST(Rules, have_the_keyword_and_grade_of_their_row) {
  const auto table = all_requirements();
  for (const std::string_view name : checker_names()) {
    for (const Rule& rule : make_checker(name)->rules()) {
      if (rule.requirement.empty()) continue;
      const reports::Requirement* row = table.find(rule.requirement);
      ASSERT_NE(row, nullptr) << rule.requirement;
      EXPECT_EQ(row->keyword, rule.keyword) << rule.requirement;
      EXPECT_EQ(row->grade, rule.grade) << rule.requirement;
    }
  }
}

TEST(Checkers, are_made_by_their_names) {
  for (const std::string_view name : checker_names()) EXPECT_EQ(make_checker(name)->name(), name);
  EXPECT_EQ(make_checker("nothing"), nullptr);
}

TEST(Tally, tells_the_first_violation_and_counts_the_others) {
  Tally tally({"ID", reports::Keyword::must, xccos::Grade::S, "It holds."});
  EXPECT_FALSE(tally.record("x", Instant{9}));
  tally.hold();
  EXPECT_EQ(tally.record("x", Instant{9})->verdict, reports::Verdict::pass);
  tally.violate(Instant{3}, "It broke.", {7, 8});
  tally.violate(Instant{4}, "Again.", {8, 9});
  const auto record = tally.record("x", Instant{9});
  EXPECT_EQ(record->verdict, reports::Verdict::fail);
  EXPECT_EQ(record->actual, "It broke. (2 times in all, of 3 judged.)");
  EXPECT_EQ(record->at_ns, 3);
  EXPECT_EQ(record->messages, (std::vector<std::uint32_t>{7, 8, 9}));
}

TEST(Tally, what_is_owed_is_inconclusive_and_a_violation_beside_it_still_fails) {
  Tally tally({"ID", reports::Keyword::must, xccos::Grade::S, "It holds."});
  tally.hold();
  tally.miss(Instant{5}, Instant{5}, "It is missing.", {1});
  const auto owed = tally.record("x", Instant{5});
  EXPECT_EQ(owed->verdict, reports::Verdict::inconc);
  EXPECT_EQ(owed->actual, "When the story ended this was not late yet, but missing: It is missing.");
  EXPECT_EQ(owed->messages, (std::vector<std::uint32_t>{1}));
  tally.miss(Instant{5}, Instant{6}, "It never came.", {2});
  const auto late = tally.record("x", Instant{6});
  EXPECT_EQ(late->verdict, reports::Verdict::fail);
  EXPECT_EQ(late->actual, "It never came.");
  EXPECT_EQ(late->at_ns, 5);
}

TEST(Tally, what_is_owed_under_a_weak_rule_is_only_noted) {
  Tally tally({"ID", reports::Keyword::must, xccos::Grade::R, "It holds."});
  tally.owe(Instant{5}, "It is missing.", {});
  EXPECT_EQ(tally.record("x", Instant{4})->verdict, reports::Verdict::info);
}

TEST(Tally, never_says_fail_of_what_is_only_remembered) {
  Tally tally({"ID", reports::Keyword::must, xccos::Grade::R, "It holds."});
  tally.violate(Instant{3}, "It broke.", {});
  EXPECT_EQ(tally.record("x", Instant{9})->verdict, reports::Verdict::info);
}

}   // namespace
}   // namespace parley::sim
