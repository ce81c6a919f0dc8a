// Every construct of the language is read as what it says.
#include "simulator/ladder/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/ladder/expand.h"
#include "simulator/ladder/test_ladder.h"

namespace parley::sim::ladder {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using testing::file_with;
using testing::only;
using ::testing::Pair;
using testing::parsed;
using testing::parsed_steps;
using ::testing::UnorderedElementsAre;

TEST(Parse, the_scenario_line_has_an_id_and_a_title) {
  const Scenario scenario = parsed("scenario sign-in/enabled \"Sign-in, \\\"steps\\\" 1 to 7\"\n");
  EXPECT_EQ(scenario.id.text, "sign-in/enabled");
  EXPECT_EQ(scenario.title.text, "Sign-in, \"steps\" 1 to 7");
  EXPECT_EQ(scenario.file, "t.ladder");
}

TEST(Parse, covers_takes_ids_with_blanks_or_commas_and_several_lines) {
  const Scenario scenario = parsed("scenario t \"T\"\ncovers FLOW-A-1, FLOW-A-2 SYS-FE\ncovers SYS-POLICY\n");
  std::vector<std::string> ids;
  for (const Text& id : scenario.covers) ids.push_back(id.text);
  EXPECT_THAT(ids, ElementsAre("FLOW-A-1", "FLOW-A-2", "SYS-FE", "SYS-POLICY"));
}

TEST(Parse, actors_have_roles_and_keep_their_order) {
  const Scenario scenario = parsed("scenario t \"T\"\nactors alice: client, bob:client , pool : server\n");
  ASSERT_EQ(scenario.actors.size(), 3u);
  EXPECT_EQ(scenario.actors[1].name, "bob");
  EXPECT_EQ(scenario.find_actor("pool")->role, "server");
  EXPECT_EQ(scenario.find_actor("pool")->position, (Position{2, 36}));
}

TEST(Parse, a_dialog_is_between_two_actors) {
  const Scenario scenario = parsed("scenario t \"T\"\ndialog d: alice->pool\n");
  ASSERT_TRUE(scenario.find_dialog("d"));
  EXPECT_EQ(scenario.find_dialog("d")->from.text, "alice");
  EXPECT_EQ(scenario.find_dialog("d")->to.text, "pool");
}

TEST(Parse, set_keeps_options_and_understands_quotes) {
  const Scenario scenario =
      parsed("scenario t \"T\"\nset pool batch_interval=2s name=\"Sales \\\"A\\\" room\"\n");
  ASSERT_EQ(scenario.settings.size(), 1u);
  EXPECT_EQ(scenario.settings[0].actor.text, "pool");
  EXPECT_THAT(scenario.settings[0].options,
              UnorderedElementsAre(Pair("batch_interval", "2s"), Pair("name", "Sales \"A\" room")));
}

TEST(Parse, always_and_never_choose_checkers) {
  const Scenario scenario =
      parsed_steps("always delivery\nnever archive the adapter is broken on purpose\npause 1s\n");
  ASSERT_EQ(scenario.checkers.size(), 2u);
  EXPECT_TRUE(scenario.checkers[0].wanted);
  EXPECT_EQ(scenario.checkers[1].checker.text, "archive");
  EXPECT_EQ(scenario.checkers[1].reason, "the adapter is broken on purpose");
}

TEST(Parse, settle_has_a_default) {
  EXPECT_EQ(parsed_steps("pause 1s\n").settle, 300ms);
  EXPECT_EQ(parsed_steps("pause 1s\nsettle 2s\n").settle, 2s);
}

TEST(Parse, do_takes_the_rest_of_the_line_as_it_is) {
  const Do line = only<Do>("do alice post sales \"a # b } c\" it's {x} ${uri}   # a comment\n");
  EXPECT_EQ(line.actor.text, "alice");
  EXPECT_EQ(line.line.text, "post sales \"a # b } c\" it's {x} ${uri}");
  EXPECT_EQ(line.position, (Position{6, 1}));
}

TEST(Parse, a_request_arrow_with_everything) {
  const Arrow arrow = only<Arrow>(
      "pool -> alice : INFO d reply-to q1 as r1 within 5s not before 1.5s [FLOW-REPLY-1 MUST] [X-2]\n");
  EXPECT_EQ(arrow.kind, ArrowKind::request);
  EXPECT_EQ(arrow.from.text, "pool");
  EXPECT_EQ(arrow.to.text, "alice");
  EXPECT_EQ(arrow.method, "INFO");
  EXPECT_EQ(arrow.dialog.text, "d");
  EXPECT_EQ(arrow.reply_to.text, "q1");
  EXPECT_EQ(arrow.capture.text, "r1");
  EXPECT_EQ(arrow.within, 5s);
  EXPECT_EQ(arrow.not_before, 1500ms);
  ASSERT_EQ(arrow.tags.size(), 2u);
  EXPECT_EQ(arrow.tags[0].id, "FLOW-REPLY-1");
  EXPECT_EQ(arrow.tags[0].keyword, reports::Keyword::must);
  EXPECT_EQ(arrow.tags[0].position, (Position{6, 68}));
  EXPECT_FALSE(arrow.tags[1].keyword);
}

TEST(Parse, a_response_arrow_names_statuses_and_its_request) {
  const Arrow arrow = only<Arrow>("pool->alice: 200|503|4xx q1\n");
  EXPECT_EQ(arrow.kind, ArrowKind::response);
  EXPECT_THAT(arrow.statuses, ElementsAre("200", "503", "4xx"));
  EXPECT_EQ(arrow.answers.text, "q1");
  EXPECT_TRUE(arrow.dialog.empty());
}

TEST(Parse, an_internal_arrow_names_a_step_inside_an_actor) {
  const Arrow arrow = only<Arrow>("channel ~> queue : CHAT within 1s\n");
  EXPECT_EQ(arrow.kind, ArrowKind::internal);
  EXPECT_EQ(arrow.from.text, "channel");
  EXPECT_EQ(arrow.method, "CHAT");
}

TEST(Parse, a_block_holds_template_checks_values_and_headers_in_any_order) {
  const Arrow arrow = only<Arrow>(
      "pool -> alice : INFO d {                                  [FLOW-REPLY-1 MUST NOT]\n"
      "    <rpl id=\"rpl:join\">\n"
      "      <resp code=\"200\"/>   <!-- } { -->\n"
      "    </rpl>\n"
      "    check count(//data/sib[@x='a } b']) = 1   [XCCOS-SIB-1 SHOULD]   # once\n"
      "    let uri = string(//uib/@uri)\n"
      "    where //resp\n"
      "    header Content-Type = \"text/plain\"\n"
      "    header Call-ID ~ \"^\\w+\"\n"
      "    header Via\n"
      "    no header Record-Route\n"
      "}\n");
  ASSERT_EQ(arrow.tags.size(), 1u);
  EXPECT_EQ(arrow.tags[0].keyword, reports::Keyword::must_not);
  ASSERT_EQ(arrow.templates.size(), 1u);
  EXPECT_EQ(arrow.templates[0].text.substr(0, 9), "<rpl id=\"");
  EXPECT_EQ(arrow.templates[0].text.substr(arrow.templates[0].text.size() - 6), "</rpl>");
  EXPECT_EQ(arrow.templates[0].position, (Position{7, 5}));
  ASSERT_EQ(arrow.judgements.size(), 2u);
  const Check& check = std::get<Check>(arrow.judgements[0]);
  EXPECT_EQ(std::get<Text>(check.what).text, "count(//data/sib[@x='a } b']) = 1");
  ASSERT_EQ(check.tags.size(), 1u);
  EXPECT_EQ(check.tags[0].keyword, reports::Keyword::should);
  EXPECT_EQ(std::get<Let>(arrow.judgements[1]).name.text, "uri");
  EXPECT_EQ(std::get<Let>(arrow.judgements[1]).xpath.text, "string(//uib/@uri)");
  ASSERT_EQ(arrow.wheres.size(), 1u);
  ASSERT_EQ(arrow.headers.size(), 4u);
  EXPECT_EQ(arrow.headers[0].kind, HeaderTest::Kind::equals);
  EXPECT_EQ(arrow.headers[1].kind, HeaderTest::Kind::matches);
  EXPECT_EQ(arrow.headers[1].value.text, "^\\w+");
  EXPECT_EQ(arrow.headers[2].kind, HeaderTest::Kind::present);
  EXPECT_EQ(arrow.headers[3].kind, HeaderTest::Kind::absent);
}

TEST(Parse, a_block_may_stand_on_one_line) {
  const Arrow arrow = only<Arrow>("alice -> pool : INFO d { <cmd id=\"cmd:join\"/> } [FLOW-POST-2]\n");
  ASSERT_EQ(arrow.templates.size(), 1u);
  EXPECT_EQ(arrow.templates[0].text, "<cmd id=\"cmd:join\"/>");
  EXPECT_EQ(arrow.tags.size(), 1u);
  const Arrow checked = only<Arrow>("alice -> pool : INFO d { check //a = 1 }\n");
  ASSERT_EQ(checked.judgements.size(), 1u);
  EXPECT_EQ(std::get<Text>(std::get<Check>(checked.judgements[0]).what).text, "//a = 1");
}

TEST(Parse, a_check_may_be_on_a_header) {
  const Arrow arrow = only<Arrow>(
      "alice -> pool : INFO d {\n"
      "  check header Content-Type = \"text/plain\" [X-1 MUST]\n"
      "  check no header Via\n"
      "  check header = 'a'\n"
      "  check header and body\n"
      "}\n");
  ASSERT_EQ(arrow.judgements.size(), 4u);
  const auto& what = [&](std::size_t i) -> const auto& { return std::get<Check>(arrow.judgements[i]).what; };
  EXPECT_EQ(std::get<HeaderTest>(what(0)).name, "Content-Type");
  EXPECT_EQ(std::get<HeaderTest>(what(1)).kind, HeaderTest::Kind::absent);
  EXPECT_EQ(std::get<Text>(what(2)).text, "header = 'a'");
  EXPECT_EQ(std::get<Text>(what(3)).text, "header and body");
}

TEST(Parse, brackets_of_xpath_are_no_tags) {
  const Arrow arrow =
      only<Arrow>("alice -> pool : INFO d {\n  check //a[ B-C ] [@id='x'] and //d [X-1]\n}\n");
  const Check& check = std::get<Check>(arrow.judgements.at(0));
  EXPECT_EQ(std::get<Text>(check.what).text, "//a[ B-C ] [@id='x'] and //d");
  EXPECT_EQ(check.tags.size(), 1u);
}

TEST(Parse, fault_is_words_and_options) {
  const Fault fault = only<Fault>("fault store delay=3s for 4s   # slow\n");
  std::vector<std::string> words;
  for (const Text& word : fault.words) words.push_back(word.text);
  EXPECT_THAT(words, ElementsAre("store", "for", "4s"));
  EXPECT_THAT(fault.options, ElementsAre(Pair("delay", "3s")));
}

TEST(Parse, pause_understands_every_unit) {
  EXPECT_EQ(only<Pause>("pause 250us\n").length, 250us);
  EXPECT_EQ(only<Pause>("pause 1.25s\n").length, 1250ms);
  EXPECT_EQ(only<Pause>("pause 3m\n").length, 3min);
  EXPECT_EQ(only<Pause>("pause 100h\n").length, 100h);
}

TEST(Parse, optional_and_unordered_hold_arrows) {
  EXPECT_EQ(only<Optional>("optional { bob -> pool : INFO e }\n").arrows.size(), 1u);
  const Unordered unordered = only<Unordered>(
      "unordered within 10s {\n  pool -> alice : INFO d\n\n  # Both.\n  pool -> bob : INFO e { <grpchat/> "
      "}\n}\n");
  EXPECT_EQ(unordered.within, 10s);
  ASSERT_EQ(unordered.arrows.size(), 2u);
  EXPECT_EQ(unordered.arrows[1].position, (Position{10, 3}));
}

TEST(Parse, one_of_holds_branches_with_outcomes) {
  const OneOf one_of = only<OneOf>(
      "one-of within 5s [X-1 MUST] { pool -> alice : 200 q1 => pass\n"
      "                   pool -> alice : 503 q1 { <a/> } => info [X-2] }\n");
  EXPECT_EQ(one_of.within, 5s);
  EXPECT_EQ(one_of.tags.size(), 1u);
  ASSERT_EQ(one_of.branches.size(), 2u);
  EXPECT_EQ(one_of.branches[0].verdict, reports::Verdict::pass);
  EXPECT_EQ(one_of.branches[1].verdict, reports::Verdict::info);
  EXPECT_EQ(one_of.branches[1].arrow.tags.size(), 1u);
}

TEST(Parse, forbid_lasts_for_all_or_from_here) {
  const Forbid all = only<Forbid>("forbid pool -> bob : INFO { <grpchat/> } during all [X-1 MUST NOT]\n");
  EXPECT_TRUE(all.during_all);
  EXPECT_EQ(all.arrow.tags.size(), 1u);
  EXPECT_FALSE(only<Forbid>("forbid pool -> bob : BYE from here\n").during_all);
}

TEST(Parse, repeat_is_unrolled_and_counts_from_one) {
  const Scenario scenario = parsed_steps(
      "repeat 2 {\n  do alice post ${i}\n  alice -> pool : INFO d as q${i} { <chat>${i} ${x}</chat> }\n"
      "  repeat 2 { do bob say ${i} }\n}\n");
  const auto steps = expand(scenario.steps);
  ASSERT_EQ(steps.size(), 8u);
  EXPECT_EQ(std::get<Do>(steps[0].what).line.text, "post 1");
  EXPECT_EQ(std::get<Arrow>(steps[1].what).capture.text, "q1");
  EXPECT_EQ(std::get<Arrow>(steps[5].what).templates[0].text, "<chat>2 ${x}</chat>");
  EXPECT_EQ(std::get<Do>(steps[7].what).line.text, "say 2");
  EXPECT_EQ(position_of(steps[4]), (Position{7, 3}));
}

TEST(Parse, lines_may_end_in_cr_lf) {
  EXPECT_EQ(parsed("scenario t \"T\"\r\nactors a: client\r\ndo a sign-in\r\n").steps.size(), 1u);
}

TEST(Parse, columns_count_characters) {
  const Scenario scenario = parsed("scenario t \"T\"\nset a x=\"\xc3\xa4\xe2\x86\x92\" y=1\ndo a b\n");
  EXPECT_EQ(scenario.settings.at(0).options.at("x"), "\xc3\xa4\xe2\x86\x92");
  const auto errors = testing::errors_of("scenario t \"T\"\nset a x=\"\xc3\xa4\xe2\x86\x92\" y\n");
  EXPECT_THAT(errors, ElementsAre("t.ladder:2:14: 'y' has no value; expected KEY=VALUE"));
}

}   // namespace
}   // namespace parley::sim::ladder
