// A patient client passes; one that gives up, hurries or repeats itself is named.
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

struct Retry : testing::Test {
  Retry() { story.enter("alice"); }
  // An attempt with this envelope that gets `status`; "Retry-After: 2" comes with a 503.
  void attempt(std::uint64_t envid, int status, const std::string& text = "one",
               const char* retry_after = "2") {
    const auto number = story.info_of({envid, {TestStory::chat("alice", text)}}, "alice", "pool", 0);
    story.refuse_with(status == 503 ? retry_after : "");
    story.response(number, status);
  }
  TestStory story{"retry"};
};

TEST_F(Retry, has_nothing_to_say_of_a_story_without_503) {
  attempt(1, 200);
  EXPECT_THAT(story.verdicts(), IsEmpty());
}

TEST_F(Retry, passes_when_the_message_comes_again_after_the_time) {
  attempt(1, 503);
  story.wait(2s);
  attempt(1, 200);
  EXPECT_THAT(story.verdicts(), ElementsAre("FLOW-RETRY-1 PASS", "OVER-3 PASS", "OVER-5 PASS"));
}

TEST_F(Retry, passes_when_the_message_comes_again_in_a_new_envelope) {
  attempt(1, 503);
  story.wait(2s);
  attempt(2, 200);
  EXPECT_THAT(story.verdicts(), Contains("FLOW-RETRY-1 PASS"));
}

TEST_F(Retry, fails_when_the_message_never_comes_again) {
  attempt(1, 503);
  EXPECT_THAT(story.verdicts(60s), ElementsAre("FLOW-RETRY-1 FAIL"));
}

TEST_F(Retry, fails_when_another_message_comes_instead) {
  attempt(1, 503);
  story.wait(2s);
  attempt(2, 200, "two");
  EXPECT_THAT(story.verdicts(60s), Contains("FLOW-RETRY-1 FAIL"));
}

TEST_F(Retry, waits_as_long_as_a_client_may_think) {
  attempt(1, 503);
  EXPECT_THAT(story.verdicts(33s), ElementsAre("FLOW-RETRY-1 INCONC"));
  EXPECT_THAT(story.verdicts(35s), ElementsAre("FLOW-RETRY-1 FAIL"));
}

TEST_F(Retry, does_not_blame_who_was_told_to_wait_longer_than_the_story_goes_on) {
  for (const char* asked : {"86401", "4294967295"}) {
    TestStory patient{"retry"};
    patient.enter("alice");
    patient.refuse_with(asked);
    patient.response(patient.post("alice", "one", kRoom, 0), 503);
    EXPECT_EQ(patient.owes_until(), std::nullopt) << "waiting would decide nothing";
    EXPECT_THAT(patient.verdicts(600s), ElementsAre("FLOW-RETRY-1 INCONC")) << asked;
  }
}

TEST_F(Retry, warns_when_the_message_comes_too_early) {
  attempt(1, 503);
  story.wait(1s);
  attempt(1, 200);
  const auto records = story.finish();
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[1].verdict, reports::Verdict::warn) << "RFC 3261 says SHOULD NOT";
  EXPECT_THAT(records[1].actual, HasSubstr("told to wait 2 s and sent INFO grpchat again after 1010 ms"));
}

TEST_F(Retry, judges_no_spacing_without_retry_after) {
  attempt(1, 503, "one", "");
  attempt(1, 200);
  EXPECT_THAT(story.verdicts(), ElementsAre("FLOW-RETRY-1 PASS", "OVER-5 PASS"));
}

TEST_F(Retry, takes_the_same_words_in_a_new_envelope_for_a_new_message_while_the_old_waits) {
  attempt(1, 503);
  attempt(2, 503);
  story.wait(3s);
  attempt(1, 200);
  attempt(2, 200);
  EXPECT_THAT(story.verdicts(), Not(Contains(HasSubstr("WARN"))));
}

TEST_F(Retry, notes_when_an_accepted_message_comes_once_more) {
  attempt(1, 503);
  story.wait(2s);
  attempt(1, 200);
  attempt(1, 200);
  EXPECT_THAT(story.verdicts(), ElementsAre("FLOW-RETRY-1 PASS", "OVER-3 PASS", "OVER-5 INFO"));
}

TEST_F(Retry, lets_a_client_give_up_that_has_tried) {
  attempt(1, 503);
  story.wait(2s);
  attempt(1, 503);
  EXPECT_THAT(story.verdicts(), Contains("FLOW-RETRY-1 PASS"));
}

TEST_F(Retry, asks_nothing_of_a_client_that_left_or_lost_its_link) {
  attempt(1, 503);
  story.bye("alice");
  EXPECT_THAT(story.verdicts(), IsEmpty());
  story.enter("bob");
  story.response(story.post("bob", "two", kRoom, 0), 503);
  story.link_down("bob");
  EXPECT_THAT(story.verdicts(), IsEmpty());
}

TEST_F(Retry, does_not_forget_what_was_never_sent_again_because_the_client_left_later) {
  attempt(1, 503);
  story.wait(60s);
  story.bye("alice");
  EXPECT_THAT(story.verdicts(), ElementsAre("FLOW-RETRY-1 FAIL"));
}

TEST_F(Retry, judges_commands_like_posts) {
  story.response(story.command("alice", "cmd:bccontext", xccos::BackChatContext{{kRoom}, 30}, 0), 503);
  EXPECT_THAT(story.verdicts(), ElementsAre("FLOW-RETRY-1 FAIL"));
}

}   // namespace
}   // namespace parley::sim
