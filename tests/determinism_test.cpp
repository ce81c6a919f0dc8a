// One seed, one run: the same bytes each time; and another seed is another run.
#include <gtest/gtest.h>

#include "tests/test_scenarios.h"

namespace parley::tests {
namespace {

std::string json_of(reports::CaseRecord&& played) {
  reports::RunRecord run;
  run.cases.push_back(std::move(played));
  return reports::to_json(run);
}

class EveryRun : public testing::TestWithParam<std::string> {};

TEST_P(EveryRun, of_one_seed_gives_the_same_bytes) {
  EXPECT_EQ(json_of(play_in_world(GetParam(), {.seed = 7, .deviations = {}})),
            json_of(play_in_world(GetParam(), {.seed = 7, .deviations = {}})));
}

TEST_P(EveryRun, of_another_seed_is_another) {
  EXPECT_NE(play_in_world(GetParam(), {.seed = 7, .deviations = {}}).fingerprint,
            play_in_world(GetParam(), {.seed = 8, .deviations = {}}).fingerprint);
}

INSTANTIATE_TEST_SUITE_P(Scenarios, EveryRun, testing::ValuesIn(scenario_ids()), test_name_of);

}   // namespace
}   // namespace parley::tests
