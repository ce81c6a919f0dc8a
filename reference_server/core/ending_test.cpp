// What an orderly stop leaves behind: nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference_server/core/test_client.h"

namespace parley::server {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr std::string_view kPool = "sip:GC-1-PersistentChatService-1@contoso.com";

class EndingTest : public testing::Test {
 protected:
  EndingTest() {
    for (TestClient* client : {&alice_, &bob_}) {
      client->open_session();
      client->join(kLobby);
    }
    alice_.bodies();
    bob_.bodies();
  }
  std::vector<std::string> methods(const TestClient& client) {
    std::vector<std::string> found;
    for (const sip::Message& message : server_.received(client.link)) found.push_back(message.method);
    return found;
  }
  // Of the events that the adapter was given, in order.
  std::vector<std::string> handed_over() const {
    std::vector<std::string> kinds;
    for (const auto& [batch, events] : server_.adapter->output())
      for (const compliance::ArchivedEvent& one : events)
        kinds.emplace_back(storage::to_string(one.event.kind));
    return kinds;
  }

  TestServer server_;
  TestClient alice_{server_, "alice"}, bob_{server_, "bob"};
};

TEST_F(EndingTest, every_session_gets_a_bye_and_nothing_else_and_is_closed) {
  server_.tell("stop");
  for (const TestClient* client : {&alice_, &bob_}) {
    EXPECT_THAT(methods(*client), ElementsAre("BYE"));
    EXPECT_TRUE(server_.closed(client->link));
  }
  EXPECT_TRUE(server_.stopped());
}

TEST_F(EndingTest, everybody_has_left_in_what_the_adapter_is_given) {
  server_.tell("stop");
  EXPECT_THAT(handed_over(), ElementsAre("JOIN", "JOIN", "PART", "PART"));
}

TEST_F(EndingTest, a_post_that_is_being_stored_is_acknowledged_and_sent_out_before_the_bye) {
  server_.hold_store(true);
  EXPECT_THAT(alice_.post(kLobby, "at the last moment"), IsEmpty());
  server_.tell("stop");
  EXPECT_FALSE(server_.stopped());
  server_.hold_store(false);
  EXPECT_THAT(methods(alice_), ElementsAre("", "INFO", "BYE"));
  EXPECT_THAT(methods(bob_), ElementsAre("INFO", "BYE"));
  EXPECT_THAT(handed_over(), ElementsAre("JOIN", "JOIN", "CHAT", "PART", "PART"));
}

TEST_F(EndingTest, who_comes_meanwhile_is_refused_with_503) {
  server_.hold_store(true);
  alice_.post(kLobby, "at the last moment");
  server_.tell("stop");
  TestClient carol(server_, "carol");
  const auto answer = carol.send(carol.request("INVITE", kPool)).at(0);
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(std::string(answer.headers.get("ms-diagnostics")),
              AllOf(StartsWith("20000;"), HasSubstr("reason=\"Chat service busy\"")));
  EXPECT_FALSE(answer.headers.get("Retry-After").empty());
  EXPECT_EQ(alice_.post(kLobby, "and another").at(0).status, 503);
}

TEST_F(EndingTest, a_client_may_say_bye_itself) {
  server_.hold_store(true);
  alice_.post(kLobby, "at the last moment");
  server_.tell("stop");
  EXPECT_EQ(alice_.send(alice_.in_session("BYE")).at(0).status, 200);
}

TEST_F(EndingTest, a_store_that_does_not_take_departures_is_waited_for) {
  server_.refuse_store(true);
  server_.tell("stop");
  EXPECT_FALSE(server_.stopped());
  server_.refuse_store(false);
  server_.advance(std::chrono::seconds{2});
  EXPECT_TRUE(server_.stopped());
  EXPECT_THAT(handed_over(), ElementsAre("JOIN", "JOIN", "PART", "PART"));
}

TEST_F(EndingTest, an_adapter_that_fails_keeps_nobody_waiting) {
  server_.adapter->fail_next(1);
  server_.tell("stop");
  EXPECT_TRUE(server_.stopped());
}

TEST_F(EndingTest, who_connects_afterwards_is_closed_at_once) {
  server_.tell("stop");
  EXPECT_TRUE(server_.closed(server_.connect()));
}

TEST_F(EndingTest, another_instruction_changes_nothing) {
  server_.tell("dance");
  EXPECT_EQ(alice_.post(kLobby, "still here").at(0).status, 200);
}

}   // namespace
}   // namespace parley::server
