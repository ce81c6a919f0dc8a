// Every story of the tree is green in virtual time, with more than one seed.
#include <gtest/gtest.h>

#include "tests/test_scenarios.h"

namespace parley::tests {
namespace {

class EveryScenario : public testing::TestWithParam<std::string> {};

TEST_P(EveryScenario, is_green_with_several_seeds) {
  for (const std::uint64_t seed : {1u, 2u, 7u, 20131018u}) {
    if (testing::Test::HasFailure()) break;
    const auto record = play_in_world(GetParam(), {.seed = seed, .deviations = {}});
    EXPECT_EQ(record.verdict, reports::Verdict::pass) << "seed " << seed << "\n" << failures_of(record);
  }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, EveryScenario, testing::ValuesIn(scenario_ids()), test_name_of);

}   // namespace
}   // namespace parley::tests
