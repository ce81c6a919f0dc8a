// A good history passes, and each way of going wrong is named by its own rule.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/checkers/test_story.h"

namespace parley::sim {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct HistoryOf : testing::Test {
  HistoryOf() {
    story.enter("alice");
    for (const char* text : {"one", "two", "three"}) {
      story.post("alice", text);
      story.copy("alice", "alice", text);
    }
  }
  std::uint32_t ask(std::uint32_t count = 30, const std::string& room = kRoom) {
    return story.command("alice", "cmd:bccontext", xccos::BackChatContext{{room}, count});
  }
  static xccos::History history(const std::vector<std::string>& texts, const std::string& room = kRoom) {
    xccos::History all{{room}};
    for (const std::string& text : texts) {
      all.room.messages.push_back(TestStory::chat("alice", text, room));
      all.room.messages.back().ts = fmt::format("2013-08-02T21:00:{:02}Z", all.room.messages.size());
    }
    return all;
  }
  TestStory story{"history"};
};

TEST_F(HistoryOf, nothing_is_said_when_nobody_asks) { EXPECT_THAT(story.verdicts(), IsEmpty()); }

TEST_F(HistoryOf, the_room_in_order_passes) {
  story.reply(ask(), history({"one", "two", "three"}));
  EXPECT_THAT(story.verdicts(), ElementsAre("XCCOS-HIST-1 PASS", "XCCOS-HIST-2 PASS", "XCCOS-HIST-3 PASS",
                                            "FLOW-POST-4 PASS", "FLOW-POST-3 PASS", "XCCOS-POST-8 PASS"));
}

TEST_F(HistoryOf, the_last_messages_only_passes_when_no_more_were_asked_for) {
  story.reply(ask(2), history({"two", "three"}));
  EXPECT_THAT(story.verdicts(), Not(Contains(HasSubstr("FAIL"))));
}

TEST_F(HistoryOf, more_than_was_asked_for_fails) {
  story.reply(ask(2), history({"one", "two", "three"}));
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-HIST-2 FAIL"));
}

TEST_F(HistoryOf, another_room_fails) {
  story.reply(ask(30, kOtherRoom), history({}));
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-HIST-1 FAIL"));
}

TEST_F(HistoryOf, a_message_with_another_chanUri_fails) {
  auto mixed = history({"one", "two", "three"});
  mixed.room.messages[1].chan_uri = kOtherRoom;
  story.reply(ask(), mixed);
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-HIST-1 FAIL"));
}

TEST_F(HistoryOf, descending_time_is_only_noted) {
  auto turned = history({"one", "two", "three"});
  std::swap(turned.room.messages[0].ts, turned.room.messages[2].ts);
  story.reply(ask(), turned);
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-HIST-3 INFO"));
}

TEST_F(HistoryOf, a_delivered_message_that_is_missing_fails) {
  story.reply(ask(), history({"one", "three"}));
  EXPECT_THAT(story.verdicts(), Contains("FLOW-POST-4 FAIL"));
}

TEST_F(HistoryOf, a_post_that_nobody_had_seen_yet_may_be_missing) {
  const auto asked = ask();
  story.post("alice", "four");
  story.copy("alice", "alice", "four");
  story.reply(asked, history({"one", "two", "three"}));
  EXPECT_THAT(story.verdicts(), Contains("FLOW-POST-4 PASS"));
}

TEST_F(HistoryOf, a_room_that_keeps_none_passes) {
  story.reply(ask(), history({}));
  EXPECT_THAT(story.verdicts(), ElementsAre("XCCOS-HIST-1 PASS", "XCCOS-HIST-2 PASS"));
}

TEST_F(HistoryOf, a_phantom_fails) {
  story.reply(ask(), history({"one", "two", "three", "phantom"}));
  EXPECT_THAT(story.verdicts(), Contains("FLOW-POST-3 FAIL"));
}

TEST_F(HistoryOf, a_phantom_passes_in_an_open_world) {
  TestStory open{"history", {.closed_world = false}};
  open.enter("alice");
  open.reply(open.command("alice", "cmd:bccontext", xccos::BackChatContext{{kRoom}, 30}), history({"older"}));
  EXPECT_THAT(open.verdicts(), ElementsAre("XCCOS-HIST-1 PASS", "XCCOS-HIST-2 PASS")) << "nothing was proved";
}

TEST_F(HistoryOf, the_same_words_in_another_room_pass_in_an_open_world_and_prove_nothing) {
  TestStory open{"history", {.closed_world = false}};
  open.enter("alice");
  open.join("alice", kOtherRoom);
  open.post("alice", "good morning", kOtherRoom);
  open.reply(open.command("alice", "cmd:bccontext", xccos::BackChatContext{{kRoom}, 30}),
             history({"good morning"}));
  EXPECT_THAT(open.verdicts(), ElementsAre("XCCOS-HIST-1 PASS", "XCCOS-HIST-2 PASS"));
}

TEST_F(HistoryOf, what_was_seen_posted_is_judged_in_an_open_world_too) {
  TestStory open{"history", {.closed_world = false}};
  open.enter("alice");
  open.post("alice", "one");
  open.reply(open.command("alice", "cmd:bccontext", xccos::BackChatContext{{kRoom}, 30}), history({"one"}));
  EXPECT_THAT(open.verdicts(), Contains("FLOW-POST-3 PASS"));
  EXPECT_THAT(open.verdicts(), Contains("XCCOS-POST-8 PASS"));
}

TEST_F(HistoryOf, a_message_twice_fails) {
  story.reply(ask(), history({"one", "two", "two", "three"}));
  EXPECT_THAT(story.verdicts(), Contains("FLOW-POST-3 FAIL"));
}

TEST_F(HistoryOf, a_refused_post_fails) {
  story.post("alice", "refused", kRoom, 503);
  story.reply(ask(), history({"one", "two", "three", "refused"}));
  EXPECT_THAT(story.verdicts(), Contains("FLOW-POST-3 FAIL"));
}

TEST_F(HistoryOf, a_message_of_another_room_fails) {
  story.join("alice", kOtherRoom);
  story.post("alice", "elsewhere", kOtherRoom);
  story.reply(ask(), history({"one", "two", "three", "elsewhere"}));
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-POST-8 FAIL"));
}

}   // namespace
}   // namespace parley::sim
