#include "reports/wording.h"

#include <gtest/gtest.h>

#include <limits>

namespace parley::reports {
namespace {

TEST(Seconds, are_exact_and_rounded_towards_zero) {
  EXPECT_EQ(seconds(0, 3), "0.000 s");
  EXPECT_EQ(seconds(1'250'000'000, 3), "1.250 s");
  EXPECT_EQ(seconds(1'999'999'999, 3), "1.999 s");
  EXPECT_EQ(seconds(250'000, 6), "0.000250 s");
  EXPECT_EQ(seconds(-1'500'000'000, 3), "-1.500 s");
  EXPECT_EQ(seconds(std::numeric_limits<std::int64_t>::min(), 3), "-9223372036.854 s");
}

TEST(Seconds, get_more_digits_only_where_three_would_hide_something) {
  EXPECT_EQ(decimals_for(1'000'000), 3);
  EXPECT_EQ(decimals_for(1'000'001), 6);
}

TEST(Outcome, of_a_run_with_a_warning_does_not_say_that_everything_conforms) {
  EXPECT_EQ(outcome_of(Verdict::warn), "no MUST was broken, but a SHOULD was");
  EXPECT_EQ(outcome_of(Verdict::pass), meaning_of(ExitCode::conforms));
  EXPECT_EQ(outcome_of(Verdict::inconc), meaning_of(ExitCode::incomplete));
}

TEST(CountOf, speaks_of_one_and_of_many) {
  EXPECT_EQ(count_of(0, "case"), "0 cases");
  EXPECT_EQ(count_of(1, "case"), "1 case");
  EXPECT_EQ(count_of(2, "case"), "2 cases");
}

}   // namespace
}   // namespace parley::reports
