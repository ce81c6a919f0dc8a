// The judge on blocks: unordered, one-of, optional, repeat and forbid.
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
using testing::Played;

// --- unordered ---

TEST(Unordered, takes_its_arrows_in_any_order) {
  const auto steps =
      "unordered within 5s {\n  pool -> alice : INFO [S-MUST]\n  pool -> bob : INFO [W-MUST]\n}\n"
      "alice -> pool : BYE [S-SHOULD]\n";
  for (const bool alice_first : {true, false}) {
    Played story(steps);
    story.request(1s, alice_first ? "pool>alice" : "pool>bob", "INFO");
    EXPECT_THAT(story.verdicts(), IsEmpty());
    story.request(2s, alice_first ? "pool>bob" : "pool>alice", "INFO");
    story.request(3s, "alice>pool", "BYE");
    EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 7:3", "PASS W-MUST 8:3", "PASS S-SHOULD 10:1"));
  }
}

TEST(Unordered, the_missing_one_fails_when_the_time_of_the_block_is_up) {
  Played story("unordered within 5s {\n  pool -> alice : INFO [S-MUST]\n  pool -> bob : INFO [W-MUST]\n}\n");
  story.request(1s, "pool>bob", "INFO");
  EXPECT_EQ(story.judge().wake_at(), Instant{} + 5s + 1ns);
  EXPECT_THAT(story.end(), ElementsAre("FAIL S-MUST 7:3", "PASS W-MUST 8:3"));
}

TEST(Unordered, a_message_that_fits_two_arrows_goes_to_the_one_that_needs_it) {
  const auto steps =
      "unordered {\n  pool -> alice : INFO [S-MUST]\n  pool -> alice : INFO { <special/> } [W-MUST]\n}\n";
  for (const bool special_first : {true, false}) {
    Played story(steps);
    story.request(1s, "pool>alice", "INFO", envelope(1, special_first ? "<special/>" : "<plain/>"));
    story.request(2s, "pool>alice", "INFO", envelope(2, special_first ? "<plain/>" : "<special/>"));
    EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 7:3", "PASS W-MUST 8:3"));
    EXPECT_THAT(story.check(1).messages, ElementsAre(special_first ? 1u : 2u));
  }
}

TEST(Unordered, names_of_the_block_may_be_used_inside_it) {
  Played story(
      "unordered {\n  pool -> alice : INFO as a\n  alice -> pool : 200 a [S-MUST]\n"
      "  pool -> bob : INFO as b\n  bob -> pool : 200 b [W-MUST]\n}\n");
  const auto to_bob = story.request(1s, "pool>bob", "INFO");
  const auto to_alice = story.request(1s, "pool>alice", "INFO");
  story.response(2s, "alice>pool", 200, to_alice);
  EXPECT_THAT(story.verdicts(), IsEmpty());
  story.response(3s, "bob>pool", 200, to_bob);
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 8:3", "PASS W-MUST 10:3"));
}

TEST(Unordered, what_needs_a_member_that_was_not_seen_is_not_run) {
  Played story(
      "unordered {\n  pool -> alice : INFO as a within 2s [S-SHOULD]\n  alice -> pool : 200 a [S-MUST]\n"
      "  pool -> bob : INFO [W-MUST]\n}\n");
  story.request(1s, "pool>bob", "INFO");
  EXPECT_THAT(story.end(), ElementsAre("WARN S-SHOULD 7:3", "NOTRUN S-MUST 8:3", "PASS W-MUST 9:3"));
}

TEST(Unordered, a_mild_violation_does_not_end_the_case) {
  Played story(
      "unordered within 2s {\n  pool -> alice : INFO [S-SHOULD]\n  pool -> bob : INFO within 4s [S-MUST]\n}\n"
      "alice -> pool : BYE within 1s [W-MUST]\n");
  story.request(3s, "pool>bob", "INFO");
  story.request(4s, "alice>pool", "BYE");
  EXPECT_THAT(story.end(), ElementsAre("WARN S-SHOULD 7:3", "PASS S-MUST 8:3", "PASS W-MUST 10:1"));
}

// --- one-of ---

constexpr std::string_view kOneOf =
    "alice -> pool : INFO as q1\n"
    "one-of within 40s {\n"
    "  pool -> alice : 200 q1 => pass [S-MUST]\n"
    "  pool -> alice : 503 q1 => info [S-MUST]\n"
    "  pool -> alice : 400 q1 => fail [S-MUST]\n"
    "  pool -> alice : 401 q1 => fail [R-MUST]\n"
    "  pool -> alice : 402 q1 => warn\n"
    "  pool -> alice : 403 q1 => inconc\n"
    "}\n"
    "bob -> pool : BYE [W-MUST]\n";

std::vector<std::string> one_of(int status) {
  Played story(kOneOf);
  const auto request = story.request(1s, "alice>pool", "INFO");
  story.response(2s, "pool>alice", status, request);
  if (!story.judge().finished()) story.request(3s, "bob>pool", "BYE");
  return story.end();
}

TEST(OneOf, the_branch_that_is_seen_gives_the_verdict) {
  EXPECT_THAT(one_of(200), ElementsAre("PASS S-MUST 8:3", "PASS W-MUST 15:1"));
  EXPECT_THAT(one_of(503), ElementsAre("INFO S-MUST 9:3", "PASS W-MUST 15:1"));
  EXPECT_THAT(one_of(400), ElementsAre("FAIL S-MUST 10:3", "NOTRUN W-MUST 15:1"));
  EXPECT_THAT(one_of(402), ElementsAre("WARN - 12:3", "PASS W-MUST 15:1"));
  EXPECT_THAT(one_of(403), ElementsAre("INCONC - 13:3", "NOTRUN W-MUST 15:1"));
}

TEST(OneOf, a_branch_fails_only_as_far_as_the_grade_allows) {
  EXPECT_THAT(one_of(401), ElementsAre("INFO R-MUST 11:3", "PASS W-MUST 15:1"));
}

TEST(OneOf, silence_breaks_its_own_tags_or_those_of_the_first_branch_that_has_some) {
  Played own(
      "one-of within 2s [W-MUST] { alice -> pool : INFO => pass [S-MUST]\n alice -> pool : BYE => info\n}\n");
  EXPECT_THAT(own.end(), ElementsAre("FAIL W-MUST 6:1"));
  EXPECT_EQ(own.check(0).expected,
            "alice sends INFO to pool within 2s, or alice sends BYE to pool within 2s");
  Played branch(
      "one-of within 2s { alice -> pool : BYE => info\n alice -> pool : INFO => pass [S-SHOULD]\n}\n");
  EXPECT_THAT(branch.end(), ElementsAre("WARN S-SHOULD 6:1"));
  Played none("one-of within 2s { alice -> pool : BYE => pass\n}\n");
  EXPECT_THAT(none.end(), ElementsAre("INCONC - 6:1"));
}

TEST(OneOf, branches_without_tags_answer_for_those_of_the_block) {
  Played story(
      "one-of [S-MUST] {\n  alice -> pool : INFO => pass\n  alice -> pool : BYE => fail [W-MUST]\n}\n");
  story.request(1s, "alice>pool", "INFO");
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 7:3"));
}

TEST(OneOf, without_a_name_is_not_run_or_inconclusive_when_it_is_one_branch_only) {
  const std::string head = "alice -> pool : INFO as n1 within 1s [S-SHOULD]\n";
  Played all(head +
             "one-of [S-MUST] {\n  pool -> alice : 200 n1 => pass\n  pool -> alice : 503 n1 => info\n}\n");
  EXPECT_THAT(all.end(), ElementsAre("WARN S-SHOULD 6:1", "NOTRUN S-MUST 7:1"));
  Played one(head +
             "one-of [S-MUST] {\n  pool -> alice : 200 n1 => pass\n  pool -> alice : BYE => info\n}\n");
  EXPECT_THAT(one.end(), ElementsAre("WARN S-SHOULD 6:1", "INCONC S-MUST 7:1"));
}

TEST(OneOf, the_message_that_was_seen_first_decides_even_for_a_later_branch) {
  Played story(
      "do alice go\npause 5s\none-of {\n  alice -> pool : INFO => pass [S-MUST]\n"
      "  alice -> pool : BYE => info [W-MUST]\n}\n");
  story.request(1s, "alice>pool", "BYE");
  story.request(2s, "alice>pool", "INFO");
  EXPECT_THAT(story.end(), ElementsAre("INFO W-MUST 10:3"));
}

// --- optional ---

constexpr std::string_view kOptional =
    "optional {\n"
    "  bob -> pool : INFO as q1 [S-MUST]\n"
    "  pool -> bob : 200 q1 [W-MUST]\n"
    "}\n"
    "alice -> pool : BYE [S-SHOULD]\n"
    "alice -> pool : OPTIONS within 3s\n";

TEST(Optional, that_is_not_seen_is_passed_over) {
  Played story(kOptional);
  story.request(1s, "alice>pool", "BYE");
  story.request(2s, "bob>pool", "INFO");
  story.request(2s, "alice>pool", "OPTIONS");
  EXPECT_THAT(story.end(), ElementsAre("PASS S-SHOULD 10:1"));
}

TEST(Optional, that_has_begun_must_come_to_its_end) {
  Played good(kOptional);
  const auto info = good.request(1s, "bob>pool", "INFO");
  good.request(2s, "alice>pool", "BYE");
  good.request(2s, "alice>pool", "OPTIONS");
  good.response(3s, "pool>bob", 200, info);
  EXPECT_THAT(good.end(), ElementsAre("PASS S-MUST 7:3", "PASS S-SHOULD 10:1", "PASS W-MUST 8:3"));
  Played bad(kOptional);
  bad.request(1s, "bob>pool", "INFO");
  bad.request(2s, "alice>pool", "BYE");
  EXPECT_THAT(bad.end(),
              ElementsAre("PASS S-MUST 7:3", "PASS S-SHOULD 10:1", "FAIL W-MUST 8:3", "NOTRUN - 11:1"));
}

TEST(Optional, alone_does_not_hold_up_the_end) {
  Played story("optional { bob -> pool : INFO [S-MUST]\n }\n");
  story.judge().advance(Instant{} + 301ms);
  EXPECT_TRUE(story.judge().finished());
  EXPECT_THAT(story.verdicts(), IsEmpty());
}

TEST(Optional, may_come_after_the_stimulus_that_follows_it) {
  Played story("optional { bob -> pool : INFO [S-MUST]\n }\ndo alice go\nalice -> pool : BYE\n");
  story.request(1s, "bob>pool", "INFO");
  story.request(2s, "alice>pool", "BYE");
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 6:12"));
}

// --- repeat ---

TEST(Repeat, every_round_has_its_own_names_and_records) {
  Played story(
      "repeat 2 {\n  do alice post ${i}\n  alice -> pool : INFO as q1 { <chat>${i}</chat> }\n"
      "  pool -> alice : 200 q1 [S-MUST]\n}\n");
  for (int i = 1; i <= 2; ++i) {
    EXPECT_THAT(story.actions(), ElementsAre(fmt::format("alice: post {}", i)));
    const auto post =
        story.request(Duration{i}, "alice>pool", "INFO", envelope(1, fmt::format("<chat>{}</chat>", i)));
    story.response(Duration{i}, "pool>alice", 200, post);
  }
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 9:3", "PASS S-MUST 9:3"));
}

// --- forbid ---

TEST(Forbid, that_is_never_seen_passes_at_the_end) {
  Played story("forbid pool -> bob : INFO { <grpchat/> } during all [A-NOT MUST NOT]\nalice -> pool : BYE\n");
  story.request(1s, "pool>bob", "INFO", envelope(1, "<ntc id=\"ntc:join\"/>"));
  story.request(2s, "alice>pool", "BYE");
  EXPECT_THAT(story.verdicts(), IsEmpty());
  EXPECT_THAT(story.end(), ElementsAre("PASS A-NOT 6:1"));
}

TEST(Forbid, sees_what_is_taken_by_others_and_what_comes_while_the_story_settles) {
  Played story("pool -> bob : INFO\nforbid pool -> bob : INFO during all [A-NOT]\n");
  story.request(1s, "pool>bob", "INFO");
  story.request(1200ms, "pool>bob", "INFO");
  EXPECT_THAT(story.end(), ElementsAre("FAIL A-NOT 7:1"));
  EXPECT_THAT(story.check(0).messages, ElementsAre(1u, 2u));
  EXPECT_EQ(story.check(0).actual, "2 times, first message 1 (INFO from pool to bob at 1s)");
  EXPECT_EQ(story.check(0).at_ns, 1'000'000'000);
}

TEST(Forbid, does_not_end_the_case) {
  Played story("forbid pool -> bob : INFO during all [A-NOT]\nalice -> pool : BYE [S-MUST]\n");
  story.request(1s, "pool>bob", "INFO");
  story.request(2s, "alice>pool", "BYE");
  EXPECT_THAT(story.end(), ElementsAre("PASS S-MUST 7:1", "FAIL A-NOT 6:1"));
}

TEST(Forbid, from_here_begins_at_its_line) {
  Played story("alice -> pool : BYE\nforbid pool -> bob : INFO from here [A-NOT]\nalice -> pool : OPTIONS\n");
  story.request(1s, "pool>bob", "INFO");
  story.request(2s, "alice>pool", "BYE");
  story.request(3s, "alice>pool", "OPTIONS");
  EXPECT_THAT(story.end(), ElementsAre("PASS A-NOT 7:1"));
}

TEST(Forbid, waits_for_the_value_of_a_name_and_then_looks_back) {
  Played story(
      "forbid pool -> bob : INFO { where //grpchat/@chanUri = $room } during all [A-NOT]\n"
      "alice -> pool : INFO { let room = //grpchat/@chanUri\n }\n");
  story.request(1s, "pool>bob", "INFO", envelope(1, "<grpchat chanUri=\"ma-chan://a/1\"/>"));
  story.request(1s, "pool>bob", "INFO", envelope(2, "<grpchat chanUri=\"ma-chan://a/2\"/>"));
  story.request(2s, "alice>pool", "INFO", envelope(1, "<grpchat chanUri=\"ma-chan://a/2\"/>"));
  EXPECT_THAT(story.end(), ElementsAre("FAIL A-NOT 6:1"));
  EXPECT_THAT(story.check(0).messages, ElementsAre(2u));
}

TEST(Forbid, whose_name_never_had_a_value_proves_nothing) {
  Played story(
      "forbid pool -> bob : INFO { where //grpchat/@chanUri = $room } during all [A-NOT]\n"
      "optional { alice -> pool : INFO { let room = //grpchat/@chanUri\n } }\n");
  story.request(1ms, "pool>bob", "INFO", envelope(1, "<grpchat chanUri=\"ma-chan://a/1\"/>"));
  EXPECT_THAT(story.end(), ElementsAre("NOTRUN A-NOT 6:1"));
  EXPECT_EQ(story.check(0).actual, "'room' stands for nothing: what would have named it was not seen");
}

TEST(Forbid, of_a_weak_requirement_or_none_never_fails) {
  Played story("forbid pool -> bob : INFO during all [R-MUST]\nforbid pool -> bob : INFO during all\n");
  story.request(1ms, "pool>bob", "INFO");
  EXPECT_THAT(story.end(), ElementsAre("INFO R-MUST 6:1", "INCONC - 7:1"));
}

TEST(Forbid, that_was_watched_only_for_a_part_proves_nothing) {
  Played story("forbid pool -> bob : INFO during all [A-NOT]\nalice -> pool : BYE [S-MUST]\n");
  EXPECT_THAT(story.end(), ElementsAre("FAIL S-MUST 7:1", "NOTRUN A-NOT 6:1"));
}

}   // namespace
}   // namespace parley::sim::ladder
