// Stories that once came out with a verdict that was not true: each is played as a whole, and what it says
// now is what somebody who trusts it may conclude.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/test_scenarios.h"

namespace parley::tests {
namespace {

using reports::CaseRecord;
using reports::CheckRecord;
using reports::Verdict;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::int64_t kSecond = 1'000'000'000;

// Alice signs in; the steps follow.
CaseRecord told(const std::string& steps, const Playing& playing = {}) {
  return play_text_in_world(
      "scenario t \"T\"\nactors alice: client, bob: client, carol: client, pool: server\n"
      "dialog a: alice -> pool\ndialog b: bob -> pool\ndialog c: carol -> pool\n" +
          steps,
      playing);
}

constexpr const char* kSignIn =
    "do alice sign-in\nalice -> pool : INVITE a as i1\npool -> alice : 200 i1 [FLOW-SIGNIN-2 MUST]\n";

// "FAIL FLOW-ACK-1 the end of the story, by the session checker" for each check.
std::vector<std::string> verdicts_of(const CaseRecord& record) {
  std::vector<std::string> lines;
  for (const CheckRecord& check : record.checks)
    lines.push_back(
        fmt::format("{} {} {}", reports::to_string(check.verdict), check.requirement, check.position));
  return lines;
}

// --- A story that did not come to its end ---

TEST(Verdicts, a_story_that_takes_too_long_is_not_green) {
  const auto record =
      told(std::string(kSignIn) + "pause 11m\npool -> alice : INFO a { <nosuch/> } [FLOW-POST-5 MUST]\n");
  EXPECT_EQ(record.verdict, Verdict::inconc);
  EXPECT_THAT(record.reason, HasSubstr("longer than it may"));
}

// --- Names that stand for nothing ---

TEST(Verdicts, nobody_fails_for_not_answering_what_was_never_sent) {
  const auto record = told(std::string(kSignIn) +
                           "pool -> alice : INFO a as n1 within 1s { <nosuch/> } [XCCOS-DLG-2 SHOULD]\n"
                           "alice -> pool : 200 n1 [XCCOS-INFO-1 MUST]\n");
  EXPECT_EQ(record.verdict, Verdict::warn) << failures_of(record);
  EXPECT_THAT(verdicts_of(record), Contains("NOTRUN XCCOS-INFO-1 t.ladder:10:1"));
}

TEST(Verdicts, a_forbid_that_was_never_compared_does_not_pass) {
  const auto record = told(
      "forbid pool -> alice : INFO { <rpl id=\"${kind}\"/> } during all [XCCOS-POST-5 MUST NOT]\n"
      "do alice sign-in\nalice -> pool : INVITE a as i1\n"
      "optional { pool -> alice : INFO a { <nosuch/>\n let kind = string(//rpl/@id)\n } }\n"
      "pool -> alice : 200 i1 [FLOW-SIGNIN-2 MUST]\nsettle 2s\n");
  EXPECT_THAT(verdicts_of(record), Contains("NOTRUN XCCOS-POST-5 t.ladder:6:1"));
}

// --- What is owed ---

TEST(Verdicts, an_answer_that_never_comes_fails_however_short_the_story_is) {
  const std::string steps = std::string(kSignIn) + "alice -> pool : INFO a\nsettle 3s\n";
  const auto record = told(steps, {.deviations = {"server-no-info-ack"}});
  EXPECT_THAT(verdicts_of(record), Contains("FAIL FLOW-ACK-1 the end of the story, by the session checker"));
  const auto unanswered = told(steps, {.deviations = {"server-no-reply"}});
  EXPECT_THAT(verdicts_of(unanswered),
              Contains("FAIL FLOW-REPLY-1 the end of the story, by the session checker"));
}

TEST(Verdicts, a_peer_that_goes_on_owing_does_not_keep_the_story_alive) {
  for (const char* deviation :
       {"server-reply-names-other-command", "server-cseq-stuck", "server-no-info-ack"}) {
    const auto record = play_in_world("sign-in/enabled", {.deviations = {deviation}});
    EXPECT_EQ(record.verdict, Verdict::fail) << deviation;
    EXPECT_LE(record.duration_ns, 66 * kSecond) << deviation;
  }
}

TEST(Verdicts, a_story_in_which_nothing_is_owed_ends_at_once) {
  for (const auto& [id, scenario] : all_scenarios()) {
    const auto record = play_in_world(id);
    std::int64_t last = 0;
    for (const CheckRecord& check : record.checks)
      if (!check.position.starts_with("the end of the story")) last = std::max(last, check.at_ns);
    EXPECT_LE(record.duration_ns, last + scenario.settle.count() + 5 * kSecond) << id;
  }
}

constexpr const char* kThreeInTheLobby =
    "do alice sign-in\nalice -> pool : INVITE a\ndo bob sign-in\nbob -> pool : INVITE b\n"
    "do carol sign-in\ncarol -> pool : INVITE c\npause 1s\n"
    "do alice join Lobby\nalice -> pool : INFO a as j1 { <cmd id=\"cmd:join\"/> }\npool -> alice : INFO a "
    "reply-to j1\n"
    "do bob join Lobby\nbob -> pool : INFO b as j2 { <cmd id=\"cmd:join\"/> }\npool -> bob : INFO b reply-to "
    "j2\n"
    "do carol join Lobby\ncarol -> pool : INFO c as j3 { <cmd id=\"cmd:join\"/> }\n"
    "pool -> carol : INFO c reply-to j3\npause 1s\n"
    "do alice post Lobby hello\nalice -> pool : INFO a as m1 { <grpchat/> }\n"
    "pool -> alice : 200 m1 [FLOW-ACK-1 MUST]\n";

TEST(Verdicts, a_copy_has_the_time_of_a_transaction_before_anybody_says_never) {
  const auto record = told(kThreeInTheLobby, {.deviations = {"server-drops-copy"}});
  const auto check = std::find_if(record.checks.begin(), record.checks.end(), [](const CheckRecord& one) {
    return one.requirement == "FLOW-POST-5" && one.verdict == Verdict::fail;
  });
  ASSERT_NE(check, record.checks.end()) << failures_of(record);
  EXPECT_GE(check->at_ns, 32 * kSecond);
}

// --- Overload ---

CaseRecord refused(const std::string& refuse, const std::string& client = "") {
  auto scenario = all_scenarios().at("sign-in/enabled");
  scenario.settings.push_back({{"pool", {}}, {{"refuse", refuse}}, {}});
  if (!client.empty()) scenario.settings.push_back({{"alice", {}}, {{"attempts", client}}, {}});
  return play_in_world(scenario);
}

TEST(Verdicts, a_server_that_is_overloaded_for_a_moment_passes_when_the_client_comes_again) {
  for (const char* after : {"1", "none", "40"}) {
    const auto record = refused(fmt::format("next=2,command=cmd:getserverinfo,retry-after={}", after));
    EXPECT_EQ(record.verdict, Verdict::pass) << after << failures_of(record);
  }
}

TEST(Verdicts, a_server_that_stays_overloaded_leaves_the_story_open_and_keeps_its_rule) {
  const auto record = refused("every=1,command=cmd:getserverinfo,retry-after=1", "2");
  EXPECT_EQ(record.verdict, Verdict::inconc) << failures_of(record);
  EXPECT_THAT(record.reason, HasSubstr("refused with 503"));
  EXPECT_THAT(verdicts_of(record), Contains(HasSubstr("PASS FLOW-ACK-1 scenarios/sign_in/enabled.ladder")));
  EXPECT_THAT(verdicts_of(record), Not(Contains(HasSubstr("FAIL"))));
}

// --- Checkers ---

TEST(Verdicts, every_checker_looks_at_every_story_but_those_that_it_switches_off) {
  const auto batch = verdicts_of(play_in_world("compliance/batch"));
  EXPECT_THAT(batch, Contains("PASS FLOW-COMP-3 the end of the story, by the compliance checker"));
  EXPECT_THAT(batch, Contains("PASS FLOW-ACK-1 the end of the story, by the session checker"));
  EXPECT_THAT(batch, Contains("PASS XCCOS-POST-7 the end of the story, by the delivery checker"));
  sim::ladder::Scenario without = all_scenarios().at("compliance/batch");
  without.checkers.push_back(
      {.checker = {"session", {}}, .wanted = false, .reason = "a test", .position = {}});
  EXPECT_THAT(verdicts_of(play_in_world(without)), Not(Contains(HasSubstr("the session checker"))));
}

// --- The record ---

std::vector<std::string> steps_inside(const CaseRecord& record, const std::string& actor) {
  std::vector<std::string> steps;
  for (const auto& message : record.messages)
    if (message.internal && message.from == actor && message.to == actor)
      steps.push_back(fmt::format("{}: {}", message.label, message.text));
  return steps;
}

TEST(Verdicts, the_record_shows_what_was_done_to_whom_and_what_went_wrong_there) {
  const auto cut = play_in_world("recovery/link-cut");
  EXPECT_THAT(steps_inside(cut, "alice"),
              testing::ElementsAre("do sign-in: sign-in", "do post: post Lobby \"there you are\""));
  EXPECT_THAT(steps_inside(cut, "frank"), Contains("fault cut: cut frank"));
  EXPECT_THAT(cut.notes, Contains(HasSubstr("fault cut frank at ")));
  const auto slow = play_in_world("overload/slow-store");
  EXPECT_THAT(steps_inside(slow, "pool"), Contains("fault store: store for 4s delay=3s"));
  const auto clumsy = told(std::string(kSignIn) + "do alice jion Lobby\n");
  EXPECT_THAT(steps_inside(clumsy, "alice"), Contains(HasSubstr("error: {\"event\":\"error\"")));
}

TEST(Verdicts, lengths_of_time_are_read_alike_in_every_place) {
  const auto record = told(std::string(kSignIn) + "fault store delay=1.5s for 4s\npause 1s\n");
  EXPECT_EQ(record.verdict, Verdict::pass) << record.reason;
}

// --- What our own clients could not do, where the server is judged ---

TEST(Verdicts, no_server_fails_for_a_post_that_our_client_would_not_send) {
  const auto record = told(
      "set bob open=Lobby\ndo bob sign-in\nbob -> pool : INVITE b\n"
      "bob -> pool : INFO b as j0 { <cmd id=\"cmd:join\"/> }\npool -> bob : INFO b reply-to j0\n" +
          std::string(kSignIn) +
          "pause 1s\ndo alice post Nowhere \"hello\"\npool -> bob : INFO b { <grpchat/> } [FLOW-POST-5 "
          "MUST]\n",
      {.under_test = "server"});
  EXPECT_EQ(record.verdict, Verdict::inconc) << failures_of(record);
  EXPECT_THAT(record.reason, HasSubstr("FLOW-POST-5"));
  EXPECT_THAT(record.reason, HasSubstr("no room is called \"Nowhere\""));
}

TEST(Verdicts, a_challenge_in_the_ladder_does_not_make_a_client_green_that_did_nothing) {
  const auto record = told(
      "set pool auth=digest\ndo alice sign-in\nalice -> pool : REGISTER as r1\npool -> alice : 407 r1\n"
      "alice -> pool : INVITE a as i1\npool -> alice : 200 i1 [FLOW-SIGNIN-2 MUST]\n"
      "pause 1s\ndo alice post Nowhere \"hello\"\nsettle 1s\n",
      {.under_test = "server"});
  EXPECT_EQ(record.verdict, Verdict::inconc) << failures_of(record);
  EXPECT_THAT(record.reason, HasSubstr("no room is called \"Nowhere\""));
}

TEST(Verdicts, who_signs_in_at_the_second_try_is_waited_for) {
  const auto record =
      told("fault crash pool\ndo alice sign-in\npause 300s\nfault restart pool\n" + std::string(kSignIn),
           {.under_test = "server"});
  EXPECT_THAT(verdicts_of(record), Contains("PASS FLOW-SIGNIN-2 t.ladder:12:1")) << failures_of(record);
}

TEST(Verdicts, nobody_waits_for_the_answer_to_one_who_will_not_come_again) {
  const auto record = told(
      "set pool auth=digest\nset alice password=wrong\ndo alice sign-in\nalice -> pool : REGISTER as r1\n"
      "pool -> alice : 200 r1 [SIP-RSP-3 MUST]\n",
      {.under_test = "server"});
  EXPECT_EQ(record.verdict, Verdict::inconc) << failures_of(record);
  EXPECT_THAT(record.reason, HasSubstr("alice reported an error (sign-in: REGISTER: 407"));
  EXPECT_LE(record.duration_ns, 2 * kSecond);
}

// --- Digest ---

TEST(Verdicts, digest_gives_a_slow_server_no_more_time) {
  for (const char* auth : {"none", "digest"}) {
    const auto record = told(
        fmt::format("set pool auth={}\nset alice open=Lobby\ndo alice sign-in\nalice -> pool : INVITE a\n"
                    "alice -> pool : INFO a as j1 {{ <cmd id=\"cmd:join\"/> }}\npool -> alice : INFO a "
                    "reply-to j1\npause 1s\nfault store delay=10s for 60s\ndo alice post Lobby \"hello\"\n"
                    "alice -> pool : INFO a as m1 {{ <grpchat/> }}\npool -> alice : 200 m1 within 5s\n",
                    auth));
    EXPECT_EQ(record.verdict, Verdict::inconc) << auth;
    EXPECT_THAT(record.reason, HasSubstr("not seen until")) << auth;
  }
}

}   // namespace
}   // namespace parley::tests
