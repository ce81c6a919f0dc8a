#include "reports/summary.h"

#include <gtest/gtest.h>

namespace parley::reports {
namespace {

CheckRecord check(const std::string& requirement, Verdict verdict) {
  CheckRecord made;
  made.requirement = requirement;
  made.verdict = verdict;
  return made;
}

CaseRecord a_case(const std::string& id, Verdict verdict, std::vector<CheckRecord> checks = {}) {
  CaseRecord made;
  made.id = id;
  made.verdict = verdict;
  made.checks = std::move(checks);
  return made;
}

TEST(Summary, names_the_cases_of_a_requirement_from_the_worst_to_those_that_did_not_test_it) {
  RunRecord run;
  run.cases = {a_case("a", Verdict::na, {}), a_case("b", Verdict::fail, {check("A-1", Verdict::pass)}),
               a_case("c", Verdict::fail, {check("A-1", Verdict::fail)})};
  run.cases[0].covers = {"A-1"};
  EXPECT_EQ(summarise(run).by_requirement[0].cases, (std::vector<std::size_t>{2, 1, 0}));
}

TEST(Summary, counts_cases_and_checks_by_verdict) {
  RunRecord run;
  run.cases = {a_case("a", Verdict::fail, {check("A-1", Verdict::fail), check("A-2", Verdict::pass)}),
               a_case("b", Verdict::pass, {check("A-2", Verdict::pass)})};
  const Summary summary = summarise(run);
  EXPECT_EQ(summary.cases.of(Verdict::fail), 1u);
  EXPECT_EQ(summary.cases.total(), 2u);
  EXPECT_EQ(summary.checks.of(Verdict::pass), 2u);
}

TEST(Summary, a_requirement_is_as_good_as_its_worst_check) {
  RunRecord run;
  run.cases = {a_case("a", Verdict::pass, {check("A-1", Verdict::pass)}),
               a_case("b", Verdict::fail, {check("A-1", Verdict::fail), check("A-1", Verdict::pass)})};
  const Summary summary = summarise(run);
  ASSERT_EQ(summary.by_requirement.size(), 1u);
  EXPECT_EQ(summary.by_requirement[0].verdict, Verdict::fail);
  EXPECT_EQ(summary.by_requirement[0].checks, 3u);
  EXPECT_EQ(summary.by_requirement[0].cases, (std::vector<std::size_t>{1, 0}));
}

TEST(Summary, an_observation_alone_is_no_pass) {
  RunRecord run;
  run.cases = {a_case("a", Verdict::info, {check("A-1", Verdict::info)})};
  EXPECT_EQ(summarise(run).by_requirement[0].verdict, Verdict::info);
}

TEST(Summary, a_requirement_that_is_covered_but_never_checked_is_not_tested) {
  RunRecord run;
  run.cases = {a_case("a", Verdict::pass, {check("A-2", Verdict::notrun), check("A-3", Verdict::na)})};
  run.cases[0].covers = {"A-1"};
  run.requirements["A-4"].id = "A-4";
  const Summary summary = summarise(run);
  EXPECT_EQ(summary.requirements.of(Verdict::notrun), 3u) << "no case names the fourth";
  for (const RequirementResult& result : summary.by_requirement) EXPECT_EQ(result.checks, 0u) << result.id;
}

Requirement row(const std::string& id, const std::string& role) {
  Requirement made;
  made.id = id;
  made.role = role;
  made.observable = "wire";
  return made;
}

TEST(Summary, says_how_far_the_run_came_with_all_that_obliges_the_role_under_test) {
  RunRecord run;
  run.under_test = "server";
  for (const char* id : {"A-1", "A-2", "A-3", "A-4"}) run.requirements[id] = row(id, "server");
  run.requirements["A-5"] = row("A-5", "both");
  run.requirements["A-6"] = row("A-6", "client");
  run.requirements["A-7"] = row("A-7", "server");
  run.requirements["A-7"].observable = "reference";
  run.cases = {a_case("a", Verdict::pass, {check("A-1", Verdict::pass), check("A-2", Verdict::notrun)}),
               a_case("b", Verdict::na), a_case("c", Verdict::pass, {check("A-6", Verdict::pass)})};
  run.cases[1].covers = {"A-3"};
  const Coverage coverage = summarise(run).coverage;
  EXPECT_EQ(coverage.asked, 5u);
  EXPECT_EQ(coverage.judged, 1u);
  EXPECT_EQ(coverage.not_reached, std::vector<std::string>{"A-2"});
  EXPECT_EQ(coverage.untouched, 3u) << "what a story that does not apply names is not reached by another run";
  EXPECT_EQ(sentence_of(run, coverage),
            "1 of 5 requirements of the server judged; 1 named by a story and not reached (A-2); 3 by no "
            "story that "
            "applies");
}

TEST(Summary, counts_what_an_interrupted_run_has_left_as_named) {
  RunRecord run;
  run.requirements["A-1"] = row("A-1", "server");
  run.cases = {a_case("a", Verdict::notrun)};
  run.cases[0].covers = {"A-1"};
  EXPECT_EQ(sentence_of(run, summarise(run).coverage),
            "0 of 1 requirement judged; 1 named by a story and not reached (A-1)");
}

TEST(Summary, asks_everybody_where_all_are_judged) {
  RunRecord run;
  run.requirements["A-1"] = row("A-1", "server");
  run.requirements["A-2"] = row("A-2", "client");
  run.cases = {a_case("a", Verdict::pass, {check("A-1", Verdict::pass), check("A-2", Verdict::pass)})};
  EXPECT_EQ(sentence_of(run, summarise(run).coverage), "2 of 2 requirements judged");
}

TEST(Summary, knows_which_ids_stand_in_no_table) {
  RunRecord run;
  run.requirements["A-1"].id = "A-1";
  run.cases = {a_case("a", Verdict::pass, {check("A-1", Verdict::pass), check("B-1", Verdict::pass)})};
  const Summary summary = summarise(run);
  EXPECT_NE(summary.by_requirement[0].row, nullptr);
  EXPECT_EQ(summary.by_requirement[1].row, nullptr);
}

TEST(Summary, puts_trouble_first_and_what_was_not_run_before_what_passed) {
  RunRecord run;
  run.cases = {a_case("a", Verdict::pass), a_case("b", Verdict::notrun), a_case("c", Verdict::fail),
               a_case("d", Verdict::warn), a_case("e", Verdict::fail)};
  EXPECT_EQ(summarise(run).worst_first, (std::vector<std::size_t>{2, 4, 3, 1, 0}));
}

}   // namespace
}   // namespace parley::reports
