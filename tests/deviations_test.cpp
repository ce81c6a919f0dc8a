// Every deviation of the catalogue, one at a time: what breaks a rule is noticed at a check of that rule, and
// what is only a stimulus turns nobody red.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "conformance/deviations.h"
#include "conformance/requirements.h"
#include "tests/test_scenarios.h"

namespace parley::tests {
namespace {

using conformance::Deviation;
using reports::CheckRecord;
using reports::Verdict;

std::vector<Deviation> shown_by_a_scenario(bool mutants) {
  std::vector<Deviation> shown;
  for (const auto& [id, row] : conformance::deviation_table().rows())
    if (row.is_mutant() == mutants && !row.scenario.empty()) shown.push_back(row);
  return shown;
}

std::string name_of(const testing::TestParamInfo<Deviation>& info) {
  std::string name = info.param.id;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

// What the reader of a report sees of a broken rule: FAIL, WARN or INFO, as its row allows.
bool notices(const CheckRecord& check, const std::string& requirement) {
  const reports::Requirement* row = conformance::requirement_table().find(requirement);
  return check.requirement == requirement &&
         check.verdict == reports::verdict_of_violation(row->grade, row->keyword);
}

class EveryMutant : public testing::TestWithParam<Deviation> {};

TEST_P(EveryMutant, is_noticed_at_a_check_of_the_rule_that_it_breaks) {
  const Deviation& mutant = GetParam();
  const auto record = play_in_world(mutant.scenario, {.seed = 1, .deviations = {mutant.id}});
  EXPECT_TRUE(std::any_of(record.checks.begin(), record.checks.end(),
                          [&](const CheckRecord& check) { return notices(check, mutant.requirement); }))
      << mutant.requirement << " holds in " << failures_of(record);
}

// The broken rule, what cannot hold without it, and nothing else: "-" stands for lines without a requirement.
TEST_P(EveryMutant, turns_nothing_else_red_but_what_stands_beside_it) {
  const Deviation& mutant = GetParam();
  const auto record = play_in_world(mutant.scenario, {.seed = 1, .deviations = {mutant.id}});
  std::set<std::string> red;
  for (const CheckRecord& check : record.checks)
    if (check.verdict > Verdict::pass && check.requirement != mutant.requirement)
      red.insert(check.requirement.empty() ? "-" : check.requirement);
  EXPECT_EQ(red, mutant.beside) << failures_of(record);
}

// What the other side could not do because of it is INCONC and no fault. (A server that ends a session which
// the client did not refresh is right; the line that forbids it cannot know why.)
TEST_P(EveryMutant, fails_no_rule_of_the_other_side) {
  const Deviation& mutant = GetParam();
  const auto record = play_in_world(mutant.scenario, {.seed = 1, .deviations = {mutant.id}});
  for (const CheckRecord& check : record.checks) {
    const reports::Requirement* row = conformance::requirement_table().find(check.requirement);
    if (check.verdict != Verdict::fail || !row || check.requirement == mutant.requirement) continue;
    const bool is_own = row->role == mutant.role || row->role == "both";
    EXPECT_TRUE(is_own || (mutant.id == "client-no-refresh" && check.requirement == "SIP-TIMER-3"))
        << failures_of(record);
  }
}

INSTANTIATE_TEST_SUITE_P(Deviations, EveryMutant, testing::ValuesIn(shown_by_a_scenario(true)), name_of);

class EveryStimulus : public testing::TestWithParam<Deviation> {};

TEST_P(EveryStimulus, is_taken_well) {
  const Deviation& stimulus = GetParam();
  const auto record = play_in_world(stimulus.scenario, {.seed = 1, .deviations = {stimulus.id}});
  EXPECT_EQ(record.verdict, Verdict::pass) << failures_of(record);
}

INSTANTIATE_TEST_SUITE_P(Deviations, EveryStimulus, testing::ValuesIn(shown_by_a_scenario(false)), name_of);

TEST(Deviations, that_break_a_rule_are_all_shown_by_a_scenario) {
  for (const auto& [id, row] : conformance::deviation_table().rows()) {
    EXPECT_TRUE(!row.is_mutant() || !row.scenario.empty()) << id;
    EXPECT_TRUE(row.scenario.empty() || all_scenarios().contains(row.scenario)) << id << ": " << row.scenario;
  }
}

}   // namespace
}   // namespace parley::tests
