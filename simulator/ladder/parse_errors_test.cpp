// Wrong files: each is refused, at the right line and column, with what is wrong and what was expected.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "simulator/ladder/test_ladder.h"

namespace parley::sim::ladder {
namespace {

using ::testing::ElementsAre;
using testing::errors_of;
using testing::file_with;
using ::testing::HasSubstr;
using ::testing::SizeIs;

struct Wrong {
  std::string_view name;    // Of the test.
  std::string_view steps;   // Lines 6 and below, or the whole file when it begins with '!'.
  std::string_view error;   // Behind "t.ladder:".
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

class WrongFile : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongFile, is_refused_at_the_right_place) {
  const Wrong& wrong = GetParam();
  const bool whole = !wrong.steps.empty() && wrong.steps.front() == '!';
  const auto errors = errors_of(whole ? std::string(wrong.steps.substr(1)) : file_with(wrong.steps));
  EXPECT_THAT(errors, ElementsAre("t.ladder:" + std::string(wrong.error)));
}

constexpr Wrong kWrongHeads[] = {
    {"empty_file", "!", "1:1: the file names no scenario; expected scenario ID \"TITLE\""},
    {"only_comments", "!# Nothing.\n\n", "1:1: the file names no scenario; expected scenario ID \"TITLE\""},
    {"no_scenario_line", "!\ndo alice x\n",
     "2:1: a file begins with its name; expected scenario ID \"TITLE\""},
    {"second_scenario", "!scenario t \"T\"\nscenario u \"U\"\n",
     "2:1: one file holds one scenario; expected no second 'scenario'"},
    {"no_id", "!scenario \"T\"\n", "1:10: the scenario has no id; expected scenario ID \"TITLE\""},
    {"no_title", "!scenario t T\n", "1:12: the scenario has no title; expected it in quotes behind the id"},
    {"open_title", "!scenario t \"T\n", "1:12: the quote is not closed on this line; expected another \""},
    {"behind_the_title", "!scenario t \"T\" x y\n",
     "1:16: 'x' is not understood here; expected the end of the line"},
    {"covers_nothing", "!scenario t \"T\"\ncovers\n",
     "2:7: 'covers' names nothing; expected ids of requirements"},
    {"actor_without_role", "!scenario t \"T\"\nactors alice, bob: client\n",
     "2:13: the actor has no role; expected NAME: ROLE"},
    {"actor_twice", "!scenario t \"T\"\nactors a: client, a: server\n",
     "2:19: actor 'a' is declared twice; expected another name"},
    {"actor_is_a_word", "!scenario t \"T\"\nactors within: client\n",
     "2:8: 'within' is a word of the language; expected another name"},
    {"actor_missing", "!scenario t \"T\"\nactors a: client,\n",
     "2:18: a name is missing; expected the name of an actor"},
    {"dialog_without_ends", "!scenario t \"T\"\ndialog d alice -> pool\n",
     "2:10: the dialog says not between whom; expected NAME: A -> B"},
    {"dialog_without_direction", "!scenario t \"T\"\ndialog d: alice pool\n",
     "2:17: the dialog says not towards whom; expected NAME: A -> B"},
    {"dialog_twice", "!scenario t \"T\"\ndialog d: a -> b\ndialog d: a -> b\n",
     "3:8: dialog 'd' is declared twice; expected another name"},
    {"set_nothing", "!scenario t \"T\"\nset pool\n", "2:9: nothing is set; expected KEY=VALUE"},
    {"set_without_value", "!scenario t \"T\"\nset pool a=1 b\n",
     "2:14: 'b' has no value; expected KEY=VALUE"},
    {"set_twice", "!scenario t \"T\"\nset pool a=1 a=2\n", "2:14: 'a' is given twice; expected it once"},
    {"head_behind_steps", "pause 1s\ncovers X-1\n",
     "7:1: 'covers' belongs to the head of the file; expected it before the first step"},
    {"settle_twice", "settle 1s\nsettle 2s\n", "7:8: 'settle' stands twice; expected it once"},
    {"never_without_reason", "never delivery\n",
     "6:15: a checker is switched off without a reason; expected never CHECKER REASON"},
};

constexpr Wrong kWrongSteps[] = {
    {"unknown_word", "dance alice\n",
     "6:1: 'dance' begins no statement; expected A -> B : WHAT, or do, fault, pause, optional, unordered, "
     "one-of, forbid, repeat"},
    {"number_first", "42\n",
     "6:1: '42' begins no statement; expected A -> B : WHAT, or do, fault, pause, optional, unordered, "
     "one-of, forbid, repeat"},
    {"stray_brace", "pause 1s\n}\n", "7:1: this } closes no block; expected a statement"},
    {"do_nobody", "do\n", "6:3: a name is missing; expected the actor who does it"},
    {"do_nothing", "do alice   # Later.\n", "6:20: 'alice' is told nothing; expected what its user does"},
    {"do_open_quote", "do alice post \"x\n",
     "6:15: the quote is not closed on this line; expected another \""},
    {"fault_nothing", "fault delay=3s\n",
     "6:15: the fault says not what breaks; expected words as in: fault cut alice"},
    {"pause_without_unit", "pause 2\n",
     "6:7: this is no length of time; expected a number and us, ms, s, m or h, as 32s"},
    {"pause_for_ever", "pause 101h\n", "6:7: this time is longer than 100h; expected less"},
    {"pause_of_many_digits", "pause 99999999999999999999us\n",
     "6:7: this time is longer than 100h; expected less"},
    {"pause_of_many_decimals", "pause 1.1234567s\n",
     "6:7: this time has more than six digits behind its point; expected fewer"},
    {"pause_and_more", "pause 2s please\n",
     "6:10: 'please' is not understood here; expected the end of the line"},
    {"arrow_to_nobody", "alice -> : INFO\n",
     "6:10: a name is missing; expected the actor that the arrow points to"},
    {"arrow_without_colon", "alice -> pool INFO\n",
     "6:15: the arrow says not what is sent; expected A -> B : WHAT"},
    {"arrow_of_nothing", "alice -> pool : \n",
     "6:17: the arrow says not what is sent; expected a method or a status"},
    {"small_method", "alice -> pool : info d\n",
     "6:17: 'info' is no method; expected one in capitals, as INFO, or a status"},
    {"bad_status", "pool -> alice : 200|99 q1\n",
     "6:17: '200|99' is no status; expected 200, 4xx, or several as 200|503"},
    {"status_inside", "a ~> b : 200\n", "6:10: a step inside an actor has no status; expected its name"},
    {"dialog_inside", "a ~> b : CHAT d\n",
     "6:15: a step inside an actor has no dialog; expected as, within, { or a tag"},
    {"two_dialogs", "alice -> pool : INFO d e\n", "6:24: the dialog is given twice; expected it once"},
    {"two_requests", "pool -> alice : 200 q1 q2\n", "6:24: the request is given twice; expected it once"},
    {"two_limits", "alice -> pool : INFO d within 1s within 2s\n",
     "6:34: 'within' is given twice; expected it once"},
    {"within_nothing", "alice -> pool : INFO d within\n",
     "6:30: this is no length of time; expected a number and us, ms, s, m or h, as 32s"},
    {"not_what", "alice -> pool : INFO d not after 2s\n",
     "6:24: 'not' stands alone; expected 'not before' and a time"},
    {"as_nothing", "alice -> pool : INFO d as [X-1]\n",
     "6:27: a name is missing; expected the name of what is captured"},
    {"as_a_word", "alice -> pool : INFO d as not\n",
     "6:27: 'not' is a word of the language; expected another name"},
    {"bad_tag", "alice -> pool : INFO d [flow must]\n",
     "6:24: this is no tag; expected [ID KEYWORD], as [FLOW-ACK-1 MUST]"},
    {"bad_keyword", "alice -> pool : INFO d [FLOW-ACK-1 MIGHT]\n",
     "6:24: 'MIGHT' is no keyword; expected MUST, MUST NOT, SHOULD, SHOULD NOT or MAY"},
    {"behind_the_tag", "alice -> pool : INFO d [X-1] = 3\n",
     "6:30: '=' is not understood here; expected a name, as, reply-to, within, not before, { or a tag"},
    {"outcome_outside", "alice -> pool : INFO d => pass\n",
     "6:24: '=>' is not understood here; expected the end of the line"},
};

constexpr Wrong kWrongBlocks[] = {
    {"open_block", "alice -> pool : INFO d {\n  check //a\n",
     "6:24: the block that begins here is never closed; expected }"},
    {"open_group", "unordered {\n  alice -> pool : INFO d\n",
     "6:1: the block that begins here is never closed; expected }"},
    {"unknown_line", "alice -> pool : INFO d {\n  expect //a\n}\n",
     "7:3: 'expect' begins no line of a block; expected XML, check, let, where, header or no header"},
    {"check_nothing", "alice -> pool : INFO d {\n  check\n}\n",
     "7:8: the expression is missing; expected XPath"},
    {"check_open_quote", "alice -> pool : INFO d {\n  check //a = 'x\n}\n",
     "7:15: the quote is not closed on this line; expected its twin"},
    {"check_behind_tag", "alice -> pool : INFO d {\n  check //a [X-1 MUST] and //b\n}\n",
     "7:24: the check does not end here; expected a tag or the end of the line"},
    {"let_without_source", "alice -> pool : INFO d {\n  let x //a\n}\n",
     "7:9: the value has no source; expected let NAME = XPATH"},
    {"where_with_tag", "alice -> pool : INFO d {\n  where //a [X-1]\n}\n",
     "7:13: a condition selects and carries no tag; expected the tag on the arrow"},
    {"header_with_tag", "alice -> pool : INFO d {\n  header Via [X-1]\n}\n",
     "7:14: a header line selects the message and ends here; expected 'check header' for a tag of its own"},
    {"header_nameless", "alice -> pool : INFO d {\n  header = \"x\"\n}\n",
     "7:10: the header has no name; expected one, as Content-Type or Request-URI"},
    {"header_unquoted", "alice -> pool : INFO d {\n  header Via = x\n}\n",
     "7:16: the value of the header is not in quotes; expected \"...\""},
    {"absent_header_value", "alice -> pool : INFO d {\n  no header Via = \"x\"\n}\n",
     "7:17: a header that is absent has no value; expected the end of the line"},
    {"xml_crossed", "alice -> pool : INFO d {\n  <a>\n    <b></a></b>\n}\n",
     "8:8: </a> closes no open element; expected </b>"},
    {"xml_open", "alice -> pool : INFO d { <a><b> }\n",
     "6:29: <b> is never closed; expected its end before the end of the file"},
    {"xml_nameless", "alice -> pool : INFO d { < a/> }\n", "6:26: this < begins no element; expected a name"},
    {"optional_empty", "optional { }\n", "6:1: 'optional' holds no arrow; expected at least one"},
    {"optional_step", "optional {\n  do alice x\n}\n",
     "7:3: this is no arrow; expected only arrows in 'optional'"},
    {"unordered_bare", "unordered within 3s\n", "6:20: 'unordered' has no block; expected {"},
    {"one_of_empty", "one-of { }\n",
     "6:1: 'one-of' holds no branch; expected at least one arrow with => OUTCOME"},
    {"branch_bare", "one-of {\n  pool -> alice : 200 q1\n}\n",
     "7:25: the branch has no outcome; expected => pass, info, warn, fail or inconc"},
    {"branch_error", "one-of {\n  pool -> alice : 200 q1 => error\n}\n",
     "7:29: 'error' is no outcome; expected pass, info, warn, fail or inconc"},
    {"forbid_when", "forbid pool -> bob : INFO\n",
     "6:26: the forbid says not when; expected 'during all' or 'from here'"},
    {"forbid_during", "forbid pool -> bob : INFO during lunch\n",
     "6:34: the forbid says not when; expected 'during all' or 'from here'"},
    {"forbid_check", "forbid pool -> bob : INFO { check //a } during all\n",
     "6:8: a forbid takes no message to judge or read; expected 'where' instead of check or let"},
    {"repeat_never", "repeat 0 { pause 1s }\n", "6:8: this is no number of times; expected 1 to 1000"},
    {"repeat_head", "repeat 2 {\n  covers X-1\n}\n",
     "7:3: 'covers' cannot be repeated; expected it outside of blocks"},
    {"repeat_empty", "repeat 2 { }\n", "6:1: 'repeat' holds no step; expected at least one"},
    {"repeat_too_much", "repeat 1000 { repeat 1000 { pause 1s } }\n",
     "6:1: the file unrolls to more than 20000 steps; expected fewer"},
    {"repeats_too_many",
     "repeat 1000 { repeat 10 { pause 1s } }\nrepeat 1000 { repeat 10 { pause 1s } }\npause 1s\npause 1s\n",
     "8:1: the file unrolls to more than 20000 steps; expected fewer"},
};

const auto kName = [](const auto& info) { return std::string(info.param.name); };
INSTANTIATE_TEST_SUITE_P(Head, WrongFile, ::testing::ValuesIn(kWrongHeads), kName);
INSTANTIATE_TEST_SUITE_P(Steps, WrongFile, ::testing::ValuesIn(kWrongSteps), kName);
INSTANTIATE_TEST_SUITE_P(Blocks, WrongFile, ::testing::ValuesIn(kWrongBlocks), kName);

TEST(ParseErrors, several_are_reported_in_one_go_and_in_order) {
  const auto errors =
      errors_of(file_with("pause 2\n"
                          "alice -> pool : INFO d {\n"
                          "  check\n"
                          "  let x //a\n"
                          "}\n"
                          "dance {\n"
                          "  in the } street\n"
                          "do alice sign-in\n"
                          "unordered {\n"
                          "  do alice x\n"
                          "  alice -> pool : info\n"
                          "}\n"
                          "fault\n"));
  EXPECT_THAT(errors,
              ElementsAre(HasSubstr(":6:7:"), HasSubstr(":8:8:"), HasSubstr(":9:9:"), HasSubstr(":11:1:"),
                          HasSubstr(":15:3:"), HasSubstr(":16:19:"), HasSubstr(":18:6:")));
}

TEST(ParseErrors, broken_xml_is_one_complaint_and_the_next_step_is_read_again) {
  const auto errors =
      errors_of(file_with("alice -> pool : INFO d {\n  <a>\n  <b>\n  </c>\n  </a>\n}\npause x\n"));
  EXPECT_THAT(errors, ElementsAre(HasSubstr(":9:3: </c>"), HasSubstr(":12:7:")));
}

TEST(ParseErrors, are_limited) {
  std::string steps;
  for (int i = 0; i < 200; ++i) steps += "dance\n";
  EXPECT_THAT(errors_of(file_with(steps)), SizeIs(kDiagnosticsMax));
}

TEST(ParseErrors, blocks_may_not_nest_for_ever) {
  std::string steps;
  for (int i = 0; i < 100; ++i) steps += "repeat 1 { ";
  const auto errors = errors_of(file_with(steps));
  ASSERT_FALSE(errors.empty());
  EXPECT_THAT(errors, ::testing::Contains(HasSubstr("nested more than 16 deep")));
}

TEST(ParseErrors, a_file_that_is_no_text_or_too_large_is_refused_at_once) {
  EXPECT_THAT(errors_of(std::string("scenario t \"T\"\n\0", 16)),
              ElementsAre(HasSubstr("1:1: the file holds bytes")));
  EXPECT_THAT(errors_of(std::string(kFileBytesMax + 1, ' ')),
              ElementsAre(HasSubstr("1:1: the file is larger")));
}

}   // namespace
}   // namespace parley::sim::ladder
