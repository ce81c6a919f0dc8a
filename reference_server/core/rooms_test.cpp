// Entering, leaving, seeing and searching rooms.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference_server/core/test_client.h"

namespace parley::server {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class RoomsTest : public testing::Test {
 protected:
  void SetUp() override {
    alice_.open_session();
    bob_.open_session();
  }
  static std::string reply_of(const std::vector<sip::Message>& messages) {
    for (const sip::Message& message : messages)
      if (message.method == "INFO") return message.body;
    return {};
  }

  TestServer server_;
  TestClient alice_{server_, "alice"};
  TestClient bob_{server_, "bob"};
};

TEST_F(RoomsTest, a_join_is_acknowledged_then_answered_by_an_info_that_names_it) {
  const auto messages = alice_.join(kLobby);
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[0].status, 200);
  EXPECT_TRUE(messages[0].body.empty());
  EXPECT_THAT(messages[1].body, HasSubstr(R"(<commandid seqid="1" envid="101"/>)"));
  EXPECT_THAT(messages[1].body, HasSubstr(R"(name="Lobby")"));
}

// docs/pool-file.md: the Lobby of the default pool is for everybody who may chat there.
TEST_F(RoomsTest, every_user_of_the_default_pool_may_enter_the_lobby) {
  const Directory directory = TestServer::default_setup().directory;
  std::size_t entered = 0;
  for (const auto& [uri, user] : directory.users()) {
    if (!user.enabled || user.default_pool != directory.pools().front().uri) continue;
    TestClient client(server_, user.name);
    client.open_session();
    EXPECT_THAT(reply_of(client.join(kLobby)), HasSubstr("SUCCESS_OK")) << user.name;
    ++entered;
  }
  EXPECT_EQ(entered, 11u);   // All twelve but oscar, for whom Persistent Chat is off.
}

TEST_F(RoomsTest, the_reply_lists_everybody_by_permission_mask) {
  bob_.join(kLobby);
  EXPECT_THAT(reply_of(alice_.join(kLobby)),
              HasSubstr(R"(<aib key="3984" value="0"/><aib key="12276" value="1"/>)"));
}

TEST_F(RoomsTest, the_others_are_told_and_the_joiner_is_not) {
  alice_.join(kLobby);
  const auto messages = bob_.join(kLobby);
  EXPECT_EQ(messages.size(), 2u);
  EXPECT_THAT(alice_.bodies(), ElementsAre(HasSubstr("ntc:join")));
}

TEST_F(RoomsTest, a_second_endpoint_of_a_user_is_not_announced) {
  alice_.join(kLobby);
  bob_.join(kLobby);
  alice_.bodies();
  TestClient phone(server_, "bob");
  phone.open_session();
  phone.join(kLobby);
  EXPECT_THAT(alice_.bodies(), IsEmpty());
}

TEST_F(RoomsTest, joining_twice_succeeds_twice_and_is_archived_once) {
  alice_.join(kLobby);
  EXPECT_THAT(reply_of(alice_.join(kLobby)), HasSubstr("SUCCESS_OK"));
  EXPECT_EQ(server_.store->read_queue(10)->size() + server_.observed.size() / 2, 1u);
}

TEST_F(RoomsTest, a_history_is_as_many_of_the_newest_messages_as_a_peer_with_our_limits_can_read) {
  for (int i = 1; i <= 300; ++i) {
    storage::NewPost post;
    post.message.room_uri = kLobbyUri;
    post.message.author_uri = "sip:bob@contoso.com";
    post.message.text = std::string(4000, '\'');   // Each of them six bytes on the wire.
    post.message.at = WallTime{13'754'772'000'000'000};
    ASSERT_TRUE(server_.store->append_messages({post}));
  }
  const std::string data = fmt::format(R"(<chanib uri="{}"/><bcq><last cnt="300"/></bcq>)", kLobbyUri);
  const std::string reply = reply_of(alice_.command("bccontext", data));
  EXPECT_THAT(reply, AllOf(HasSubstr(R"(chatId="300")"), Not(HasSubstr(R"(chatId="1")"))));
  EXPECT_GT(reply.size(), 700u * 1024);
  EXPECT_TRUE(xccos::decode(reply, xccos::Reading::strict));
}

TEST_F(RoomsTest, refusals_say_why) {
  EXPECT_THAT(reply_of(alice_.join("00000000-0000-0000-0000-000000000000")), HasSubstr("NO_SUCH_NODE"));
  EXPECT_THAT(reply_of(bob_.join(kBoard)), HasSubstr("ERROR_PERMISSION"));
  EXPECT_THAT(reply_of(alice_.join(kDisabled)), HasSubstr("NODE_DISABLED"));
}

TEST_F(RoomsTest, a_batch_enters_what_it_may_and_names_the_rest) {
  const std::string body = reply_of(bob_.command(
      "bjoin", R"(<chanid key="0" domain="contoso.com" value="0b0c6d4e-6f3a-4c58-9b21-6a1f5f6e7a01"/>)"
               R"(<chanid key="1" domain="contoso.com" value="3e1f7c60-1d83-4f19-8f0c-2b7f4f2a9d11"/>)"));
  EXPECT_THAT(body, HasSubstr("rpl:bjoin"));
  EXPECT_THAT(body, HasSubstr(std::string(kLobbyUri)));
  EXPECT_THAT(body, HasSubstr(R"(<fib key="OPERATION_FAILED" value="3e1f7c60-1d83-4f19-8f0c-2b7f4f2a9d11")"));
}

TEST_F(RoomsTest, a_batch_answers_each_room_once_however_often_it_is_named) {
  const auto named = [](int key, std::string_view room) {
    return fmt::format(R"(<chanid key="{}" domain="contoso.com" value="{}"/>)", key, room);
  };
  const std::string body = reply_of(
      bob_.command("bjoin", named(0, kLobby) + named(1, kBoard) + named(2, kLobby) + named(3, kBoard) +
                                named(4, "3E1F7C60-1D83-4F19-8F0C-2B7F4F2A9D11")));
  EXPECT_EQ(body.find("<fib "), body.rfind("<fib "));
  EXPECT_EQ(body.find("<chanib "), body.rfind("<chanib "));
}

TEST_F(RoomsTest, who_leaves_hears_no_more_and_the_others_are_told) {
  alice_.join(kLobby);
  bob_.join(kLobby);
  alice_.bodies();
  EXPECT_THAT(reply_of(bob_.command("part", "<chanib uri=\"" + std::string(kLobbyUri) + "\"/>")),
              HasSubstr("SUCCESS_OK"));
  EXPECT_THAT(alice_.bodies(), ElementsAre(HasSubstr("ntc:part")));
  alice_.post(kLobby, "he is gone");
  EXPECT_THAT(bob_.bodies(), IsEmpty());
}

TEST_F(RoomsTest, a_lost_connection_leaves_every_room) {
  alice_.join(kLobby);
  bob_.join(kLobby);
  alice_.bodies();
  server_.disconnect(bob_.link);
  EXPECT_THAT(alice_.bodies(), ElementsAre(HasSubstr("ntc:part")));
}

TEST_F(RoomsTest, a_search_shows_what_the_user_may_see) {
  const std::string all =
      reply_of(bob_.command("chansrch", R"(<qib qtype="BYNAME" criteria="" extended="false"/>)"));
  EXPECT_THAT(all, HasSubstr("Lobby"));
  EXPECT_THAT(all, Not(HasSubstr("Board")));
  EXPECT_THAT(all, Not(HasSubstr("Archive 2012")));
  EXPECT_THAT(all, Not(HasSubstr("Second floor")));
  const std::string some =
      reply_of(bob_.command("chansrch", R"(<qib qtype="BYNAME" criteria="LOB" extended="false"/>)"));
  EXPECT_THAT(some, HasSubstr("Lobby"));
  EXPECT_THAT(some, Not(HasSubstr("Operations")));
}

TEST_F(RoomsTest, above_the_limit_no_notices_are_sent_until_below_four_fifths) {
  ServerSetup setup = TestServer::default_setup();
  setup.settings.participant_update_limit = 5;
  TestServer server(std::move(setup));
  std::vector<std::unique_ptr<TestClient>> clients;
  for (const char* name : {"alice", "bob", "carol", "dave", "erin", "frank"}) {
    clients.push_back(std::make_unique<TestClient>(server, name));
    clients.back()->open_session();
    clients.back()->join(kLobby);
  }
  EXPECT_EQ(clients[0]->bodies().size(), 4u);   // The sixth made the room large: nobody was told of him.
  const auto leave = [&](TestClient& client) {
    client.command("part", "<chanib uri=\"" + std::string(kLobbyUri) + "\"/>");
  };
  leave(*clients[5]);
  leave(*clients[4]);
  EXPECT_THAT(clients[0]->bodies(), IsEmpty());   // Four are left: four fifths of five, not below.
  leave(*clients[3]);
  EXPECT_THAT(clients[0]->bodies(), ElementsAre(HasSubstr("ntc:part")));
}

TEST_F(RoomsTest, an_unknown_command_is_refused_and_the_session_goes_on) {
  EXPECT_THAT(reply_of(alice_.command("nonsense", "")), HasSubstr("MSG_NOT_SUPPORTED"));
  EXPECT_THAT(reply_of(alice_.join(kLobby)), HasSubstr("SUCCESS_OK"));
}

TEST_F(RoomsTest, history_is_read_by_members_only_and_at_most_as_asked) {
  alice_.join(kLobby);
  for (const char* text : {"one", "two", "three"}) alice_.post(kLobby, text);
  const std::string body = reply_of(bob_.command(
      "bccontext", "<chanib uri=\"" + std::string(kLobbyUri) + "\"/><bcq><last cnt=\"2\"/></bcq>"));
  EXPECT_THAT(body, Not(HasSubstr("one")));
  EXPECT_LT(body.find("two"), body.find("three"));
  const std::string refused =
      reply_of(bob_.command("bccontext", "<chanib uri=\"ma-chan://contoso.com/" + std::string(kBoard) +
                                             "\"/><bcq><last cnt=\"2\"/></bcq>"));
  EXPECT_THAT(refused, HasSubstr("ERROR_PERMISSION"));
}

}   // namespace
}   // namespace parley::server
