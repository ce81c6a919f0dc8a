// Who is told of whom in a room: several endpoints of one user, several rooms at once, and rooms above the
// participant limit (xccos.md 2.2, 2.9; product.md 2.5).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "reference_server/core/roster.h"
#include "reference_server/core/test_client.h"

namespace parley::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kPart =
    R"(<chanib uri="ma-chan://contoso.com/0b0c6d4e-6f3a-4c58-9b21-6a1f5f6e7a01"/>)";

std::vector<SessionId> sessions_in(const Roster& roster) {
  std::vector<SessionId> found;
  for (const auto& [place, one] : roster.participants()) found.push_back(one.session);
  return found;
}

TEST(Roster, keeps_the_order_of_joining_whoever_leaves_and_comes_again) {
  Roster roster;
  for (const SessionId id : {7u, 3u, 5u}) roster.enter(id, "sip:alice@contoso.com");
  roster.enter(7, "sip:alice@contoso.com");
  roster.leave(3);
  roster.leave(4);
  roster.enter(3, "sip:alice@contoso.com");
  EXPECT_THAT(sessions_in(roster), ElementsAre(7, 5, 3));
  EXPECT_TRUE(roster.has_session(3));
  EXPECT_FALSE(roster.has_session(4));
}

TEST(Roster, has_a_user_while_one_of_his_sessions_is_there) {
  Roster roster;
  roster.enter(1, "sip:alice@contoso.com");
  roster.enter(2, "sip:alice@contoso.com");
  roster.leave(1);
  EXPECT_TRUE(roster.has_user("sip:alice@contoso.com"));
  EXPECT_EQ(roster.user_count(), 1u);
  roster.leave(2);
  EXPECT_FALSE(roster.has_user("sip:alice@contoso.com"));
}

class RosterTest : public testing::Test {
 protected:
  void SetUp() override {
    for (TestClient* client : {&alice_, &bob_, &phone_}) client->open_session();
    alice_.join(kLobby);
  }
  static std::string reply_in(const std::vector<sip::Message>& messages) {
    for (const sip::Message& message : messages)
      if (message.method == "INFO") return message.body;
    return {};
  }

  TestServer server_;
  TestClient alice_{server_, "alice"};
  TestClient bob_{server_, "bob"};
  TestClient phone_{server_, "bob"};
};

TEST_F(RosterTest, a_user_is_there_until_his_last_endpoint_has_left) {
  bob_.join(kLobby);
  phone_.join(kLobby);
  alice_.bodies();
  bob_.command("part", kPart);
  EXPECT_THAT(alice_.bodies(), IsEmpty());
  server_.disconnect(phone_.link);
  EXPECT_THAT(alice_.bodies(), ElementsAre(HasSubstr("ntc:part")));
}

TEST_F(RosterTest, a_user_with_two_endpoints_is_listed_once_and_hears_on_both) {
  bob_.join(kLobby);
  const std::string reply = reply_in(phone_.join(kLobby));
  EXPECT_EQ(reply.find("sip:bob@contoso.com"), reply.rfind("sip:bob@contoso.com"));
  bob_.bodies();
  alice_.post(kLobby, "hello");
  EXPECT_THAT(bob_.bodies(), ElementsAre(HasSubstr("<chat>hello</chat>")));
  EXPECT_THAT(phone_.bodies(), ElementsAre(HasSubstr("<chat>hello</chat>")));
}

TEST_F(RosterTest, the_other_endpoint_of_who_joins_is_not_told) {
  bob_.join(kLobby);
  phone_.join(kLobby);
  EXPECT_THAT(bob_.bodies(), IsEmpty());
}

TEST_F(RosterTest, who_enters_several_rooms_at_once_is_announced_in_one_notice) {
  alice_.join("094f5a4a-c492-4f6b-91c2-385eba134fd3");
  bob_.command("bjoin",
               R"(<chanid key="0" domain="contoso.com" value="0b0c6d4e-6f3a-4c58-9b21-6a1f5f6e7a01"/>)"
               R"(<chanid key="1" domain="contoso.com" value="094f5a4a-c492-4f6b-91c2-385eba134fd3"/>)");
  const auto told = alice_.bodies();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_THAT(told[0], HasSubstr("ntc:bjoin"));
  EXPECT_THAT(told[0], HasSubstr("0b0c6d4e-6f3a-4c58-9b21-6a1f5f6e7a01"));
  EXPECT_THAT(told[0], HasSubstr("094f5a4a-c492-4f6b-91c2-385eba134fd3"));
}

TEST_F(RosterTest, a_room_named_twice_in_a_batch_is_entered_once) {
  bob_.command("bjoin",
               R"(<chanid key="0" domain="contoso.com" value="0b0c6d4e-6f3a-4c58-9b21-6a1f5f6e7a01"/>)"
               R"(<chanid key="1" domain="CONTOSO.com" value="0B0C6D4E-6f3a-4c58-9b21-6a1f5f6e7a01"/>)");
  alice_.bodies();
  alice_.post(kLobby, "hello");
  EXPECT_EQ(bob_.bodies().size(), 1u);
}

TEST_F(RosterTest, the_notice_shows_the_permission_mask_of_who_enters) {
  TestClient carol(server_, "carol");
  carol.open_session();
  alice_.join(kAnnouncements);
  carol.join(kAnnouncements);
  bob_.join(kAnnouncements);
  EXPECT_THAT(alice_.bodies(), ElementsAre(HasSubstr(R"(key="8080")"), HasSubstr(R"(key="12276")")));
}

// --- Large rooms ---

class LargeRoomTest : public testing::Test {
 protected:
  static ServerSetup limited_to_five() {
    ServerSetup setup = TestServer::default_setup();
    setup.settings.participant_update_limit = 5;
    return setup;
  }
  // Whoever is not in yet enters; the reply to the last.
  std::string fill(std::size_t count) {
    static constexpr const char* kNames[] = {"alice", "bob",   "carol", "dave", "erin",
                                             "frank", "grace", "ivan",  "judy"};
    std::string reply;
    while (inside_.size() < count) {
      inside_.push_back(std::make_unique<TestClient>(server_, kNames[inside_.size()]));
      inside_.back()->open_session();
      reply = inside_.back()->join(kLobby).at(1).body;
    }
    return reply;
  }
  void leave_down_to(std::size_t count) {
    while (inside_.size() > count) {
      inside_.back()->command("part", kPart);
      inside_.pop_back();
    }
  }
  TestClient& first() { return *inside_.front(); }

  TestServer server_{limited_to_five()};
  std::vector<std::unique_ptr<TestClient>> inside_;
};

TEST_F(LargeRoomTest, at_the_limit_all_is_as_ever) {
  EXPECT_THAT(fill(5), HasSubstr("<aib"));
  EXPECT_EQ(first().bodies().size(), 4u);
}

TEST_F(LargeRoomTest, above_the_limit_the_joiner_gets_no_roster) {
  const std::string reply = fill(6);
  EXPECT_THAT(reply, HasSubstr("SUCCESS_OK"));
  EXPECT_THAT(reply, Not(HasSubstr("<aib")));
}

TEST_F(LargeRoomTest, it_stays_large_until_below_four_fifths_of_the_limit) {
  fill(6);
  leave_down_to(4);
  first().bodies();
  fill(5);
  EXPECT_THAT(first().bodies(), IsEmpty());
  leave_down_to(3);
  first().bodies();
  fill(4);
  EXPECT_THAT(first().bodies(), ElementsAre(HasSubstr("ntc:join")));
}

TEST_F(LargeRoomTest, what_is_posted_reaches_everybody_all_the_same) {
  fill(9);
  inside_.back()->post(kLobby, "hello all");
  for (std::size_t i = 0; i + 1 < inside_.size(); ++i)
    EXPECT_THAT(inside_[i]->bodies(), testing::Contains(HasSubstr("hello all"))) << i;
}

}   // namespace
}   // namespace parley::server
