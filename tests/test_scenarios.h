// The scenarios of the tree, read from their files, and a world to play one in.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "reference_server/core/directory.h"
#include "reports/run_record.h"
#include "simulator/ladder/scenario.h"

namespace parley::tests {

// Every *.ladder below scenarios/, by id. A file that cannot be read or has lint findings ends the test
// program with what is wrong.
const std::map<std::string, sim::ladder::Scenario>& all_scenarios();
std::vector<std::string> scenario_ids();
// "sign_in_enabled" of "sign-in/enabled": for a test that is made once for each scenario.
std::string test_name_of(const testing::TestParamInfo<std::string>& scenario);
const server::Directory& default_directory();

struct Playing {
  std::uint64_t seed = 1;
  std::set<std::string, std::less<>> deviations = {};
  std::string under_test = {};   // As of sim::PlayOptions.
};
// In virtual time.
reports::CaseRecord play_in_world(const sim::ladder::Scenario& scenario, const Playing& playing = {});
reports::CaseRecord play_in_world(const std::string& id, const Playing& playing = {});
// A ladder that is no file of the tree; it is called "t.ladder". It must be one that can be parsed.
reports::CaseRecord play_text_in_world(std::string_view ladder, const Playing& playing = {});

// The checks that did not hold, one line each.
std::string failures_of(const reports::CaseRecord& record);

}   // namespace parley::tests
