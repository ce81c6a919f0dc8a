// What a reply to join says of the users in a room refers to users that it describes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/checkers/test_story.h"

namespace parley::sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct ParticipantsOf : testing::Test {
  ParticipantsOf() { story.sign_in("alice"); }
  void let_in(std::vector<xccos::User> users, std::vector<xccos::RightsGroup> rights, int code = 200) {
    story.reply(story.ask_to_join("alice"),
                xccos::Joined{std::move(users), {{kRoom, "Room", "", {}, std::move(rights)}}, {}}, code);
  }
  TestStory story{"participants"};
};

TEST_F(ParticipantsOf, a_room_without_a_manager_pass) {
  let_in({{0, "sip:alice@contoso.com"}, {1, "sip:bob@contoso.com"}}, {{2176, {0, 1}}});
  EXPECT_THAT(story.verdicts(), ElementsAre("XCCOS-JOIN-2 PASS", "XCCOS-JOIN-3 PASS"));
}

TEST_F(ParticipantsOf, a_group_beside_a_right_one_must_be_described_too) {
  let_in({{0, "sip:alice@contoso.com"}, {1, "sip:bob@contoso.com"}}, {{12276, {0}}, {2176, {1, 7}}});
  EXPECT_THAT(story.verdicts(), ElementsAre("XCCOS-JOIN-2 FAIL", "XCCOS-JOIN-3 PASS"));
}

TEST_F(ParticipantsOf, a_reply_have_an_id_each) {
  let_in({{1, "sip:alice@contoso.com"}, {1, "sip:bob@contoso.com"}}, {{2176, {1}}});
  EXPECT_THAT(story.verdicts(), ElementsAre("XCCOS-JOIN-2 PASS", "XCCOS-JOIN-3 FAIL"));
}

// No source says that a uib must have an id, only that no aib can name one that has none.
TEST_F(ParticipantsOf, a_reply_need_no_id) {
  let_in({{0, "sip:alice@contoso.com"}, {{}, "sip:bob@contoso.com"}, {{}, "sip:carol@contoso.com"}},
         {{2176, {0}}});
  EXPECT_THAT(story.verdicts(), ElementsAre("XCCOS-JOIN-2 PASS"));
}

TEST_F(ParticipantsOf, a_large_room_may_be_left_out) {
  let_in({}, {});
  EXPECT_THAT(story.verdicts(), IsEmpty());
}

TEST_F(ParticipantsOf, a_refusal_are_not_judged) {
  let_in({}, {{2176, {1}}}, 403);
  EXPECT_THAT(story.verdicts(), IsEmpty());
}

}   // namespace
}   // namespace parley::sim
