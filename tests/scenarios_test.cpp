// Every story of the tree is green in virtual time, with more than one seed.
#include <gtest/gtest.h>

#include <algorithm>

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

// 503 to an INFO is what a server without time may answer (flows.md, FLOW-ACK-1): it may cost a story its
// verdict, and is never a fault.
TEST_P(EveryScenario, fails_nobody_who_refuses_every_second_info) {
  sim::ladder::Scenario scenario = all_scenarios().at(GetParam());
  const bool refuses_by_itself =
      std::any_of(scenario.settings.begin(), scenario.settings.end(),
                  [](const auto& setting) { return setting.options.contains("refuse"); });
  for (const sim::ladder::Actor& actor : scenario.actors)
    if (actor.role == "server" && !refuses_by_itself)
      scenario.settings.push_back({{actor.name, {}}, {{"refuse", "every=2"}}, {}});
  const auto record = play_in_world(scenario);
  EXPECT_NE(record.verdict, reports::Verdict::fail) << failures_of(record);
  EXPECT_NE(record.verdict, reports::Verdict::error) << failures_of(record);
}

INSTANTIATE_TEST_SUITE_P(Scenarios, EveryScenario, testing::ValuesIn(scenario_ids()), test_name_of);

}   // namespace
}   // namespace parley::tests
