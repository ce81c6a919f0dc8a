// The judge on hand-made observations: what is taken, when time is up, what a violation is called.
#include "simulator/ladder/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/ladder/test_judge.h"

namespace parley::sim::ladder {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using testing::envelope;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using testing::Played;

TEST(Judge, a_tagged_arrow_that_is_seen_passes_with_its_message_as_evidence) {
  Played story("do alice sign-in\nalice -> pool : INVITE d [S-MUST MUST]\n");
  EXPECT_THAT(story.actions(), ElementsAre("alice: sign-in"));
  story.request(1s, "alice>pool", "INVITE");
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 7:1"));
  EXPECT_EQ(story.check(0).at_ns, 1'000'000'000);
  EXPECT_THAT(story.check(0).messages, ElementsAre(1u));
  EXPECT_EQ(story.check(0).expected, "alice sends INVITE to pool in d");
  EXPECT_EQ(story.check(0).keyword, reports::Keyword::must);
  EXPECT_EQ(story.check(0).grade, xccos::Grade::S);
  EXPECT_EQ(story.judge().cut_short(), "");
}

TEST(Judge, an_untagged_arrow_that_is_seen_leaves_no_record) {
  Played story("alice -> pool : OPTIONS\n");
  story.request(1s, "alice>pool", "OPTIONS");
  EXPECT_THAT(story.end(), IsEmpty());
}

TEST(Judge, a_story_is_watched_for_a_while_after_its_last_step) {
  Played story("alice -> pool : OPTIONS\nsettle 2s\n");
  story.request(1s, "alice>pool", "OPTIONS");
  EXPECT_FALSE(story.judge().finished());
  EXPECT_EQ(story.judge().wake_at(), Instant{} + 3s + 1ns);
  story.judge().advance(Instant{} + 3s);
  EXPECT_FALSE(story.judge().finished());
  story.judge().advance(Instant{} + 3s + 1ns);
  EXPECT_TRUE(story.judge().finished());
  EXPECT_EQ(story.judge().wake_at(), Instant::never());
}

TEST(Judge, what_other_ends_methods_and_statuses_do_is_of_no_matter) {
  Played story("alice -> pool : INFO as q1\npool -> alice : 200|5xx q1 [S-MUST]\n");
  story.request(1s, "bob>pool", "INFO");
  story.request(1s, "pool>alice", "INFO");
  story.request(1s, "alice>pool", "BYE");
  const auto info = story.request(2s, "alice>pool", "INFO");
  story.response(3s, "pool>alice", 200, 1);
  story.response(3s, "pool>alice", 180, info);
  story.response(3s, "pool>bob", 200, info);
  EXPECT_THAT(story.verdicts(), IsEmpty());
  story.response(4s, "pool>alice", 500, info);
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 7:1"));
  EXPECT_THAT(story.check(0).messages, ElementsAre(8u));
}

// --- Time ---

TEST(Judge, what_has_no_limit_of_its_own_has_thirty_two_seconds) {
  Played request("alice -> pool : INFO [S-MUST]\n");
  EXPECT_EQ(request.judge().wake_at(), Instant{} + 32s + 1ns);
  Played response("alice -> pool : INFO as q1\npool -> alice : 200 q1 [S-MUST]\n");
  response.request(5s, "alice>pool", "INFO");
  EXPECT_EQ(response.judge().wake_at(), Instant{} + 37s + 1ns);
}

TEST(Judge, a_message_at_the_very_limit_is_in_time) {
  Played in_time("alice -> pool : INFO within 2s [S-MUST]\n");
  in_time.judge().advance(Instant{} + 2s);
  in_time.request(2s, "alice>pool", "INFO");
  EXPECT_THAT(in_time.end(), ElementsAre("PASS S-MUST 6:1"));
  Played late("alice -> pool : INFO within 2s [S-MUST]\n");
  late.request(2s + 1ns, "alice>pool", "INFO");
  EXPECT_THAT(late.end(), ElementsAre("FAIL S-MUST 6:1"));
}

TEST(Judge, the_limit_of_an_answer_counts_from_its_request) {
  Played story("alice -> pool : INFO as q1\npause 30s\npool -> alice : 200 q1 within 33s [S-MUST]\n");
  story.request(1s, "alice>pool", "INFO");
  story.judge().advance(Instant{} + 31s);
  EXPECT_EQ(story.judge().wake_at(), Instant{} + 34s + 1ns);
}

TEST(Judge, the_limit_of_a_request_counts_from_the_step_before) {
  Played story("alice -> pool : INFO\nbob -> pool : INFO within 3s\n");
  story.request(4s, "alice>pool", "INFO");
  EXPECT_EQ(story.judge().wake_at(), Instant{} + 7s + 1ns);
}

TEST(Judge, a_message_that_comes_too_early_breaks_not_before) {
  const auto steps = "alice -> pool : INFO\nalice -> pool : INFO not before 5s [S-MUST]\n";
  Played early(steps);
  early.request(1s, "alice>pool", "INFO");
  early.request(5s, "alice>pool", "INFO");
  EXPECT_THAT(early.end(), ElementsAre("FAIL S-MUST 7:1"));
  EXPECT_EQ(early.check(0).actual, "message 2 (INFO from alice to pool at 5s) came after 4s");
  Played later(steps);
  later.request(1s, "alice>pool", "INFO");
  later.request(6s, "alice>pool", "INFO");
  EXPECT_THAT(later.end(), ElementsAre("PASS S-MUST 7:1"));
}

TEST(Judge, a_pause_lets_time_pass_and_what_is_seen_meanwhile_counts) {
  Played story("pause 2s\nalice -> pool : INFO [S-MUST]\ndo bob hello\n");
  EXPECT_EQ(story.judge().wake_at(), Instant{} + 2s);
  story.request(1s, "alice>pool", "INFO");
  EXPECT_THAT(story.verdicts(), IsEmpty());
  story.judge().advance(Instant{} + 2s);
  EXPECT_THAT(story.verdicts(), ElementsAre("PASS S-MUST 7:1"));
  EXPECT_THAT(story.actions(), ElementsAre("bob: hello"));
}

// --- Violations ---

TEST(Judge, silence_is_a_failure_and_the_rest_is_not_run) {
  Played story(
      "alice -> pool : INVITE d within 2s [S-MUST]\n"
      "pool -> alice : INFO d { check //x [W-MUST]\n"
      "  check //y\n}\n"
      "do alice never\n"
      "optional { bob -> pool : INFO }\n"
      "forbid pool -> bob : INFO from here [A-NOT]\n"
      "bob -> pool : BYE\n");
  story.request(1s, "alice>pool", "BYE");
  EXPECT_THAT(story.end(), ElementsAre("FAIL S-MUST 6:1", "NOTRUN - 7:1", "NOTRUN W-MUST 7:26",
                                       "NOTRUN A-NOT 12:8", "NOTRUN - 13:1"));
  EXPECT_EQ(story.check(0).expected, "alice sends INVITE to pool in d within 2s");
  EXPECT_EQ(story.check(0).actual, "not seen until 2s");
  EXPECT_EQ(story.check(1).actual, "after line 6 did not hold");
  EXPECT_EQ(story.judge().cut_short(), "after line 6 did not hold");
  EXPECT_THAT(story.actions(), IsEmpty());
}

TEST(Judge, the_closest_message_is_named) {
  Played story("pool -> alice : INFO { <rpl id=\"rpl:join\"><resp code=\"200\"/></rpl> } [S-MUST]\n");
  story.request(1s, "pool>alice", "INFO", envelope(1, "<ntc id=\"ntc:join\"/>"));
  story.request(2s, "pool>alice", "INFO",
                envelope(1, "<rpl id=\"rpl:join\" seqid=\"1\"><resp code=\"500\">NO</resp></rpl>"));
  EXPECT_THAT(story.end(), ElementsAre("FAIL S-MUST 6:1"));
  EXPECT_EQ(
      story.check(0).actual,
      "not seen until 32s; the closest was message 2 (INFO from pool to alice at 2s): resp/@code is \"500\" "
      "instead of \"200\"");
}

// What belongs to another request would only lead a reader away.
TEST(Judge, an_answer_to_another_request_is_never_the_closest) {
  Played story("alice -> pool : INFO as q1\npool -> alice : 200 q1 [S-MUST]\n");
  story.request(1s, "alice>pool", "INFO");
  const auto other = story.request(2s, "alice>pool", "INFO");
  story.response(3s, "pool>alice", 200, other);
  EXPECT_THAT(story.end(), ElementsAre("FAIL S-MUST 7:1"));
  EXPECT_EQ(story.check(0).actual, "not seen until 33s");
}

TEST(Judge, a_message_of_the_same_dialog_is_closer_than_one_of_another) {
  Played story(
      "alice -> pool : INVITE d\nalice -> pool : INFO d as q1\n"
      "pool -> alice : INFO d reply-to q1 [S-MUST]\n");
  story.call("d1").request(1s, "alice>pool", "INVITE");
  story.call("d1").request(1s, "alice>pool", "INFO", envelope(1, "<cmd id=\"cmd:join\" seqid=\"1\"/>"));
  story.call("e1").request(2s, "pool>alice", "INFO");
  story.call("d1").request(3s, "pool>alice", "INFO");
  EXPECT_THAT(story.end(), ElementsAre("FAIL S-MUST 8:1"));
  EXPECT_THAT(story.check(0).actual, HasSubstr("the closest was message 4"));
}

TEST(Judge, the_grade_and_the_keyword_bound_what_a_violation_is_called) {
  const auto verdict_of = [](std::string_view tag) {
    Played story("alice -> pool : INFO within 1s [" + std::string(tag) + "]\nbob -> pool : INFO within 1s\n");
    story.run_out();
    EXPECT_GE(story.judge().checks().size(), 2u);
    return story.verdicts();
  };
  EXPECT_THAT(verdict_of("S-MUST"), ElementsAre("FAIL S-MUST 6:1", "NOTRUN - 7:1"));
  EXPECT_THAT(verdict_of("W-MUST"), ElementsAre("FAIL W-MUST 6:1", "NOTRUN - 7:1"));
  EXPECT_THAT(verdict_of("A-NOT"), ElementsAre("FAIL A-NOT 6:1", "NOTRUN - 7:1"));
  EXPECT_THAT(verdict_of("S-SHOULD"), ElementsAre("WARN S-SHOULD 6:1", "INCONC - 7:1"));
  EXPECT_THAT(verdict_of("S-MAY"), ElementsAre("INFO S-MAY 6:1", "INCONC - 7:1"));
  EXPECT_THAT(verdict_of("R-MUST"), ElementsAre("INFO R-MUST 6:1", "INCONC - 7:1"));
  EXPECT_THAT(verdict_of("X-MUST"), ElementsAre("INFO X-MUST 6:1", "INCONC - 7:1"));
}

TEST(Judge, an_untagged_expectation_that_is_not_met_is_inconclusive) {
  Played story("alice -> pool : INFO within 1s\n");
  EXPECT_THAT(story.end(), ElementsAre("INCONC - 6:1"));
  EXPECT_EQ(story.check(0).actual, "untagged expectation: not seen until 1s");
}

TEST(Judge, every_tag_of_an_arrow_has_its_record) {
  Played story("alice -> pool : INFO within 1s [S-SHOULD] [R-MUST]\nbob -> pool : INFO [S-MUST] [W-MUST]\n");
  story.judge().advance(Instant{} + 2s);
  story.request(3s, "bob>pool", "INFO");
  EXPECT_THAT(story.end(),
              ElementsAre("WARN S-SHOULD 6:1", "INFO R-MUST 6:1", "PASS S-MUST 7:1", "PASS W-MUST 7:1"));
}

TEST(Judge, a_requirement_that_is_in_no_table_is_the_harness_fault) {
  const Scenario scenario = testing::parsed_steps("alice -> pool : INFO within 1s [NO-SUCH]\n");
  Judge judge(scenario, testing::judge_table());
  judge.advance(Instant{} + 2s);
  ASSERT_EQ(judge.checks().size(), 1u);
  EXPECT_EQ(judge.checks()[0].verdict, reports::Verdict::error);
}

// --- Stages ---

TEST(Judge, what_was_seen_before_the_stimulus_does_not_count) {
  Played story("alice -> pool : OPTIONS\ndo alice post\nalice -> pool : INFO within 5s [S-MUST]\n");
  story.request(1s, "alice>pool", "INFO");
  story.request(2s, "alice>pool", "OPTIONS");
  EXPECT_THAT(story.verdicts(), IsEmpty());
  EXPECT_EQ(story.judge().wake_at(), Instant{} + 7s + 1ns);
  EXPECT_THAT(story.end(), ElementsAre("FAIL S-MUST 8:1"));
}

TEST(Judge, within_a_stage_an_earlier_message_counts_for_a_later_line) {
  Played story(
      "do alice sign-in\ndo bob sign-in\nalice -> pool : INFO [S-MUST]\nbob -> pool : INFO [W-MUST]\n");
  EXPECT_THAT(story.actions(), ElementsAre("alice: sign-in", "bob: sign-in"));
  story.request(1s, "bob>pool", "INFO");
  story.request(2s, "alice>pool", "INFO");
  EXPECT_THAT(story.verdicts(), ElementsAre("PASS S-MUST 8:1", "PASS W-MUST 9:1"));
  EXPECT_THAT(story.check(1).messages, ElementsAre(1u));
}

TEST(Judge, each_message_is_taken_once_and_the_earliest_first) {
  Played story(
      "do alice post\nalice -> pool : INFO as q1\nalice -> pool : INFO as q2\n"
      "pool -> alice : 200 q2 [S-MUST]\npool -> alice : 200 q1 [W-MUST]\n");
  const auto first = story.request(1s, "alice>pool", "INFO");
  story.response(2s, "pool>alice", 200, first);
  const auto second = story.request(3s, "alice>pool", "INFO");
  EXPECT_THAT(story.verdicts(), IsEmpty());
  story.response(4s, "pool>alice", 200, second);
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 9:1", "PASS W-MUST 10:1"));
  EXPECT_THAT(story.judge().arrow_positions(),
              ElementsAre(Pair(1u, "t.ladder:7:1"), Pair(2u, "t.ladder:10:1"), Pair(3u, "t.ladder:8:1"),
                          Pair(4u, "t.ladder:9:1")));
}

TEST(Judge, faults_are_handed_out_in_order) {
  Played story("fault store delay=3s for 4s\ndo alice post \"a b\"\nfault cut alice\n");
  EXPECT_THAT(story.actions(),
              ElementsAre("fault: store for 4s delay=3s", "alice: post \"a b\"", "fault: cut alice"));
  EXPECT_THAT(story.actions(), IsEmpty());
}

// --- Dialogs, replies, values ---

TEST(Judge, the_first_invite_binds_a_dialog) {
  Played story("alice -> pool : INVITE d\nbob -> pool : INVITE e\nalice -> pool : INFO d [S-MUST]\n");
  story.call("c-a").request(1s, "alice>pool", "INVITE");
  story.call("c-b").request(1s, "bob>pool", "INVITE");
  story.call("c-x").request(2s, "alice>pool", "INFO");
  EXPECT_THAT(story.verdicts(), IsEmpty());
  story.call("c-a").request(3s, "alice>pool", "INFO");
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 8:1"));
  EXPECT_THAT(story.judge().dialogs(), ElementsAre(Pair("c-a", "d"), Pair("c-b", "e")));
}

TEST(Judge, one_call_is_not_two_dialogs) {
  Played story("alice -> pool : INVITE d\nalice -> pool : INVITE d [S-MUST]\n");
  story.call("c-1").request(1s, "alice>pool", "INVITE");
  story.call("c-2").request(2s, "alice>pool", "INVITE");
  EXPECT_THAT(story.verdicts(), IsEmpty());
  story.call("c-1").request(3s, "alice>pool", "INVITE");
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 7:1"));
}

constexpr std::string_view kCommand = "<cmd id=\"cmd:getpref\" seqid=\"1\"><data/></cmd>";
std::string reply(std::string_view id, std::uint64_t envid) {
  return fmt::format(
      "<rpl id=\"{}\" seqid=\"1\"><commandid seqid=\"1\" envid=\"{}\"/><resp code=\"200\">SUCCESS_OK"
      "</resp><data/></rpl>",
      id, envid);
}

TEST(Judge, reply_to_takes_the_info_that_answers_the_command) {
  Played story("alice -> pool : INFO as q1\npool -> alice : INFO reply-to q1 [S-MUST]\n");
  const auto command = story.request(1s, "alice>pool", "INFO", envelope(7, kCommand));
  story.request(2s, "pool>alice", "INFO", envelope(1, "<ntc id=\"ntc:join\"><data/></ntc>"));
  story.request(2s, "pool>alice", "INFO", envelope(2, reply("rpl:getpref", 8)));
  story.call("other").request(2s, "pool>alice", "INFO", envelope(2, reply("rpl:getpref", 7)));
  EXPECT_THAT(story.verdicts(), IsEmpty());
  story.answering(command).request(3s, "pool>alice", "INFO", envelope(3, reply("rpl:getpref", 7)));
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 7:1"));
  EXPECT_THAT(story.check(0).messages, ElementsAre(5u));
}

TEST(Judge, one_envelope_may_answer_two_commands) {
  Played story(
      "do alice go\nalice -> pool : INFO as q1\nalice -> pool : INFO as q2\n"
      "pool -> alice : INFO reply-to q1 [S-MUST]\npool -> alice : INFO reply-to q2 [W-MUST]\n"
      "pool -> alice : INFO within 1s [X-MUST]\n");
  const auto first = story.request(1s, "alice>pool", "INFO", envelope(7, kCommand));
  story.request(1s, "alice>pool", "INFO", envelope(8, kCommand));
  story.answering(first).request(2s, "pool>alice", "INFO",
                                 envelope(1, reply("rpl:getpref", 7) + reply("rpl:getpref", 8)));
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 9:1", "PASS W-MUST 10:1", "INFO X-MUST 11:1"));
}

TEST(Judge, values_are_read_checked_and_filled_in) {
  Played story(
      "alice -> pool : INFO {\n"
      "  let uri = //grpchat/@chanUri\n"
      "  check $uri = 'ma-chan://a/1' [S-MUST]\n"
      "}\n"
      "do bob join ${uri} as ${bob.uri}\n"
      "fault cut bob uri=${uri}\n"
      "bob -> pool : INFO { <grpchat chanUri=\"${uri}\"/> } [W-MUST]\n",
      {{"bob.uri", "sip:bob@a"}});
  const auto post = [](std::string_view uri) {
    return envelope(1, fmt::format("<grpchat chanUri=\"{}\"/>", uri));
  };
  story.request(1s, "alice>pool", "INFO", post("ma-chan://a/1"));
  EXPECT_THAT(story.actions(),
              ElementsAre("bob: join ma-chan://a/1 as sip:bob@a", "fault: cut bob uri=ma-chan://a/1"));
  story.request(2s, "bob>pool", "INFO", post("ma-chan://a/2"));
  story.request(2s, "bob>pool", "INFO", post("ma-chan://a/1"));
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 8:3", "PASS W-MUST 12:1"));
  EXPECT_THAT(story.check(1).messages, ElementsAre(3u));
}

TEST(Judge, tells_what_was_expected_with_the_values_of_its_names) {
  Played story(
      "alice -> pool : INFO { let uri = //a\n }\n"
      "bob -> pool : INFO {\n"
      "  <b uri=\"${uri}\"/>\n"
      "  check //b/@of = $uri [S-MUST]\n"
      "  check header Content-Type = \"${uri}\" [S-MUST]\n"
      "} [W-MUST]\n");
  story.request(1s, "alice>pool", "INFO", envelope(1, "<a>x:1</a>"));
  story.request(1s, "bob>pool", "INFO", envelope(2, "<b uri='x:1' of='x:2'/>"));
  EXPECT_THAT(story.end(), ElementsAre("PASS W-MUST 8:1", "FAIL S-MUST 10:3", "FAIL S-MUST 11:3"));
  EXPECT_EQ(story.check(0).expected, "bob sends INFO to pool, with <b uri=\"x:1\"/>");
  EXPECT_EQ(story.check(1).expected, "//b/@of = 'x:1'");
  EXPECT_EQ(story.check(2).expected, "Content-Type is \"x:1\"");
}

TEST(Judge, header_lines_choose_the_message) {
  Played story("alice -> pool : INFO { header Content-Type = \"text/html\" } [S-MUST]\n");
  story.request(1s, "alice>pool", "INFO");
  EXPECT_THAT(story.end(), ElementsAre("FAIL S-MUST 6:1"));
  EXPECT_THAT(story.check(0).actual, HasSubstr("Content-Type is \"text/plain\" instead of \"text/html\""));
}

TEST(Judge, where_chooses_the_message) {
  Played story("alice -> pool : INFO { where //a = 2 } [S-MUST]\n");
  story.request(1s, "alice>pool", "INFO", "<a>1</a>");
  story.request(2s, "alice>pool", "INFO", "<a>2</a>");
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 6:1"));
  EXPECT_THAT(story.check(0).messages, ElementsAre(2u));
}

TEST(Judge, an_internal_step_is_compared_by_name_and_detail) {
  Played story("channel ~> queue : CHAT { check //event/@user = 'sip:a' [S-MUST]\n } [W-MUST]\n");
  story.internal(1s, "channel>queue", "JOIN", "<event/>");
  story.internal(2s, "channel>queue", "CHAT", "<event user='sip:a'/>");
  EXPECT_THAT(story.end(), ElementsAre("PASS W-MUST 6:1", "PASS S-MUST 6:27"));
  EXPECT_EQ(story.check(0).expected, "channel hands CHAT to queue");
}

// --- Checks ---

TEST(Judge, a_tagged_check_speaks_for_itself_and_the_story_goes_on) {
  Played story(
      "alice -> pool : INFO [S-MUST] {\n  check count(//a) = 2 [W-MUST]\n}\nbob -> pool : INFO [S-MUST]\n");
  story.request(1s, "alice>pool", "INFO", "<r><a/></r>");
  story.request(2s, "bob>pool", "INFO");
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 6:1", "FAIL W-MUST 7:3", "PASS S-MUST 9:1"));
  EXPECT_EQ(story.check(1).expected, "count(//a) = 2");
  EXPECT_EQ(story.check(1).actual, "count(//a) is \"1\"");
  EXPECT_THAT(story.check(1).messages, ElementsAre(1u));
}

TEST(Judge, an_untagged_check_speaks_for_the_first_tag_of_its_arrow) {
  Played story("alice -> pool : INFO [S-MUST] [W-MUST] {\n  check //a\n  check //b\n}\n");
  story.request(1s, "alice>pool", "INFO", "<a/>");
  EXPECT_THAT(story.end(), ElementsAre("PASS W-MUST 6:1", "FAIL S-MUST 8:3"));
}

TEST(Judge, an_untagged_check_of_an_untagged_arrow_is_inconclusive) {
  Played story("alice -> pool : INFO {\n  check //b\n}\n");
  story.request(1s, "alice>pool", "INFO", "<a/>");
  EXPECT_THAT(story.end(), ElementsAre("INCONC - 7:3"));
}

TEST(Judge, a_check_on_a_weak_requirement_never_fails) {
  Played story("alice -> pool : INFO {\n  check //b [R-MUST]\n  check header Via [X-MUST]\n}\n");
  story.request(1s, "alice>pool", "INFO", "<a/>");
  EXPECT_THAT(story.end(), ElementsAre("INFO R-MUST 7:3", "INFO X-MUST 8:3"));
}

TEST(Judge, a_check_needs_xml_that_can_be_read) {
  const auto actual_for = [](std::string_view xml) {
    Played story("alice -> pool : INFO {\n  check not(//b) [S-MUST]\n}\n");
    story.request(1s, "alice>pool", "INFO", xml);
    EXPECT_THAT(story.end(), ElementsAre("FAIL S-MUST 7:3"));
    return story.check(0).actual;
  };
  EXPECT_EQ(actual_for(""), "it has no XML body");
  EXPECT_EQ(actual_for("<a><b></a>"), "mismatched tag");
}

TEST(Judge, a_header_may_be_checked) {
  Played story(
      "alice -> pool : INFO {\n  check header content-type = \"text/plain\" [S-MUST]\n"
      "  check no header Content-Type [W-MUST]\n}\n");
  story.request(1s, "alice>pool", "INFO");
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 7:3", "FAIL W-MUST 8:3"));
  EXPECT_EQ(story.check(1).actual, "Content-Type is there: \"text/plain\"");
}

TEST(Judge, an_expression_that_cannot_be_compiled_is_an_error_of_the_scenario) {
  const Scenario scenario = testing::parsed_steps("alice -> pool : INFO { check count(//a [S-MUST]\n }\n");
  Observation seen;
  Judge judge(scenario, testing::judge_table());
  seen.number = 1;
  seen.from = "alice";
  seen.to = "pool";
  seen.method = "INFO";
  seen.sip.body = "<a/>";
  judge.observe(seen);
  ASSERT_EQ(judge.checks().size(), 1u);
  EXPECT_EQ(judge.checks()[0].verdict, reports::Verdict::error);
}

// --- The end from outside ---

TEST(Judge, giving_up_makes_what_is_waited_for_inconclusive) {
  Played story(
      "alice -> pool : INFO [S-MUST]\nbob -> pool : INFO [W-MUST]\nforbid pool -> bob : BYE during all "
      "[A-NOT]\n");
  story.judge().give_up("the server is gone");
  EXPECT_TRUE(story.judge().finished());
  EXPECT_THAT(story.verdicts(),
              ElementsAre("INCONC - 6:1", "INCONC S-MUST 6:1", "NOTRUN W-MUST 7:1", "NOTRUN A-NOT 8:1"));
  EXPECT_EQ(story.check(1).actual, "the server is gone");
}

TEST(Judge, a_story_that_is_given_up_in_a_pause_is_inconclusive) {
  Played story("alice -> pool : INFO [S-MUST]\npause 9m\nbob -> pool : INFO [W-MUST]\n");
  story.request(1s, "alice>pool", "INFO");
  story.judge().give_up("it took too long");
  EXPECT_THAT(story.verdicts(), ElementsAre("PASS S-MUST 6:1", "INCONC - 7:1", "NOTRUN W-MUST 8:1"));
  EXPECT_EQ(story.check(1).actual, "it took too long");
}

TEST(Judge, a_story_that_is_given_up_while_it_settles_has_the_verdict_that_was_given) {
  Played story("alice -> pool : INFO [S-MUST]\nsettle 2s\n");
  story.request(1s, "alice>pool", "INFO");
  story.judge().give_up("an endless loop", reports::Verdict::error);
  EXPECT_THAT(story.verdicts(), ElementsAre("PASS S-MUST 6:1", "ERROR - 6:1"));
}

// --- Answers ---

TEST(Judge, another_final_answer_ends_the_wait_at_once_and_is_named) {
  Played story("alice -> pool : INFO as q1\npool -> alice : 200|202 q1 [S-MUST]\n");
  const auto info = story.request(1s, "alice>pool", "INFO");
  story.response(2s, "pool>alice", 404, info);
  EXPECT_TRUE(story.judge().finished());
  EXPECT_THAT(story.verdicts(), ElementsAre("FAIL S-MUST 7:1"));
  EXPECT_EQ(story.check(0).actual,
            "the answer was message 2 (404 from pool to alice at 2s): its status is not 200 or 202");
}

constexpr std::string_view kOverload =
    "alice -> pool : INFO as q1\npool -> alice : 200|503 q1 [S-MUST]\n"
    "pool -> bob : INFO { <grpchat/> } [W-MUST]\n";

TEST(Overload, a_message_that_is_refused_and_accepted_when_it_comes_again_passes) {
  Played story(kOverload);
  const auto first =
      story.request(1s, "alice>pool", "INFO", envelope(1, "<grpchat><chat>a</chat></grpchat>"));
  story.response(2s, "pool>alice", 503, first);
  EXPECT_THAT(story.verdicts(), IsEmpty()) << "the story waits for the next attempt";
  const auto again =
      story.request(30s, "alice>pool", "INFO", envelope(1, "<grpchat><chat>a</chat></grpchat>"));
  story.response(31s, "pool>alice", 200, again);
  story.request(50s, "pool>bob", "INFO", envelope(9, "<grpchat><chat>a</chat></grpchat>"));
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 7:1", "PASS W-MUST 8:1"));
  EXPECT_THAT(story.check(0).messages, ElementsAre(4u));
}

TEST(Overload, of_any_request_is_waited_out) {
  Played story("alice -> pool : INVITE as i1\npool -> alice : 200 i1 [S-MUST]\n");
  const auto first = story.request(1s, "alice>pool", "INVITE");
  story.response(1s, "pool>alice", 503, first);
  EXPECT_THAT(story.verdicts(), IsEmpty());
  story.response(3s, "pool>alice", 200, story.request(2s, "alice>pool", "INVITE"));
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 7:1"));
}

TEST(Overload, a_message_that_is_refused_for_good_satisfies_its_line_and_leaves_the_story_inconclusive) {
  Played story(kOverload);
  const auto first =
      story.request(1s, "alice>pool", "INFO", envelope(1, "<grpchat><chat>a</chat></grpchat>"));
  story.response(2s, "pool>alice", 503, first);
  EXPECT_EQ(story.judge().wake_at(), Instant{} + 34s + 1ns);
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 7:1", "INCONC - 7:1", "NOTRUN W-MUST 8:1"));
  EXPECT_EQ(
      story.check(1).actual,
      "message 1 (INFO from alice to pool at 1s) was refused with 503, and the message was not accepted "
      "after that");
}

TEST(Overload, what_a_refused_message_would_have_brought_about_is_inconclusive) {
  Played story("alice -> pool : INFO { <grpchat/> }\npool -> bob : INFO { <ntc/> } [W-MUST]\n");
  const auto first =
      story.request(1s, "alice>pool", "INFO", envelope(1, "<grpchat><chat>a</chat></grpchat>"));
  story.response(20s, "pool>alice", 503, first);
  EXPECT_EQ(story.judge().wake_at(), Instant{} + 52s + 1ns);
  EXPECT_THAT(story.end(), ElementsAre("INCONC W-MUST 7:1"));
}

TEST(Overload, the_next_attempt_itself_is_owed) {
  Played story(
      "alice -> pool : INFO as q1 { <grpchat/> }\npool -> alice : 503 q1 [S-MUST]\n"
      "alice -> pool : INFO { <grpchat/> } [W-MUST]\n");
  const auto first =
      story.request(1s, "alice>pool", "INFO", envelope(1, "<grpchat><chat>a</chat></grpchat>"));
  story.response(2s, "pool>alice", 503, first);
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 7:1", "FAIL W-MUST 8:1"));
}

TEST(Overload, a_refusal_that_the_story_asks_for_excuses_nothing) {
  Played story(
      "alice -> pool : INFO as q1 { <grpchat/> }\npool -> alice : 503 q1 [S-MUST]\n"
      "pool -> bob : BYE [W-MUST]\n");
  const auto first =
      story.request(1s, "alice>pool", "INFO", envelope(1, "<grpchat><chat>a</chat></grpchat>"));
  story.response(2s, "pool>alice", 503, first);
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 7:1", "FAIL W-MUST 8:1"));
}

TEST(Overload, an_attempt_that_is_not_answered_fails) {
  Played story(kOverload);
  const auto first =
      story.request(1s, "alice>pool", "INFO", envelope(1, "<grpchat><chat>a</chat></grpchat>"));
  story.response(2s, "pool>alice", 503, first);
  story.request(3s, "alice>pool", "INFO", envelope(2, "<grpchat><chat>a</chat></grpchat>"));
  EXPECT_EQ(story.judge().wake_at(), Instant{} + 35s + 1ns);
  EXPECT_THAT(story.end(), ElementsAre("FAIL S-MUST 7:1", "NOTRUN W-MUST 8:1"));
}

// --- Names that stand for nothing ---

TEST(Judge, what_needs_a_message_that_was_not_seen_is_not_run_and_not_waited_for) {
  Played story(
      "pool -> alice : INFO as n1 within 1s [S-SHOULD]\n"
      "alice -> pool : 200 n1 { check header Via [W-MUST]\n } [S-MUST]\n"
      "alice -> pool : INFO [W-MUST]\n");
  story.judge().advance(Instant{} + 1s + 1ns);
  EXPECT_THAT(story.verdicts(), ElementsAre("WARN S-SHOULD 6:1", "NOTRUN S-MUST 7:1", "NOTRUN W-MUST 7:26"));
  EXPECT_EQ(story.check(1).actual, "'n1' stands for nothing: what would have named it was not seen");
  story.request(2s, "alice>pool", "INFO");
  EXPECT_THAT(story.end(),
              ElementsAre("WARN S-SHOULD 6:1", "NOTRUN S-MUST 7:1", "NOTRUN W-MUST 7:26", "PASS W-MUST 9:1"));
}

TEST(Judge, what_belongs_to_a_dialog_that_never_opened_is_not_run) {
  Played story(
      "alice -> pool : INVITE d as i1 within 1s [S-SHOULD]\npool -> alice : 200 i1 [S-MUST]\n"
      "pool -> alice : INFO d [W-MUST]\n");
  EXPECT_THAT(story.end(), ElementsAre("WARN S-SHOULD 6:1", "NOTRUN S-MUST 7:1", "NOTRUN W-MUST 8:1"));
}

TEST(Judge, a_check_of_a_value_that_nobody_gave_is_not_run_and_its_line_does_not_pass) {
  Played story(
      "optional { bob -> pool : INFO { let x = //a\n } }\n"
      "alice -> pool : INFO [S-MUST] [S-SHOULD] {\n  check //b = $x\n  check //b = $x [W-MUST]\n"
      "  check header Via = \"${x}\" [A-NOT]\n}\n");
  story.request(1s, "alice>pool", "INFO", "<b/>");
  EXPECT_THAT(story.end(), ElementsAre("PASS S-SHOULD 8:1", "NOTRUN S-MUST 9:3", "NOTRUN W-MUST 10:3",
                                       "NOTRUN A-NOT 11:3"));
}

TEST(Judge, a_message_that_does_not_give_its_value_makes_the_story_inconclusive) {
  Played story(
      "alice -> pool : INFO [S-MUST] { let x = //a\n }\nbob -> pool : INFO { <a>${x}</a> } [W-MUST]\n");
  story.request(1s, "alice>pool", "INFO", "no XML");
  EXPECT_THAT(story.end(), ElementsAre("INCONC - 6:33", "PASS S-MUST 6:1", "NOTRUN W-MUST 8:1"));
}

TEST(Judge, nobody_is_told_a_line_with_a_hole_in_it) {
  Played story(
      "optional { bob -> pool : INFO { let x = //a\n } }\nalice -> pool : OPTIONS\ndo alice join ${x}\n"
      "alice -> pool : INFO [S-MUST]\n");
  story.request(1s, "alice>pool", "OPTIONS");
  EXPECT_THAT(story.actions(), IsEmpty());
  EXPECT_THAT(story.end(), ElementsAre("INCONC - 9:1", "NOTRUN S-MUST 10:1"));
}

}   // namespace
}   // namespace parley::sim::ladder
