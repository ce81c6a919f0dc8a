#include "reports/verdict.h"

#include <gtest/gtest.h>

#include <vector>

namespace parley::reports {
namespace {

std::vector<Verdict> all() {
  return {Verdict::na,   Verdict::notrun, Verdict::info, Verdict::pass,
          Verdict::warn, Verdict::inconc, Verdict::fail, Verdict::error};
}

TEST(Verdict, reads_back_what_it_writes) {
  for (const Verdict verdict : all()) EXPECT_EQ(parse_verdict(to_string(verdict)), verdict);
  EXPECT_FALSE(parse_verdict("pass"));
}

TEST(Verdict, the_worst_of_two_is_the_one_of_higher_rank) {
  for (const Verdict low : all())
    for (const Verdict high : all()) {
      const Verdict expected = low < high ? high : low;
      EXPECT_EQ(worst(std::vector{low, high}), expected);
      EXPECT_EQ(worst(std::vector{high, low}), expected);
    }
}

TEST(Verdict, nothing_at_all_counts_as_not_run) { EXPECT_EQ(worst({}), Verdict::notrun); }

TEST(Verdict, only_what_was_judged_and_held_exits_with_zero) {
  std::vector<Verdict> green;
  for (const Verdict verdict : all())
    if (exit_code_of(verdict) == ExitCode::conforms) green.push_back(verdict);
  EXPECT_EQ(green, (std::vector{Verdict::info, Verdict::pass, Verdict::warn}));
}

TEST(Verdict, each_way_to_be_red_has_a_code_of_its_own) {
  EXPECT_EQ(exit_code_of(Verdict::fail), ExitCode::nonconformance);
  EXPECT_EQ(exit_code_of(Verdict::inconc), ExitCode::incomplete);
  EXPECT_EQ(exit_code_of(Verdict::error), ExitCode::harness_error);
  EXPECT_EQ(exit_code_of(Verdict::notrun), ExitCode::usage);
  EXPECT_EQ(exit_code_of(Verdict::na), ExitCode::usage);
}

}   // namespace
}   // namespace parley::reports
