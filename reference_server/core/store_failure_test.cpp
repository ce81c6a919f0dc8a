// A store that refuses or does not answer: nobody is told what is not safe, and nothing that happened is
// lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference_server/core/test_client.h"

namespace parley::server {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kPart =
    R"(<chanib uri="ma-chan://contoso.com/0b0c6d4e-6f3a-4c58-9b21-6a1f5f6e7a01"/>)";

class StoreFailureTest : public testing::Test {
 protected:
  void SetUp() override {
    for (TestClient* client : {&alice_, &bob_}) {
      client->open_session();
      client->join(kLobby);
    }
    alice_.bodies();
  }
  // Everything that the archive has, in order.
  std::string archived() {
    server_.advance(std::chrono::minutes{16});
    std::string kinds;
    for (const auto& [id, events] : server_.adapter->output())
      for (const auto& event : events) kinds += std::string(to_string(event.event.kind)) + " ";
    return kinds;
  }

  TestServer server_;
  TestClient alice_{server_, "alice"};
  TestClient bob_{server_, "bob"};
};

TEST_F(StoreFailureTest, a_refused_post_is_503_with_retry_after_and_reaches_nobody) {
  server_.refuse_store(true);
  const auto answers = alice_.post(kLobby, "hello");
  ASSERT_THAT(answers, SizeIs(1));
  EXPECT_EQ(answers[0].status, 503);
  EXPECT_EQ(answers[0].headers.get("Retry-After"), "2");
  EXPECT_THAT(std::string(answers[0].headers.get("ms-diagnostics")), HasSubstr("20000;"));
  EXPECT_THAT(bob_.bodies(), IsEmpty());
}

TEST_F(StoreFailureTest, a_refused_post_that_comes_again_is_posted_once) {
  server_.refuse_store(true);
  alice_.post(kLobby, "hello");
  server_.refuse_store(false);
  --alice_.envid;
  EXPECT_EQ(alice_.post(kLobby, "hello").at(0).status, 200);
  EXPECT_THAT(bob_.bodies(), SizeIs(1));
}

TEST_F(StoreFailureTest, the_wait_that_a_503_asks_for_is_spread_within_the_setting) {
  ServerSetup setup = TestServer::default_setup();
  setup.settings.retry_after_spread = std::chrono::seconds{10};
  TestServer server(std::move(setup));
  TestClient alice(server, "alice");
  alice.open_session();
  alice.join(kLobby);
  server.refuse_store(true);
  std::set<std::string> waits;
  for (int i = 0; i < 50; ++i) waits.emplace(alice.post(kLobby, "again").at(0).headers.get("Retry-After"));
  EXPECT_GT(waits.size(), 5u);
  for (const std::string& wait : waits) EXPECT_TRUE(std::stoi(wait) >= 2 && std::stoi(wait) <= 12) << wait;
}

TEST_F(StoreFailureTest, a_refused_join_is_answered_and_the_room_not_entered) {
  TestClient carol(server_, "carol");
  carol.open_session();
  server_.refuse_store(true);
  EXPECT_THAT(carol.join(kLobby).at(1).body, HasSubstr("DATABASE_CONNECTION"));
  server_.refuse_store(false);
  EXPECT_THAT(alice_.bodies(), IsEmpty());
  EXPECT_THAT(carol.post(kLobby, "am I in").at(0).body + carol.post(kLobby, "am I").at(1).body,
              HasSubstr("USER_NOT_JOINED"));
}

TEST_F(StoreFailureTest, refused_reads_are_answered) {
  server_.refuse_store(true);
  for (const char* command : {"bccontext", "getinv", "getpref", "setpref"}) {
    const std::string data =
        command == std::string_view("bccontext")
            ? R"(<chanib uri=")" + std::string(kLobbyUri) + R"("/><bcq><last cnt="5"/></bcq>)"
        : command == std::string_view("getinv")
            ? R"(<inv inviteId="1" domain="contoso.com"/>)"
            : R"(<pref label="l" seqid="0" createdefault="false">text</pref>)";
    EXPECT_THAT(alice_.command(command, data).at(1).body, HasSubstr("DATABASE_CONNECTION")) << command;
  }
}

std::string preference(std::size_t bytes) {
  return R"(<pref label="l" seqid="0" createdefault="false" content=")" + std::string(bytes, 'x') + R"("/>)";
}

TEST_F(StoreFailureTest, a_preference_that_is_too_long_does_not_wait_for_the_store) {
  server_.hold_store(true);
  EXPECT_THAT(alice_.command("setpref", preference(64 * 1024 + 1)).at(1).body, HasSubstr("LIMIT_EXCEEDED"));
  EXPECT_EQ(alice_.command("setpref", preference(64 * 1024)).size(), 1u);
  server_.hold_store(false);
  EXPECT_THAT(alice_.bodies(), testing::ElementsAre(HasSubstr("SUCCESS_OK")));
}

TEST(StoreQueue, is_bounded_by_what_waits_in_it) {
  ServerSetup setup = TestServer::default_setup();
  setup.settings.store_bytes_max = 100'000;
  TestServer server(std::move(setup));
  TestClient alice(server, "alice");
  alice.open_session();
  server.hold_store(true);
  for (const int status : {200, 200, 503})
    EXPECT_EQ(alice.command("setpref", preference(60'000)).at(0).status, status);
  server.hold_store(false);
  server.received(alice.link);
  EXPECT_EQ(alice.command("setpref", preference(60'000)).at(0).status, 200);
}

TEST_F(StoreFailureTest, a_departure_that_the_store_refuses_is_stored_later) {
  server_.refuse_store(true);
  server_.disconnect(bob_.link);
  EXPECT_THAT(alice_.bodies(), ElementsAre(HasSubstr("ntc:part")));
  server_.advance(std::chrono::seconds{5});
  server_.refuse_store(false);
  server_.advance(std::chrono::seconds{2});
  EXPECT_EQ(archived(), "JOIN JOIN PART PART ");
}

TEST_F(StoreFailureTest, joined_twice_before_the_store_answers_is_archived_once) {
  TestClient carol(server_, "carol");
  carol.open_session();
  server_.hold_store(true);
  carol.join(kLobby);
  carol.join(kLobby);
  server_.hold_store(false);
  const auto replies = carol.bodies();
  ASSERT_THAT(replies, SizeIs(2));
  EXPECT_THAT(replies[1], HasSubstr("SUCCESS_OK"));
  EXPECT_EQ(archived(), "JOIN JOIN JOIN PART PART PART ");
}

TEST_F(StoreFailureTest, who_parts_behind_his_own_join_has_entered_and_left) {
  TestClient carol(server_, "carol");
  carol.open_session();
  server_.hold_store(true);
  carol.join(kLobby);
  carol.command("part", kPart);
  server_.hold_store(false);
  EXPECT_THAT(carol.bodies(), ElementsAre(AllOf(HasSubstr("rpl:join"), HasSubstr("SUCCESS_OK")),
                                          AllOf(HasSubstr("rpl:part"), HasSubstr("SUCCESS_OK"))));
  EXPECT_THAT(alice_.bodies(), ElementsAre(HasSubstr("ntc:join"), HasSubstr("ntc:part")));
  alice_.post(kLobby, "is she here");
  EXPECT_THAT(carol.bodies(), IsEmpty());
}

TEST_F(StoreFailureTest, who_joins_again_behind_join_and_part_is_in_the_room) {
  TestClient carol(server_, "carol");
  carol.open_session();
  server_.hold_store(true);
  carol.join(kLobby);
  carol.join(kLobby);
  carol.command("part", kPart);
  carol.join(kLobby);
  server_.hold_store(false);
  EXPECT_THAT(carol.bodies(), ElementsAre(HasSubstr("SUCCESS_OK"), HasSubstr("SUCCESS_OK"),
                                          HasSubstr("rpl:part"), HasSubstr("SUCCESS_OK")));
  alice_.post(kLobby, "is she here");
  EXPECT_THAT(carol.bodies(), ElementsAre(HasSubstr("is she here")));
  EXPECT_EQ(archived(), "JOIN JOIN JOIN PART JOIN CHAT PART PART PART ");
}

TEST_F(StoreFailureTest, a_room_left_while_a_join_of_it_and_others_is_stored_is_left) {
  server_.hold_store(true);
  alice_.command("bjoin", fmt::format(R"(<chanid key="0" domain="contoso.com" value="{}"/>)"
                                      R"(<chanid key="1" domain="contoso.com" value="{}"/>)",
                                      kLobby, kDesignReview));
  alice_.command("part", kPart);
  server_.hold_store(false);
  EXPECT_THAT(alice_.bodies(), ElementsAre(HasSubstr("rpl:bjoin"), HasSubstr("rpl:part")));
  bob_.bodies();
  bob_.post(kLobby, "is she here");
  EXPECT_THAT(alice_.bodies(), IsEmpty());
}

TEST_F(StoreFailureTest, who_leaves_while_his_join_is_stored_is_archived_as_gone) {
  TestClient carol(server_, "carol");
  carol.open_session();
  server_.hold_store(true);
  carol.join(kLobby);
  server_.disconnect(carol.link);
  server_.hold_store(false);
  EXPECT_THAT(alice_.bodies(), IsEmpty());
  EXPECT_EQ(archived(), "JOIN JOIN JOIN PART PART PART ");
}

TEST_F(StoreFailureTest, what_waits_for_a_silent_store_is_bounded) {
  ServerSetup setup = TestServer::default_setup();
  setup.settings.store_requests_max = 3;
  TestServer server(std::move(setup));
  TestClient alice(server, "alice");
  alice.open_session();
  server.hold_store(true);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(alice.join(kLobby).at(0).status, 200);
  const auto refused = alice.join(kLobby).at(0);
  EXPECT_EQ(refused.status, 503);
  EXPECT_THAT(std::string(refused.headers.get("ms-diagnostics")), HasSubstr("20011;"));
  server.hold_store(false);
  server.received(alice.link);
  EXPECT_EQ(alice.join(kLobby).at(0).status, 200);
}

TEST_F(StoreFailureTest, the_log_says_in_which_dialog_a_post_was_lost) {
  server_.refuse_store(true);
  alice_.post(kLobby, "hello");
  const Log& last = server_.logged.back();
  EXPECT_THAT(last.text, HasSubstr("a post is not stored"));
  EXPECT_EQ(last.dialog, alice_.dialog->call_id());
}

TEST_F(StoreFailureTest, a_post_behind_a_command_and_in_any_case_counts_among_those_in_flight) {
  ServerSetup setup = TestServer::default_setup();
  setup.settings.posts_in_flight_max = 1;
  TestServer server(std::move(setup));
  TestClient alice(server, "alice");
  alice.open_session();
  alice.join(kLobby);
  server.hold_store(true);
  alice.post(kLobby, "first");
  const std::string body =
      R"(<xccos ver="1" envid="9" xmlns="urn:parlano:xml:ns:xccos">)"
      R"(<cmd id="cmd:requri" seqid="1"><data/></cmd>)"
      R"(<GrpChat id="GRPCHAT" seqid="2" chanUri=")" +
      std::string(kLobbyUri) +
      R"(" author="sip:alice@contoso.com" ts="2013-08-02T21:00:00Z"><chat>second</chat></GrpChat></xccos>)";
  EXPECT_EQ(alice.info(body).at(0).status, 503);
}

}   // namespace
}   // namespace parley::server
