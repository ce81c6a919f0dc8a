// What a script is told of each case, by the verbs that play and by report alike.
#include "reports/json_lines.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "reports/test_sample_runs.h"

namespace parley::reports {
namespace {

TEST(JsonLines, are_one_object_for_each_case_with_seed_and_command) {
  const RunRecord run = testing::sample_run("mixed");
  const std::string lines = to_json_lines(run);
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), static_cast<std::ptrdiff_t>(run.cases.size()));
  const std::string first = to_json_line(run.cases[1], {run.seed, run.reproduce});
  const auto line = boost::json::parse(first).as_object();
  EXPECT_EQ(line.at("case").as_string(), run.cases[1].id);
  EXPECT_EQ(line.at("verdict").as_string(), "FAIL");
  EXPECT_EQ(line.at("seed").to_number<std::uint64_t>(), run.seed);
  EXPECT_EQ(line.at("reproduce").as_string(), run.reproduce);
}

TEST(JsonLines, tell_the_checks_that_a_person_is_told) {
  CaseRecord one;
  one.checks.resize(3);
  one.checks[0].verdict = Verdict::pass;
  one.checks[1].verdict = Verdict::info;
  one.checks[2].verdict = Verdict::fail;
  const auto line = boost::json::parse(to_json_line(one, {})).as_object();
  EXPECT_EQ(line.at("checks").as_array().size(), 2u);
}

TEST(JsonLines, stay_json_whatever_a_peer_says_and_a_file_is_called) {
  CaseRecord one;
  one.reason = "\xff";
  one.checks.resize(1);
  one.checks[0].verdict = Verdict::fail;
  one.checks[0].expected = one.checks[0].actual = "\xff";
  one.checks[0].position = "\xff.ladder:3:1";
  const auto line = boost::json::parse(to_json_line(one, {7, "parley simulate '\xff.ladder'"})).as_object();
  EXPECT_EQ(line.at("reproduce").as_string(), "parley simulate '\\xFF.ladder'");
}

}   // namespace
}   // namespace parley::reports
