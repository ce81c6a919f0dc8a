// Every story of the tree is green in virtual time, with more than one seed.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>

#include "simulator/ladder/expand.h"
#include "simulator/ladder/walk.h"
#include "tests/test_scenarios.h"

namespace parley::tests {
namespace {

// So that a built-in scenario is found by its id, and a reader finds it without a search.
TEST(Scenarios, have_their_path_for_an_id) {
  for (const auto& [id, scenario] : all_scenarios()) {
    std::string file = "scenarios/" + id + ".ladder";
    std::replace(file.begin(), file.end(), '-', '_');
    EXPECT_EQ(scenario.file, file);
  }
}

class EveryScenario : public testing::TestWithParam<std::string> {};

TEST_P(EveryScenario, is_green_with_several_seeds) {
  for (const std::uint64_t seed : {1u, 2u, 7u, 20131018u}) {
    if (testing::Test::HasFailure()) break;
    const auto record = play_in_world(GetParam(), {.seed = seed, .deviations = {}});
    EXPECT_EQ(record.verdict, reports::Verdict::pass) << "seed " << seed << "\n" << failures_of(record);
  }
}

// The story with one more option of its server, unless it sets that itself.
sim::ladder::Scenario with_server_option(const std::string& id, const std::string& name,
                                         const std::string& value) {
  sim::ladder::Scenario scenario = all_scenarios().at(id);
  if (std::any_of(scenario.settings.begin(), scenario.settings.end(),
                  [&](const auto& setting) { return setting.options.contains(name); }))
    return scenario;
  for (const sim::ladder::Actor& actor : scenario.actors)
    if (actor.role == "server") scenario.settings.push_back({{actor.name, {}}, {{name, value}}, {}});
  return scenario;
}

// 503 to an INFO is what a server without time may answer (flows.md, FLOW-ACK-1): it may cost a story its
// verdict, and is never a fault.
TEST_P(EveryScenario, fails_nobody_who_refuses_every_second_info) {
  const auto record = play_in_world(with_server_option(GetParam(), "refuse", "every=2"));
  EXPECT_NE(record.verdict, reports::Verdict::fail) << failures_of(record);
  EXPECT_NE(record.verdict, reports::Verdict::error) << failures_of(record);
}

// Who wants to know who it is breaks no rule, and costs a story nothing.
TEST_P(EveryScenario, is_green_with_a_server_that_asks_for_passwords) {
  const auto record = play_in_world(with_server_option(GetParam(), "auth", "digest"));
  EXPECT_EQ(record.verdict, reports::Verdict::pass) << failures_of(record);
}

std::string text_of(const std::string& file) {
  std::ifstream in(std::string(PARLEY_SOURCE_DIR "/") + file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Those are the operator's: ${domain} and a `let` stand for them.
TEST_P(EveryScenario, names_no_domain_and_no_room_by_its_id) {
  const std::string text = text_of(all_scenarios().at(GetParam()).file);
  std::smatch found;
  EXPECT_FALSE(
      std::regex_search(text, found, std::regex("@[a-z0-9.-]+\\.[a-z]+|contoso|[0-9a-f]{8}-[0-9a-f]{4}-")))
      << found[0];
}

// An untagged check speaks for the first tag of its arrow, which may be a stricter rule than its own.
TEST_P(EveryScenario, has_a_tag_of_its_own_on_each_check) {
  for (const auto& step : sim::ladder::expand(all_scenarios().at(GetParam()).steps))
    sim::ladder::for_each_arrow(step, [&](const sim::ladder::ArrowInStep& one) {
      for (const auto& judgement : one.arrow.judgements)
        if (const auto* check = std::get_if<sim::ladder::Check>(&judgement)) {
          EXPECT_FALSE(check->tags.empty()) << "line " << check->position.line;
        }
    });
}

INSTANTIATE_TEST_SUITE_P(Scenarios, EveryScenario, testing::ValuesIn(scenario_ids()), test_name_of);

// A ladder may do so (scenarios/README.md); ours have no need to.
TEST(Scenarios, of_the_tree_switch_no_checker_off) {
  for (const auto& [id, scenario] : all_scenarios())
    for (const auto& choice : scenario.checkers)
      EXPECT_TRUE(choice.wanted) << id << ": " << choice.checker.text;
}

}   // namespace
}   // namespace parley::tests
