// Good histories pass, and each way of going wrong is named by its own rule.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/checkers/test_story.h"

namespace parley::sim {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct Delivery : testing::Test {
  void three_in_the_room() {
    for (const char* who : {"alice", "bob", "carol"}) story.enter(who);
  }
  void everybody_gets(const std::string& text) {
    for (const char* who : {"alice", "bob", "carol"}) story.copy(who, "alice", text);
  }
  TestStory story{"delivery"};
};

TEST_F(Delivery, has_nothing_to_say_of_a_story_without_posts) {
  three_in_the_room();
  EXPECT_THAT(story.verdicts(), IsEmpty());
}

TEST_F(Delivery, passes_when_everybody_gets_every_post_once) {
  three_in_the_room();
  story.post("alice", "one");
  everybody_gets("one");
  story.post("alice", "two\r\nlines");
  everybody_gets("two\nlines");
  EXPECT_THAT(story.verdicts(),
              ElementsAre("FLOW-POST-5 PASS", "XCCOS-ECHO-1 PASS", "XCCOS-POST-5 PASS", "XCCOS-POST-6 PASS",
                          "XCCOS-POST-7 PASS", "XCCOS-POST-8 PASS", "XCCOS-POST-10 PASS"));
}

TEST_F(Delivery, fails_when_one_endpoint_never_gets_a_post) {
  three_in_the_room();
  story.post("alice", "one");
  story.copy("alice", "alice", "one");
  story.copy("bob", "alice", "one");
  const auto records = story.finish();
  EXPECT_EQ(records[0].requirement, "FLOW-POST-5");
  EXPECT_EQ(records[0].verdict, reports::Verdict::fail);
  EXPECT_EQ(records[0].position, "the end of the story, by the delivery checker");
  EXPECT_EQ(records[0].actual, "carol never got 'one' of sip:alice@contoso.com in " + kRoom + ".");
}

TEST_F(Delivery, fails_when_nobody_gets_an_acknowledged_post) {
  three_in_the_room();
  story.post("alice", "one");
  EXPECT_THAT(story.verdicts(), Contains("FLOW-POST-5 FAIL"));
}

TEST_F(Delivery, only_warns_when_the_echo_is_missing) {
  three_in_the_room();
  story.post("alice", "one");
  story.copy("bob", "alice", "one");
  story.copy("carol", "alice", "one");
  EXPECT_THAT(story.verdicts(), Contains("FLOW-POST-5 PASS"));
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-ECHO-1 WARN"));
}

TEST_F(Delivery, fails_when_an_endpoint_gets_a_post_twice) {
  three_in_the_room();
  story.post("alice", "one");
  everybody_gets("one");
  story.copy("bob", "alice", "one");
  const auto verdicts = story.verdicts();
  EXPECT_THAT(verdicts, Contains("XCCOS-POST-5 FAIL"));
  EXPECT_THAT(verdicts, Contains("FLOW-POST-5 PASS"));
}

TEST_F(Delivery, counts_copies_of_the_same_words) {
  three_in_the_room();
  for (int i = 0; i < 2; ++i) {
    story.post("alice", "again");
    everybody_gets("again");
  }
  EXPECT_THAT(story.verdicts(), Not(Contains(HasSubstr("FAIL"))));
}

TEST_F(Delivery, fails_when_one_of_two_posts_of_the_same_words_is_lost) {
  three_in_the_room();
  story.post("alice", "again");
  everybody_gets("again");
  story.post("alice", "again");
  story.copy("alice", "alice", "again");
  story.copy("bob", "alice", "again");
  EXPECT_THAT(story.verdicts(), Contains("FLOW-POST-5 FAIL"));
}

TEST_F(Delivery, fails_when_somebody_outside_gets_a_post) {
  three_in_the_room();
  story.sign_in("dave");
  story.post("alice", "one");
  everybody_gets("one");
  story.copy("dave", "alice", "one");
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-POST-6 FAIL"));
}

TEST_F(Delivery, fails_when_a_post_comes_after_the_room_was_left) {
  three_in_the_room();
  story.part("carol");
  story.post("alice", "one");
  everybody_gets("one");
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-POST-6 FAIL"));
}

TEST_F(Delivery, fails_when_a_post_comes_to_somebody_who_was_refused) {
  story.enter("alice");
  story.sign_in("dave");
  story.reply(story.ask_to_join("dave"), xccos::NoData{}, 403);
  story.post("alice", "one");
  story.copy("dave", "alice", "one");
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-POST-6 FAIL"));
}

TEST_F(Delivery, takes_a_room_that_a_batch_refused_as_not_entered) {
  story.enter("alice");
  story.sign_in("dave");
  const auto asked =
      story.command("dave", "cmd:bjoin",
                    xccos::BatchJoin{{{TestStory::id_of(kRoom), 0}, {TestStory::id_of(kOtherRoom), 1}}});
  story.reply(asked, TestStory::joined(kOtherRoom));
  story.post("alice", "one");
  story.copy("alice", "alice", "one");
  EXPECT_THAT(story.verdicts(), Not(Contains(HasSubstr("FAIL"))));
  story.copy("dave", "alice", "one");
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-POST-6 FAIL"));
}

TEST_F(Delivery, tolerates_copies_that_cross_with_join_and_part) {
  three_in_the_room();
  story.sign_in("dave");
  const auto joining = story.ask_to_join("dave");
  story.post("alice", "one");
  everybody_gets("one");
  story.copy("dave", "alice", "one");
  story.reply(joining, TestStory::joined(kRoom));
  const auto leaving = story.ask_to_part("dave");
  story.post("alice", "two");
  everybody_gets("two");
  story.copy("dave", "alice", "two");
  story.reply(leaving, xccos::Parted{{kRoom}});
  EXPECT_THAT(story.verdicts(), Not(Contains(HasSubstr("FAIL"))));
}

TEST_F(Delivery, does_not_ask_for_copies_for_who_was_still_entering) {
  story.enter("alice");
  story.sign_in("bob");
  const auto joining = story.ask_to_join("bob");
  story.post("alice", "one");
  story.copy("alice", "alice", "one");
  story.reply(joining, TestStory::joined(kRoom));
  EXPECT_THAT(story.verdicts(), Not(Contains(HasSubstr("FAIL"))));
}

TEST_F(Delivery, asks_for_the_copy_of_who_left_after_others_had_theirs) {
  three_in_the_room();
  story.post("alice", "one");
  story.copy("alice", "alice", "one");
  story.copy("bob", "alice", "one");
  story.bye("carol");
  EXPECT_THAT(story.verdicts(), Contains("FLOW-POST-5 FAIL"));
}

TEST_F(Delivery, asks_for_nothing_from_a_link_that_broke) {
  three_in_the_room();
  story.post("alice", "one");
  story.copy("alice", "alice", "one");
  story.copy("bob", "alice", "one");
  story.link_down("carol");
  EXPECT_THAT(story.verdicts(), Contains("FLOW-POST-5 PASS"));
}

TEST_F(Delivery, asks_for_nothing_from_a_link_that_broke_before_the_part_was_answered) {
  three_in_the_room();
  story.post("alice", "one");
  story.copy("alice", "alice", "one");
  story.copy("bob", "alice", "one");
  story.ask_to_part("carol");
  story.link_down("carol");
  EXPECT_THAT(story.verdicts(), Contains("FLOW-POST-5 PASS"));
}

TEST_F(Delivery, takes_a_BYE_that_was_challenged_for_no_leave) {
  three_in_the_room();
  story.post("alice", "one");
  story.copy("alice", "alice", "one");
  story.copy("bob", "alice", "one");
  story.response(story.request("carol", "pool", "BYE").number, 407);
  story.link_down("carol");
  EXPECT_THAT(story.verdicts(), Not(Contains("FLOW-POST-5 FAIL")));
}

TEST_F(Delivery, does_not_forget_what_was_lost_because_the_author_hung_up_later) {
  three_in_the_room();
  story.post("alice", "one");
  story.copy("alice", "alice", "one");
  story.bye("alice");
  story.link_down("alice");
  EXPECT_THAT(story.verdicts(), Contains("FLOW-POST-5 FAIL"));
}

TEST_F(Delivery, does_not_ask_for_a_post_that_may_have_died_with_the_server) {
  three_in_the_room();
  story.post("alice", "one");
  story.link_down("alice");
  EXPECT_THAT(story.verdicts(), IsEmpty());
}

TEST_F(Delivery, waits_for_what_may_still_be_with_the_store) {
  three_in_the_room();
  story.post("alice", "one");
  EXPECT_THAT(story.verdicts(30s), ElementsAre("FLOW-POST-5 INCONC", "XCCOS-ECHO-1 INCONC"));
}

TEST_F(Delivery, fails_when_a_text_is_altered) {
  three_in_the_room();
  story.post("alice", "one < two");
  everybody_gets("one &lt; two");
  const auto verdicts = story.verdicts();
  EXPECT_THAT(verdicts, Contains("XCCOS-POST-7 FAIL"));
  EXPECT_THAT(verdicts, Contains("FLOW-POST-5 FAIL"));
}

TEST_F(Delivery, fails_when_a_message_comes_that_nobody_posted) {
  three_in_the_room();
  story.copy("bob", "alice", "phantom");
  EXPECT_THAT(story.verdicts(), ElementsAre("XCCOS-POST-5 PASS", "XCCOS-POST-6 PASS", "XCCOS-POST-7 FAIL"));
}

TEST_F(Delivery, says_nothing_of_strangers_in_an_open_world) {
  TestStory open{"delivery", {.closed_world = false}};
  open.enter("bob");
  open.copy("bob", "stranger", "hello");
  EXPECT_THAT(open.verdicts(), Not(Contains(HasSubstr("FAIL"))));
}

TEST_F(Delivery, fails_when_a_message_comes_in_another_room) {
  story.enter("alice");
  story.enter("bob");
  story.join("bob", kOtherRoom);
  story.post("alice", "one");
  story.copy("alice", "alice", "one");
  story.copy("bob", "alice", "one");
  story.copy("bob", "alice", "one", kOtherRoom);
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-POST-8 FAIL"));
}

TEST_F(Delivery, fails_when_a_refused_post_is_delivered) {
  three_in_the_room();
  story.post("alice", "one", kRoom, 503);
  everybody_gets("one");
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-POST-9 FAIL"));
}

TEST_F(Delivery, fails_when_a_post_of_somebody_outside_is_delivered) {
  three_in_the_room();
  story.sign_in("dave");
  story.post("dave", "one");
  story.copy("bob", "dave", "one");
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-POST-9 FAIL"));
}

TEST_F(Delivery, expects_nothing_of_a_post_that_a_reply_refused) {
  three_in_the_room();
  story.reply(story.post("alice", "one"), xccos::NoData{}, 403);
  EXPECT_THAT(story.verdicts(), ElementsAre("XCCOS-POST-9 PASS"));
}

TEST_F(Delivery, expects_one_copy_of_a_post_that_was_refused_and_sent_again) {
  three_in_the_room();
  story.post("alice", "one", kRoom, 503);
  story.post("alice", "one");
  everybody_gets("one");
  EXPECT_THAT(story.verdicts(), Not(Contains(HasSubstr("FAIL"))));
  story.copy("bob", "alice", "one");
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-POST-5 FAIL"));
}

TEST_F(Delivery, allows_a_server_to_post_the_same_envelope_once) {
  three_in_the_room();
  for (int i = 0; i < 2; ++i) story.info_of({777, {TestStory::chat("alice", "one")}}, "alice", "pool");
  everybody_gets("one");
  EXPECT_THAT(story.verdicts(), Not(Contains(HasSubstr("FAIL"))));
}

TEST_F(Delivery, notes_when_two_receivers_see_two_orders) {
  three_in_the_room();
  story.post("alice", "one");
  story.post("alice", "two");
  for (const char* who : {"alice", "bob"}) {
    story.copy(who, "alice", "one");
    story.copy(who, "alice", "two");
  }
  story.copy("carol", "alice", "two");
  story.copy("carol", "alice", "one");
  const auto records = story.finish();
  ASSERT_FALSE(records.empty());
  EXPECT_EQ(records.back().requirement, "XCCOS-POST-10");
  EXPECT_EQ(records.back().verdict, reports::Verdict::info) << "the order is deduced, no source states it";
  EXPECT_THAT(records.back().actual, HasSubstr("some saw 'one' before 'two', others after it"));
}

TEST_F(Delivery, compares_authors_and_rooms_without_case) {
  three_in_the_room();
  story.post("alice", "one", "ma-chan://CONTOSO.com/1");
  for (const char* who : {"alice", "bob", "carol"}) story.copy(who, "ALICE", "one");
  EXPECT_THAT(story.verdicts(), Not(Contains(HasSubstr("FAIL"))));
}

TEST_F(Delivery, a_copy_that_may_still_come_is_owed_and_neither_passes_nor_fails) {
  three_in_the_room();
  const auto posted = story.post("alice", "one");
  story.copy("alice", "alice", "one");
  story.copy("bob", "alice", "one");
  EXPECT_THAT(story.verdicts(800ms), Contains("FLOW-POST-5 INCONC"));
  EXPECT_EQ(story.owes_until(), story.at(posted + 1).at + 32s);
  story.copy("carol", "alice", "one");
  EXPECT_THAT(story.verdicts(0s), Contains("FLOW-POST-5 PASS"));
  EXPECT_EQ(story.owes_until(), std::nullopt);
}

TEST_F(Delivery, an_echo_that_may_still_come_is_owed) {
  three_in_the_room();
  story.post("alice", "one");
  story.copy("bob", "alice", "one");
  story.copy("carol", "alice", "one");
  EXPECT_THAT(story.verdicts(0s), Contains("XCCOS-ECHO-1 INCONC"));
}
}   // namespace
}   // namespace parley::sim
