// A flow that conserves its events passes, and each loss, copy and early deletion is named by its own rule.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/checkers/compliance_steps.h"
#include "simulator/checkers/test_story.h"

namespace parley::sim {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct ComplianceOf : testing::Test {
  ComplianceOf() { story.enter("alice"); }
  void post(const std::string& text) { story.post("alice", text); }
  void queue(const std::string& text) {
    story.internal(
        "channel", "queue", "CHAT",
        fmt::format("<event kind=\"CHAT\" room=\"{}\" user=\"sip:alice@contoso.com\" chat=\"1\">{}</event>",
                    kRoom, text));
  }
  void deliver(const std::string& text) { story.copy("alice", "alice", text); }
  void take(int sequence, const std::string& text) {
    story.internal("queue", "mgccomp", "CHAT",
                   fmt::format("<event sequence=\"{}\" kind=\"CHAT\" room=\"{}\" "
                               "user=\"sip:alice@contoso.com\" chat=\"1\">{}</event>",
                               sequence, kRoom, text));
  }
  void whole(int sequence, const std::string& text) {
    post(text);
    queue(text);
    deliver(text);
    take(sequence, text);
  }
  static std::string batch(int id, int events) {
    return fmt::format("<batch id=\"{}\" events=\"{}\"/>", id, events);
  }
  void hand_over(int id, int events) { story.internal("mgccomp", "adapter", "BATCH", batch(id, events)); }
  void outcome(int id, const char* what) { story.internal("adapter", "mgccomp", what, batch(id, 1)); }
  void remove(int id) { story.internal("mgccomp", "mgccomp", "DELETE", batch(id, 1)); }
  void life() { story.post("alice", "sign of life", kRoom, 503); }
  TestStory story{"compliance"};
};

TEST_F(ComplianceOf, a_server_that_shows_no_steps_is_not_judged) {
  post("one");
  deliver("one");
  EXPECT_THAT(story.verdicts(), IsEmpty());
}

TEST_F(ComplianceOf, the_whole_flow_passes) {
  whole(1, "one");
  whole(2, "two");
  hand_over(1, 2);
  outcome(1, "FAILED");
  hand_over(1, 2);
  outcome(1, "OK");
  remove(1);
  EXPECT_THAT(story.verdicts(),
              ElementsAre("FLOW-COMP-2 PASS", "FLOW-COMP-3 PASS", "FLOW-COMP-4 PASS", "FLOW-COMP-5 PASS"));
}

TEST_F(ComplianceOf, a_delivered_message_that_was_not_queued_fails) {
  whole(1, "one");
  post("two");
  deliver("two");
  EXPECT_THAT(story.verdicts(), Contains("FLOW-COMP-2 FAIL"));
}

TEST_F(ComplianceOf, a_message_that_was_queued_twice_fails) {
  whole(1, "one");
  queue("one");
  take(2, "one");
  EXPECT_THAT(story.verdicts(), Contains("FLOW-COMP-2 FAIL"));
}

TEST_F(ComplianceOf, an_event_that_a_later_one_overtook_fails) {
  post("one");
  queue("one");
  deliver("one");
  whole(2, "two");
  EXPECT_THAT(story.verdicts(), Contains("FLOW-COMP-3 FAIL"));
}

TEST_F(ComplianceOf, an_event_that_a_living_server_leaves_in_the_queue_fails) {
  post("one");
  queue("one");
  deliver("one");
  EXPECT_THAT(story.verdicts(), Contains("FLOW-COMP-3 INCONC")) << "the server may have died";
  story.wait(32s);
  life();
  EXPECT_THAT(story.verdicts(), Contains("FLOW-COMP-3 FAIL"));
}

TEST_F(ComplianceOf, an_event_that_changes_on_its_way_fails) {
  post("one");
  queue("one");
  deliver("one");
  take(1, "another");
  EXPECT_THAT(story.verdicts(), Contains("FLOW-COMP-3 FAIL"));
}

TEST_F(ComplianceOf, an_event_that_gets_into_mgccomp_twice_fails) {
  whole(1, "one");
  take(2, "one");
  EXPECT_THAT(story.verdicts(), Contains("FLOW-COMP-3 FAIL"));
}

TEST_F(ComplianceOf, the_same_place_of_the_queue_may_be_read_again) {
  whole(1, "one");
  take(1, "one");
  EXPECT_THAT(story.verdicts(), Contains("FLOW-COMP-3 PASS"));
}

TEST_F(ComplianceOf, a_server_that_died_need_not_have_shown_what_it_had_queued) {
  whole(1, "one");
  post("two");
  story.link_down("alice");
  take(2, "two");
  EXPECT_THAT(story.verdicts(), Contains("FLOW-COMP-3 PASS"));
}

TEST_F(ComplianceOf, a_batch_of_more_than_there_is_fails) {
  whole(1, "one");
  hand_over(1, 2);
  EXPECT_THAT(story.verdicts(), Contains("FLOW-COMP-4 FAIL"));
}

TEST_F(ComplianceOf, an_event_in_two_batches_fails) {
  whole(1, "one");
  whole(2, "two");
  for (const char* id : {"1", "2"})
    story.internal("mgccomp", "adapter", "BATCH",
                   fmt::format("<batch id=\"{}\" events=\"1\"><event sequence=\"1\"/></batch>", id));
  EXPECT_THAT(story.verdicts(), Contains("FLOW-COMP-4 FAIL"));
}

TEST_F(ComplianceOf, deleting_before_the_success_fails) {
  whole(1, "one");
  hand_over(1, 1);
  outcome(1, "FAILED");
  remove(1);
  EXPECT_THAT(story.verdicts(), Contains("FLOW-COMP-5 FAIL"));
}

TEST_F(ComplianceOf, handing_over_again_after_the_success_fails) {
  whole(1, "one");
  hand_over(1, 1);
  outcome(1, "OK");
  hand_over(1, 1);
  EXPECT_THAT(story.verdicts(), Contains("FLOW-COMP-5 FAIL"));
}

TEST_F(ComplianceOf, handing_over_again_after_a_death_passes) {
  whole(1, "one");
  hand_over(1, 1);
  outcome(1, "OK");
  story.link_down("alice");
  hand_over(1, 1);
  outcome(1, "OK");
  remove(1);
  EXPECT_THAT(story.verdicts(), Contains("FLOW-COMP-5 PASS"));
}

TEST_F(ComplianceOf, never_deleting_fails_while_the_server_lives) {
  whole(1, "one");
  hand_over(1, 1);
  outcome(1, "OK");
  story.wait(32s);
  life();
  EXPECT_THAT(story.verdicts(), Contains("FLOW-COMP-5 FAIL"));
}

TEST_F(ComplianceOf, deleting_twice_fails) {
  whole(1, "one");
  hand_over(1, 1);
  outcome(1, "OK");
  remove(1);
  remove(1);
  EXPECT_THAT(story.verdicts(), Contains("FLOW-COMP-5 FAIL"));
}

TEST(ComplianceSteps, are_read_in_the_form_in_which_they_compare) {
  const auto event = read_event(
      "<event sequence=\"7\" kind=\"CHAT\" room=\"ma-chan://Contoso.com/A\" user=\"sip:Alice@contoso.com\" "
      "chat=\"3\">a&#13;&#10;b</event>");
  ASSERT_TRUE(event);
  EXPECT_EQ(event->sequence, 7u);
  EXPECT_EQ(event->facts,
            (EventFacts{"CHAT", "ma-chan://contoso.com/a", "sip:alice@contoso.com", "3", "a\nb"}));
  EXPECT_FALSE(read_event("<batch/>"));
  EXPECT_FALSE(read_event("no xml"));
  const auto batch =
      read_batch("<batch id=\"4\" events=\"2\"><event sequence=\"5\"/><event sequence=\"6\"/></batch>");
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->id, "4");
  EXPECT_EQ(batch->size, 2u);
  EXPECT_THAT(batch->sequences, ElementsAre(5u, 6u));
}

}   // namespace
}   // namespace parley::sim
