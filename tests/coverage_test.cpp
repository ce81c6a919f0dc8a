// Every system and every step of flows.md is exercised by a scenario that says so, or is listed as due.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "conformance/requirements.h"
#include "tests/test_scenarios.h"

namespace parley::tests {
namespace {

using reports::CheckRecord;
using reports::Verdict;

// Those of the tables in docs/flows.md.
std::set<std::string> documented_ids() {
  std::ostringstream text;
  text << std::ifstream(PARLEY_SOURCE_DIR "/docs/flows.md").rdbuf();
  const std::string page = text.str();
  const std::regex row("\\n\\| ((?:FLOW|SYS)-[A-Z0-9a-z-]+) \\|");
  std::set<std::string> ids;
  for (std::sregex_iterator it(page.begin(), page.end(), row), end; it != end; ++it) ids.insert((*it)[1]);
  return ids;
}

bool is_due(const std::string& id) {
  const reports::Requirement* row = conformance::requirement_table().find(id);
  return row && row->observable.starts_with("due:");
}

const std::map<std::string, reports::CaseRecord>& all_records() {
  static const std::map<std::string, reports::CaseRecord> kRecords = [] {
    std::map<std::string, reports::CaseRecord> records;
    for (const auto& [id, scenario] : all_scenarios()) records.emplace(id, play_in_world(id));
    return records;
  }();
  return kRecords;
}

bool emits(const reports::CaseRecord& record, const std::string& requirement) {
  return std::any_of(record.checks.begin(), record.checks.end(), [&](const CheckRecord& check) {
    return check.requirement == requirement && check.verdict == Verdict::pass;
  });
}

TEST(Coverage, knows_every_id_of_the_flows_page) {
  const auto documented = documented_ids();
  EXPECT_EQ(documented.size(), 39u);   // 10 systems, 29 steps.
  for (const std::string& id : documented)
    EXPECT_NE(conformance::requirement_table().find(id), nullptr) << id;
  for (const auto& [id, row] : conformance::requirement_table().rows())
    EXPECT_TRUE(documented.contains(id) || !(id.starts_with("FLOW-") || id.starts_with("SYS-"))) << id;
}

TEST(Coverage, leaves_no_system_and_no_step_without_a_scenario) {
  std::set<std::string> covered;
  for (const auto& [id, scenario] : all_scenarios())
    for (const auto& one : scenario.covers) covered.insert(one.text);
  for (const std::string& id : documented_ids())
    EXPECT_TRUE(covered.contains(id) || is_due(id)) << id << " is covered by no scenario";
}

// Only files and the pages that manage rooms may wait.
TEST(Coverage, lets_nothing_wait_but_files_and_pages) {
  const std::regex may_wait("FLOW-FILE-.*|FLOW-ROOM-.*|SYS-FILE|SYS-WEBFILE|SYS-WEBRM|SYS-COMPFILE");
  for (const std::string& id : documented_ids())
    EXPECT_TRUE(!is_due(id) || std::regex_match(id, may_wait)) << id;
}

// A system or a step counts when a run has judged it, and not when a file mentions it.
TEST(Coverage, is_a_check_that_a_run_has_made) {
  for (const auto& [id, record] : all_records())
    for (const std::string& covered : record.covers)
      EXPECT_TRUE(emits(record, covered)) << id << " covers " << covered;
}

// What a system owes is told in a sentence that takes in much; what is judged of it in a foreign server is no
// more than what a step of a flow demands on the same line.
TEST(Coverage, of_a_system_stands_beside_a_step_of_a_flow) {
  for (const auto& [id, record] : all_records())
    for (const CheckRecord& check : record.checks) {
      if (!check.requirement.starts_with("SYS-")) continue;
      EXPECT_TRUE(std::any_of(record.checks.begin(), record.checks.end(),
                              [&](const CheckRecord& other) {
                                return other.position.substr(0, other.position.rfind(':')) ==
                                           check.position.substr(0, check.position.rfind(':')) &&
                                       (other.requirement.starts_with("FLOW-") ||
                                        other.requirement.starts_with("COMP-"));
                              }))
          << check.requirement << " at " << check.position;
    }
}

TEST(Coverage, names_no_requirement_that_is_in_no_table) {
  for (const auto& [id, record] : all_records())
    for (const CheckRecord& check : record.checks)
      EXPECT_TRUE(check.requirement.empty() || conformance::requirement_table().find(check.requirement))
          << id << ": " << check.requirement;
}

}   // namespace
}   // namespace parley::tests
