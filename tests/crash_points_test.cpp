// The server dies right before each single effect of a story and starts again on the same disk: whatever was
// under way, no checker finds a message lost, doubled, leaked or deleted early.
#include <gtest/gtest.h>

#include <set>

#include "conformance/deviations.h"
#include "conformance/requirements.h"
#include "simulator/play/player.h"
#include "tests/test_scenarios.h"

namespace parley::tests {
namespace {

// Actors of the ladder are put on the stage servers first.
constexpr NodeId kServer = 0;

struct Outcome {
  reports::CaseRecord record;
  std::uint64_t effects = 0;   // That the server carried out.
};

Outcome play_with_death_at(const std::string& id, std::uint64_t effect) {
  sim::WorldConfig config;
  config.seed = 20131018;
  sim::World world(config);
  if (effect > 0)
    world.at(Instant{} + std::chrono::microseconds{1}, [&] { world.crash_at_effect(kServer, effect); });
  // Once a second somebody looks whether the server is up.
  for (int second = 1; second < 120; ++second)
    world.at(Instant{} + std::chrono::seconds{second}, [&] {
      if (!world.alive(kServer)) world.restart(kServer);
    });
  sim::Stage stage{&world, &world, "tcp://pool:5060"};
  sim::PlayOptions options;
  options.directory = &default_directory();
  options.requirements = &conformance::requirement_table();
  Outcome outcome{sim::play(all_scenarios().at(id), stage, options), 0};
  // What was begun comes to its end, so that the archive can be looked at as a whole.
  world.run_until(world.now().monotonic + std::chrono::seconds{30}, [] { return false; });
  outcome.effects = world.effects_carried_out(kServer);
  return outcome;
}

// What the server of the story is told to break, dead or alive.
std::set<std::string> broken_on_purpose(const std::string& id) {
  std::set<std::string> broken;
  for (const sim::ladder::Setting& setting : all_scenarios().at(id).settings)
    if (const auto given = setting.options.find("deviate"); given != setting.options.end())
      if (const auto* row = conformance::deviation_table().find(given->second); row && row->role == "server")
        broken.insert(row->requirement);
  return broken;
}

std::string violations_of(const reports::CaseRecord& record) {
  const std::set<std::string> on_purpose = broken_on_purpose(record.id);
  std::string text;
  for (const reports::CheckRecord& check : record.checks)
    if (check.position.starts_with("the end of the story") && check.verdict >= reports::Verdict::fail &&
        !on_purpose.contains(check.requirement))
      text += check.requirement + " at " + check.position + ": " + check.actual + "\n";
  return text;
}

class CrashPoints : public testing::TestWithParam<std::string> {};

TEST_P(CrashPoints, no_death_of_the_server_breaks_an_invariant) {
  const std::uint64_t effects = play_with_death_at(GetParam(), 0).effects;
  ASSERT_GT(effects, 0u);
  for (std::uint64_t at = 1; at <= effects; ++at) {
    const std::string violations = violations_of(play_with_death_at(GetParam(), at).record);
    EXPECT_EQ(violations, "") << "died before effect " << at << " of " << effects;
    if (HasFailure()) break;   // The first tells enough.
  }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, CrashPoints, testing::ValuesIn(scenario_ids()), test_name_of);

}   // namespace
}   // namespace parley::tests
