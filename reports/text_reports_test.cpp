// TAP and Markdown: what they say and what they must not let through.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "protocol/base/text.h"
#include "protocol/base/utf8.h"
#include "reports/markdown_report.h"
#include "reports/tap_report.h"
#include "reports/test_sample_runs.h"

namespace parley::reports {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::sample_run;

class TextReports : public ::testing::TestWithParam<const char*> {};

TEST_P(TextReports, look_as_they_were_reviewed) {
  const std::string name = GetParam();
  testing::expect_golden(to_tap(sample_run(name)), name + ".tap");
  testing::expect_golden(to_markdown(sample_run(name)), name + ".md");
}

INSTANTIATE_TEST_SUITE_P(Samples, TextReports, ::testing::Values("passed", "mixed", "hostile"),
                         testing::sample_name);

RunRecord with_verdict(Verdict verdict) {
  RunRecord run;
  run.cases.resize(1);
  run.cases[0].id = "a/b";
  run.cases[0].reason = "why";
  run.cases[0].verdict = verdict;
  return run;
}

std::string tap_line(Verdict verdict) {
  const std::string tap = to_tap(with_verdict(verdict));
  return tap.substr(tap.find("1..1\n") + 5);
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

TEST(Tap, says_with_every_failure_how_to_have_it_again) {
  for (const Verdict verdict : {Verdict::fail, Verdict::inconc, Verdict::error}) {
    RunRecord run = with_verdict(verdict);
    run.seed = 42;
    run.reproduce = "parley simulate a/b --seed 42";
    EXPECT_THAT(to_tap(run),
                HasSubstr("  ---\n  seed: 42\n  reproduce: \"parley simulate a/b --seed 42\"\n"));
  }
}

TEST(Tap, of_several_runs_tells_the_seed_of_each) {
  RunRecord run = with_verdict(Verdict::fail);
  run.is_joined = true;
  run.plan = {"tcp: seed 7", "tls: seed 8"};
  EXPECT_THAT(to_tap(run), AllOf(HasSubstr("\n# tcp: seed 7\n# tls: seed 8\n"), Not(HasSubstr("  seed: "))));
}

TEST(Tap, is_not_ok_for_everything_that_is_not_green) {
  EXPECT_EQ(tap_line(Verdict::pass), "ok 1 - a/b\n");
  EXPECT_EQ(tap_line(Verdict::warn), "ok 1 - a/b # WARN why\n");
  EXPECT_EQ(tap_line(Verdict::info), "ok 1 - a/b # INFO why\n");
  EXPECT_EQ(first_line(tap_line(Verdict::fail)), "not ok 1 - a/b");
  EXPECT_EQ(first_line(tap_line(Verdict::inconc)), "not ok 1 - a/b # INCONC why");
  EXPECT_EQ(first_line(tap_line(Verdict::error)), "not ok 1 - a/b # ERROR why");
  EXPECT_EQ(tap_line(Verdict::na), "ok 1 - a/b # SKIP NA: why\n");
  EXPECT_EQ(tap_line(Verdict::notrun), "ok 1 - a/b # SKIP NOTRUN: why\n");
}

RC_GTEST_PROP(Tap, a_text_of_a_peer_adds_no_line_and_no_directive, (const std::string& bytes)) {
  RunRecord run = with_verdict(Verdict::fail);
  run.cases[0].id = bytes + "# SKIP\nok 2";
  const std::string tap = to_tap(run);
  RC_ASSERT(std::count(tap.begin(), tap.end(), '\n') == 6);   // Three, and three of a block with the seed.
  RC_ASSERT(tap.find(" # SKIP") == std::string::npos);
}

TEST(Markdown, lists_what_did_not_pass_and_only_counts_what_did) {
  const std::string text = to_markdown(sample_run("mixed"));
  EXPECT_NE(text.find("posting/fan-out"), std::string::npos);
  EXPECT_EQ(text.find("| sign-in/enabled |"), std::string::npos);
  EXPECT_NE(text.find("1 of 9 cases passed; exit code 5"), std::string::npos);
}

TEST(Markdown, stays_short_for_many_failures) {
  RunRecord run = with_verdict(Verdict::fail);
  run.cases.resize(500, run.cases[0]);
  EXPECT_NE(to_markdown(run).find("Not listed here: 450 cases."), std::string::npos);
}

RC_GTEST_PROP(Markdown, a_text_of_a_peer_brings_no_markup, (const std::string& bytes)) {
  RunRecord run = with_verdict(Verdict::fail);
  run.cases[0].reason = bytes + "<b>|</b>";
  const std::string text = to_markdown(run);
  RC_ASSERT(text.find('<') == std::string::npos);
  RC_ASSERT(is_xml_text(text));
}

}   // namespace
}   // namespace parley::reports
