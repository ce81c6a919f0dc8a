// One rule of the linter per test: a file that breaks it, the place and the words.
#include "simulator/ladder/lint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "simulator/ladder/test_ladder.h"

namespace parley::sim::ladder {
namespace {

using testing::as_lines;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::parsed;

constexpr std::string_view kTable =
    "id\tsource\tgrade\trole\tkeyword\tobservable\ttext\n"
    "FLOW-ACK-1\tflows.md\tS\tserver\tMUST\twire\tA 200 or a 503.\n"
    "FLOW-X-1\tflows.md\tS\tserver\tSHOULD\twire\tSomething.\n";

const reports::RequirementTable& table() {
  static const reports::RequirementTable kRead = [] {
    reports::RequirementTable read;
    EXPECT_TRUE(read.add(kTable, "table.tsv"));
    return read;
  }();
  return kRead;
}

std::vector<std::string> lint_text(std::string_view text, LintInputs inputs = {}) {
  inputs.requirements = &table();
  return as_lines(lint(parsed(text), inputs));
}

// The first step stands in line 3.
std::vector<std::string> lint_steps(std::string_view steps) {
  return lint_text("scenario t \"T\"\nactors alice: client, bob: client, pool: server\n" +
                   std::string(steps));
}

// The first step stands in line 4 and may use the dialog d.
std::vector<std::string> lint_dialog(std::string_view steps) {
  return lint_steps("dialog d: alice -> pool\n" + std::string(steps));
}

TEST(Lint, a_good_scenario_has_no_complaint) {
  EXPECT_THAT(lint_dialog("do alice sign-in\n"
                          "alice -> pool : INVITE d as i1\n"
                          "pool -> alice : 200 i1 [FLOW-ACK-1 MUST]\n"
                          "repeat 2 {\n"
                          "  alice -> pool : INFO d as q1 { <cmd id=\"cmd:join\"/> }\n"
                          "  pool -> alice : 200|503 q1 within 32s [FLOW-ACK-1]\n"
                          "  pool -> alice : INFO d reply-to q1 within 5s { let x = //uib/@uri\n }\n"
                          "}\n"
                          "do alice post ${x} { no hole }\n"
                          "forbid pool -> bob : INFO { where //grpchat/@chanUri = $x } during all\n"),
              IsEmpty());
}

TEST(Lint, an_empty_scenario) {
  EXPECT_THAT(
      lint_text("scenario t \"T\"\n"),
      ElementsAre("t.ladder:1:10: the scenario has no step, so nothing would be judged; expected one"));
}

TEST(Lint, an_id_wherever_its_file_lies) {
  for (const char* id : {"leave", "rooms/leave", "Rooms_2/leave-now.v2", "a/b/c"}) {
    const auto scenario = parse("scenario " + std::string(id) + " \"T\"\npause 1s\n", "dir/other.ladder");
    EXPECT_THAT(as_lines(lint(*scenario, {})), IsEmpty()) << id;
  }
}

TEST(Lint, an_id_that_is_no_name_for_a_file) {
  for (const char* id :
       {"../leave", "rooms/../../leave", "/rooms", "rooms/", "a//b", ".hidden", "a\\b", "a:b", "\u00e4"})
    EXPECT_THAT(
        lint_text("scenario " + std::string(id) + " \"T\"\npause 1s\n"),
        ElementsAre("t.ladder:1:10: '" + std::string(id) +
                    "' is no id; expected words of letters, digits, '-' and '_' with '/' between them"))
        << id;
}

TEST(Lint, two_scenarios_of_one_id) {
  const std::vector<Scenario> set = {*parse("scenario a \"A\"\n", "x/a.ladder"),
                                     *parse("scenario b \"A\"\n", "b.ladder"),
                                     *parse("scenario a \"A\"\n", "y/a.ladder")};
  EXPECT_THAT(as_lines(lint_set(set)),
              ElementsAre("y/a.ladder:1:10: scenario 'a' is already in x/a.ladder; expected another id"));
}

TEST(Lint, an_unknown_role) {
  EXPECT_THAT(lint_text("scenario t \"T\"\nactors alice: phone\ndo alice ring\n"),
              ElementsAre("t.ladder:2:8: 'phone' is no role; expected client or server"));
}

TEST(Lint, undeclared_actors_wherever_they_stand) {
  EXPECT_THAT(lint_text("scenario t \"T\"\nactors alice: client\ndialog d: alice -> pool\nset carol a=1\n"
                        "do dave wait\nalice -> fred : INVITE\n"),
              ElementsAre(HasSubstr(":3:8: dialog 'd' is never used"),
                          HasSubstr(":3:20: actor 'pool' is not declared"),
                          HasSubstr(":4:5: actor 'carol' is not declared"),
                          HasSubstr(":5:4: actor 'dave' is not declared"),
                          HasSubstr(":6:10: actor 'fred' is not declared; expected it in 'actors'")));
}

TEST(Lint, the_ends_of_an_internal_step_are_not_actors) {
  EXPECT_THAT(lint_steps("channel ~> queue : CHAT\n"), IsEmpty());
}

TEST(Lint, an_arrow_between_two_of_one_role) {
  EXPECT_THAT(
      lint_steps("alice -> bob : INFO\n"),
      ElementsAre("t.ladder:3:1: 'alice' and 'bob' are both of role client; expected a client and a server"));
}

TEST(Lint, an_unknown_requirement) {
  EXPECT_THAT(
      lint_text("scenario t \"T\"\ncovers FLOW-ACK-1 FLOW-NO-1\nactors a: client, p: server\n"
                "a -> p : OPTIONS [FLOW-NO-2 MUST] {\n  check //a [FLOW-NO-3]\n}\n"
                "one-of [FLOW-NO-4] { a -> p : BYE => pass [FLOW-NO-5]\n }\n"),
      ElementsAre("t.ladder:2:19: requirement 'FLOW-NO-1' is in no table",
                  HasSubstr(":4:18: requirement 'FLOW-NO-2'"), HasSubstr(":5:13: requirement 'FLOW-NO-3'"),
                  HasSubstr(":7:8: requirement 'FLOW-NO-4'"), HasSubstr(":7:43: requirement 'FLOW-NO-5'")));
}

TEST(Lint, a_wrong_keyword) {
  EXPECT_THAT(lint_steps("alice -> pool : OPTIONS [FLOW-X-1 MUST]\n"),
              ElementsAre("t.ladder:3:25: 'FLOW-X-1' is a SHOULD in the table; expected [FLOW-X-1 SHOULD]"));
}

TEST(Lint, requirements_are_not_looked_up_without_a_table) {
  EXPECT_THAT(
      lint(parsed("scenario t \"T\"\ncovers A-1\nactors a: client, p: server\na -> p : BYE [B-1 MAY]\n"), {}),
      IsEmpty());
}

TEST(Lint, an_undeclared_dialog) {
  EXPECT_THAT(lint_steps("alice -> pool : INFO x\n"),
              ElementsAre("t.ladder:3:22: dialog 'x' is not declared; expected dialog x: A -> B"));
}

TEST(Lint, a_dialog_before_it_is_open) {
  EXPECT_THAT(
      lint_dialog("alice -> pool : INFO d\npool -> alice : INVITE d\n"),
      ElementsAre("t.ladder:4:22: dialog 'd' is not open yet; expected alice -> pool : INVITE d above"));
  EXPECT_THAT(lint_dialog("pool -> alice : INVITE d\n"), ElementsAre(HasSubstr("is not open yet")));
  EXPECT_THAT(lint_dialog("alice -> pool : SUBSCRIBE d\npool -> alice : NOTIFY d\n"), IsEmpty());
}

TEST(Lint, a_dialog_of_other_actors) {
  EXPECT_THAT(lint_dialog("alice -> pool : INVITE d\nbob -> pool : INFO d\n"),
              ElementsAre("t.ladder:5:20: dialog 'd' is between alice and pool; expected an arrow of these"));
}

TEST(Lint, an_unused_dialog) {
  EXPECT_THAT(lint_dialog("pause 1s\n"),
              ElementsAre("t.ladder:3:8: dialog 'd' is never used; expected no declaration"));
}

TEST(Lint, a_response_without_a_request) {
  EXPECT_THAT(
      lint_steps("pool -> alice : 200\n"),
      ElementsAre("t.ladder:3:1: the response names no request; expected the name that 'as' gave to one"));
}

TEST(Lint, a_response_to_what_was_never_captured) {
  EXPECT_THAT(
      lint_steps("pool -> alice : 200 q1\nalice -> pool : INFO as q1\npool -> alice : 200 q1\n"),
      ElementsAre("t.ladder:3:21: 'q1' was not captured before; expected an arrow above with 'as q1'"));
}

TEST(Lint, a_response_that_runs_the_wrong_way) {
  EXPECT_THAT(
      lint_steps("alice -> pool : INFO as q1\nalice -> pool : 200 q1\n"),
      ElementsAre("t.ladder:4:1: 'q1' went from alice to pool; expected its answer from pool to alice"));
}

TEST(Lint, a_response_to_a_response) {
  EXPECT_THAT(
      lint_steps("alice -> pool : INFO as q1\npool -> alice : 200 q1 as a1\nalice -> pool : 200 a1\n"),
      ElementsAre("t.ladder:5:21: 'a1' is no request; expected the name of one"));
}

TEST(Lint, a_reply_in_anything_but_info) {
  EXPECT_THAT(lint_steps("alice -> pool : INFO as q1\npool -> alice : BYE reply-to q1\n"),
              ElementsAre("t.ladder:4:30: only an INFO carries a reply; expected 'reply-to' on INFO"));
}

TEST(Lint, a_capture_that_is_never_used) {
  EXPECT_THAT(lint_steps("alice -> pool : INFO as q1\n"),
              ElementsAre("t.ladder:3:25: 'q1' is captured and never used; expected no 'as'"));
}

TEST(Lint, a_name_with_two_meanings) {
  EXPECT_THAT(lint_steps("alice -> pool : INFO as q1\nalice -> pool : INFO as q1\npool -> alice : 200 q1\n"),
              ElementsAre("t.ladder:4:25: 'q1' already has a meaning since line 3; expected another name"));
}

TEST(Lint, a_value_that_is_never_used) {
  EXPECT_THAT(lint_steps("alice -> pool : INFO { let x = //a\n}\n"),
              ElementsAre("t.ladder:3:28: 'x' is kept and never used; expected no 'let'"));
}

TEST(Lint, a_hole_without_a_value) {
  EXPECT_THAT(lint_steps("do alice post ${x}\nalice -> pool : INFO {\n  <a>\n    <b c=\"${y}\"/></a>\n"
                         "  header Via = \"${z}\"\n  check //a = $v\n}\nfault cut ${w}\n"),
              ElementsAre("t.ladder:3:15: 'x' has no value here; expected 'let x = ...' above",
                          HasSubstr(":6:11: 'y' has no value"), HasSubstr(":7:17: 'z' has no value"),
                          HasSubstr(":8:15: 'v' has no value"), HasSubstr(":10:11: 'w' has no value")));
}

TEST(Lint, a_hole_in_an_option) {
  LintInputs inputs;
  inputs.variables = {"domain"};
  EXPECT_THAT(lint_text("scenario t \"T\"\nactors alice: client\nset alice history=1 user=\"x ${domain}\"\n"
                        "do alice sign-in\n",
                        inputs),
              ElementsAre("t.ladder:3:21: options are set before anything has a value; expected no ${...} in "
                          "'user'"));
}

TEST(Lint, values_that_the_player_gives) {
  LintInputs inputs;
  inputs.variables = {"alice.uri"};
  EXPECT_THAT(lint_text("scenario t \"T\"\nactors alice: client, p: server\ndo alice say ${alice.uri}\n"
                        "alice -> p : INFO { where //@author = $alice.uri }\n",
                        inputs),
              IsEmpty());
}

TEST(Lint, each_branch_may_give_the_value) {
  EXPECT_THAT(lint_steps("one-of {\n  alice -> pool : INFO { let x = //a\n } => pass\n"
                         "  alice -> pool : BYE { let x = //b\n } => pass\n}\ndo alice x ${x}\n"),
              IsEmpty());
  EXPECT_THAT(lint_steps("one-of {\n  alice -> pool : INFO { let x = //a\n let x = //b\n } => pass\n}\n"
                         "do alice x ${x}\n"),
              ElementsAre(HasSubstr("'x' already has a meaning since line ")));
}

TEST(Lint, a_hole_in_xpath) {
  EXPECT_THAT(lint_steps("alice -> pool : INFO {\n  let x = //a\n  check //b = '${x}' and //c = $x\n}\n"),
              ElementsAre("t.ladder:5:16: ${x} cannot stand in XPath; expected $x"));
}

TEST(Lint, broken_xml) {
  EXPECT_THAT(
      lint_steps("alice -> pool : INFO {\n  <a>\n    <b c=\"1\" c=\"2\"/></a>\n}\n"),
      ElementsAre(
          "t.ladder:5:14: the XML is not well formed: duplicate attribute; expected one whole element"));
  EXPECT_THAT(lint_steps("alice -> pool : INFO { <a>&x;</a> }\n"), ElementsAre(HasSubstr(":3:27: ")));
  EXPECT_THAT(lint_steps("alice -> pool : INFO { <x:a/> }\n"), ElementsAre(HasSubstr("unbound prefix")));
}

TEST(Lint, broken_xpath) {
  EXPECT_THAT(
      lint_steps(
          "alice -> pool : INFO {\n  check count(//a = 1\n  where //a[\n  let x = ]\n}\ndo alice x ${x}\n"),
      ElementsAre(HasSubstr("t.ladder:4:22: the XPath cannot be understood: "), HasSubstr(":5:13: "),
                  HasSubstr(":6:11: ")));
}

TEST(Lint, broken_regular_expression) {
  EXPECT_THAT(lint_steps("alice -> pool : INFO {\n  header Via ~ \"(\"\n  check header To ~ \"[z-a]\"\n}\n"),
              ElementsAre(HasSubstr("t.ladder:4:17: the regular expression cannot be understood: "),
                          HasSubstr(":5:22: ")));
}

TEST(Lint, a_limit_tighter_than_the_protocols) {
  EXPECT_THAT(
      lint_steps("alice -> pool : INFO as q1\npool -> alice : 200 q1 within 5s [FLOW-ACK-1 MUST]\n"),
      ElementsAre("t.ladder:4:24: a peer has 32s to answer (RFC 3261, timer F), so FLOW-ACK-1 could not FAIL "
                  "in less; expected no 'within', or 32s and more"));
  EXPECT_THAT(
      lint_steps(
          "alice -> pool : INFO as q1\nunordered within 5s { pool -> alice : 200 q1 [FLOW-ACK-1]\n}\n"),
      ElementsAre(HasSubstr("t.ladder:4:11: a peer has 32s")));
  EXPECT_THAT(lint_steps("alice -> pool : INFO as q1\none-of within 5s [FLOW-ACK-1 MUST] {\n"
                         "  pool -> alice : 200 q1 => pass\n  alice -> pool : BYE => info\n}\n"),
              ElementsAre(HasSubstr("t.ladder:4:8: a peer has 32s")));
  EXPECT_THAT(lint_steps("alice -> pool : INFO as q1\none-of [FLOW-ACK-1 MUST] {\n"
                         "  pool -> alice : 200 q1 within 5s => pass\n}\n"),
              ElementsAre(HasSubstr("t.ladder:5:26: a peer has 32s")));
  EXPECT_THAT(lint_steps("alice -> pool : INFO as q1\npool -> alice : 200 q1 within 5s [FLOW-X-1 SHOULD]\n"),
              IsEmpty());
}

TEST(Lint, a_failing_branch_without_a_requirement) {
  EXPECT_THAT(
      lint_steps("one-of { alice -> pool : BYE => pass\n  alice -> pool : INFO => fail\n}\n"),
      ElementsAre("t.ladder:4:3: a branch that fails names no requirement; expected a tag, or => inconc"));
}

TEST(Lint, steps_behind_branches_that_all_end_the_case) {
  EXPECT_THAT(
      lint_steps("one-of { alice -> pool : BYE => inconc\n  alice -> pool : INFO => fail "
                 "[FLOW-ACK-1]\n}\npause 1s\n"),
      ElementsAre("t.ladder:6:1: this step is never reached, every branch before it ends the case; expected "
                  "one that goes on"));
}

TEST(Lint, an_unknown_checker) {
  LintInputs inputs;
  inputs.checkers = std::set<std::string, std::less<>>{"delivery"};
  EXPECT_THAT(lint_text("scenario t \"T\"\nalways delivery\nnever gossip it is rude\npause 1s\n", inputs),
              ElementsAre("t.ladder:3:7: there is no checker 'gossip'"));
}

TEST(Lint, a_name_with_a_line_break_is_complained_about_in_one_line) {
  EXPECT_THAT(lint_steps("do alice post x\nbob -> pool : INFO { <a>${b\nc}</a> }\n"),
              ElementsAre("t.ladder:4:25: 'b c' has no value here; expected 'let b c = ...' above"));
}

TEST(Lint, a_forbidden_message_cannot_be_named) {
  EXPECT_THAT(lint_steps("forbid pool -> bob : INFO as x during all\n"),
              ElementsAre("t.ladder:3:30: a forbidden message is never there to be named; expected no 'as'"));
}

TEST(Lint, pauses_that_no_story_may_last) {
  EXPECT_THAT(
      lint_steps("alice -> pool : OPTIONS\nrepeat 2 {\n  pause 5m\n}\nsettle 1s\n"),
      ElementsAre(HasSubstr("t.ladder:5:3: pauses and 'settle' make 601s or more, and a story is given up "
                            "after 600s; expected less")));
  EXPECT_THAT(lint_steps("alice -> pool : OPTIONS\npause 9m\nsettle 1m\n"), IsEmpty());
}

TEST(Lint, a_limit_that_is_tighter_than_our_patience_on_a_request_that_must_come) {
  EXPECT_THAT(
      lint_steps("alice -> pool : OPTIONS within 10s [FLOW-ACK-1 MUST]\n"),
      ElementsAre("t.ladder:3:25: no source states a time for this, and it has 32s like an answer, so "
                  "FLOW-ACK-1 could not FAIL in less; expected no 'within', or 32s and more"));
  EXPECT_THAT(lint_steps("alice -> pool : OPTIONS within 10s [FLOW-X-1 SHOULD]\n"), IsEmpty());
}
}   // namespace
}   // namespace parley::sim::ladder
