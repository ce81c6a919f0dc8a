// The life of an INVITE session: where it goes, how it is refreshed, how it ends (RFC 3261, 12 to 15;
// RFC 4028; xccos.md 4.2 to 4.8).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference_server/core/test_client.h"

namespace parley::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kPool = "sip:GC-1-PersistentChatService-1@contoso.com";
constexpr std::string_view kSecondPool = "sip:GC-1-PersistentChatService-2@contoso.com";
constexpr std::string_view kLookup = "sip:ocschat@contoso.com";

class SessionTest : public testing::Test {
 protected:
  sip::Message invite(TestClient& client, std::string_view uri) {
    return client.send(client.request("INVITE", uri)).at(0);
  }
  // What is known of a session that is in the Lobby, and who watches it there.
  void enter_lobby_watched() {
    alice_.open_session();
    bob_.open_session();
    acknowledge(bob_, bob_.join(kLobby));
    reply_ = alice_.join(kLobby);
    acknowledge(bob_, server_.received(bob_.link));
  }
  sip::Message wants_server_to_refresh() {
    sip::Message request = alice_.request("INVITE", kPool);
    request.headers.add("Supported", "timer");
    request.headers.add("Session-Expires", "720;refresher=uas");
    request.headers.add("Allow", "INVITE, ACK, BYE, INFO, UPDATE");
    return request;
  }
  void open_refreshed_by_server() {
    const auto answer = alice_.open_session(wants_server_to_refresh());
    ASSERT_EQ(answer.headers.get("Session-Expires"), "720;refresher=uas");
    ASSERT_FALSE(answer.headers.contains("Require"));
  }
  static void acknowledge(TestClient& client, const std::vector<sip::Message>& messages) {
    for (const sip::Message& one : messages)
      if (one.is_request()) client.answer(one, 200);
  }
  static std::vector<std::string> methods(const std::vector<sip::Message>& messages) {
    std::vector<std::string> found;
    for (const sip::Message& one : messages) found.push_back(one.method);
    return found;
  }
  static std::string requri_answer(TestClient& client) {
    for (const sip::Message& one : client.command("requri", ""))
      if (one.method == "INFO") return one.body;
    return {};
  }

  TestServer server_;
  TestClient alice_{server_, "alice"};
  TestClient bob_{server_, "bob"};
  std::vector<sip::Message> reply_;   // To alice's join; she has not answered it.
};

// --- The ACK of its 200 (RFC 3261, 13.3.1.4) ---

TEST_F(SessionTest, without_ack_hears_its_200_again_ever_more_slowly_and_is_ended) {
  const sip::Message answer = invite(alice_, kPool);
  std::vector<int> after;   // Milliseconds behind the answer.
  std::vector<sip::Message> last;
  for (int passed = 500; passed <= 32'000; passed += 500) {
    server_.advance(std::chrono::milliseconds{500});
    last = server_.received(alice_.link);
    if (last.empty()) continue;
    after.push_back(passed);
    if (last[0].is_request()) break;
    EXPECT_EQ(sip::write(last[0]), sip::write(answer));
  }
  EXPECT_THAT(after,
              ElementsAre(500, 1500, 3500, 7500, 11'500, 15'500, 19'500, 23'500, 27'500, 31'500, 32'000));
  EXPECT_EQ(last.at(0).method, "BYE");
}

TEST_F(SessionTest, with_its_ack_hears_its_200_once) {
  alice_.open_session(kPool);
  server_.advance(std::chrono::seconds{60});
  EXPECT_THAT(server_.received(alice_.link), IsEmpty());
}

TEST_F(SessionTest, that_is_refreshed_by_invite_waits_for_that_ack_too) {
  alice_.open_session(kPool);
  alice_.send(alice_.in_session("INVITE"));
  server_.advance(std::chrono::milliseconds{500});
  const auto again = server_.received(alice_.link);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].status, 200);
  EXPECT_EQ(again[0].headers.get("CSeq"), "2 INVITE");
}

// --- Where it goes ---

TEST_F(SessionTest, a_pool_answers_with_what_a_real_client_needs) {
  const auto answer = invite(alice_, kPool);
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(std::string(answer.headers.get("To")), HasSubstr("<" + std::string(kPool) + ">;tag="));
  EXPECT_EQ(answer.headers.get("Session-Expires"), "720;refresher=uac");
  EXPECT_THAT(std::string(answer.headers.get("Contact")), HasSubstr(std::string(kPool)));
  EXPECT_EQ(answer.headers.get("Content-Type"), "application/sdp");
}

TEST_F(SessionTest, the_pool_names_itself_and_the_lookup_service_the_users_own) {
  alice_.open_session(kPool);
  EXPECT_THAT(requri_answer(alice_), HasSubstr(std::string(kPool)));
  TestClient heidi(server_, "heidi");
  heidi.open_session(kLookup);
  EXPECT_THAT(requri_answer(heidi), HasSubstr(std::string(kSecondPool)));
}

TEST_F(SessionTest, a_pool_has_its_own_rooms_and_the_lookup_service_none) {
  alice_.open_session(kSecondPool);
  EXPECT_THAT(alice_.join(kLobby).at(1).body, HasSubstr("NO_SUCH_NODE"));
  EXPECT_THAT(alice_.join("c3b2a190-8f7e-4d6c-9b5a-493827160f5e").at(1).body, HasSubstr("SUCCESS_OK"));
  bob_.open_session(kLookup);
  EXPECT_THAT(bob_.join(kLobby).at(1).body, HasSubstr("NO_SUCH_NODE"));
}

TEST_F(SessionTest, nowhere_is_404_and_nobody_403) {
  EXPECT_EQ(invite(alice_, "sip:nobody@contoso.com").status, 404);
  TestClient oscar(server_, "oscar");
  const auto kept_out = invite(oscar, kPool);
  EXPECT_EQ(kept_out.status, 403);
  EXPECT_THAT(std::string(kept_out.headers.get("ms-diagnostics")), HasSubstr("20003;"));
  TestClient stranger(server_, "stranger");
  const auto unknown = invite(stranger, kPool);
  EXPECT_EQ(unknown.status, 403);
  EXPECT_THAT(std::string(unknown.headers.get("ms-diagnostics")), HasSubstr("20010;"));
}

TEST_F(SessionTest, too_many_on_one_connection_are_refused_and_do_not_disturb_the_others) {
  for (std::uint32_t i = 1; i <= Settings{}.sessions_per_connection_max; ++i) {
    sip::Message request = alice_.request("INVITE", kPool);
    request.headers.set("Call-ID", "call-" + std::to_string(i));
    ASSERT_EQ(alice_.send(request).at(0).status, 200);
  }
  const auto refused = invite(alice_, kPool);
  EXPECT_EQ(refused.status, 503);
  EXPECT_THAT(std::string(refused.headers.get("ms-diagnostics")), HasSubstr("20009;"));
  EXPECT_EQ(invite(bob_, kPool).status, 200);
}

// --- How long ---

TEST_F(SessionTest, not_refreshed_it_ends_with_a_bye_and_the_room_is_told) {
  enter_lobby_watched();
  acknowledge(alice_, reply_);
  server_.advance(std::chrono::seconds{10});
  bob_.send(bob_.in_session("UPDATE"));
  server_.advance(std::chrono::seconds{711});
  EXPECT_THAT(methods(server_.received(alice_.link)), ElementsAre("BYE"));
  EXPECT_THAT(bob_.bodies(), ElementsAre(HasSubstr("ntc:part")));
}

TEST_F(SessionTest, a_client_with_timer_is_told_that_it_must_refresh) {
  sip::Message request = alice_.request("INVITE", kPool);
  EXPECT_FALSE(bob_.send(bob_.request("INVITE", kPool)).at(0).headers.contains("Require"));
  request.headers.add("Supported", "timer");
  const auto answer = alice_.send(request).at(0);
  EXPECT_EQ(answer.headers.get("Session-Expires"), "720;refresher=uac");
  EXPECT_EQ(answer.headers.get("Require"), "timer");
}

TEST_F(SessionTest, a_client_that_wants_the_server_to_refresh_gets_its_updates) {
  open_refreshed_by_server();
  for (int i = 0; i < 5; ++i) {
    server_.advance(std::chrono::seconds{360});
    const auto messages = server_.received(alice_.link);
    ASSERT_THAT(methods(messages), ElementsAre("UPDATE"));
    EXPECT_EQ(messages[0].headers.get("Session-Expires"), "720;refresher=uac");
    alice_.answer(messages[0], 200);
  }
}

TEST_F(SessionTest, an_update_that_the_client_refuses_refreshes_nothing) {
  open_refreshed_by_server();
  server_.advance(std::chrono::seconds{360});
  alice_.answer(server_.received(alice_.link).at(0), 501);
  server_.advance(std::chrono::seconds{327});
  EXPECT_THAT(server_.received(alice_.link), IsEmpty());
  server_.advance(std::chrono::seconds{1});
  EXPECT_THAT(methods(server_.received(alice_.link)), ElementsAre("BYE"));
}

TEST_F(SessionTest, an_update_refreshes) {
  alice_.open_session();
  server_.advance(std::chrono::seconds{710});
  const auto answer = alice_.send(alice_.in_session("UPDATE")).at(0);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.get("Session-Expires"), "720;refresher=uac");
  server_.advance(std::chrono::seconds{710});
  EXPECT_THAT(server_.received(alice_.link), IsEmpty());
}

TEST_F(SessionTest, an_invite_in_the_dialog_refreshes_and_its_offer_is_answered) {
  alice_.open_session();
  server_.advance(std::chrono::seconds{710});
  const auto answer = alice_.send(alice_.in_session("INVITE")).at(0);
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr("m=message"));
  alice_.acknowledge();
  server_.advance(std::chrono::seconds{710});
  EXPECT_THAT(server_.received(alice_.link), IsEmpty());
}

TEST_F(SessionTest, an_info_is_no_refresh) {
  alice_.open_session();
  server_.advance(std::chrono::seconds{710});
  acknowledge(alice_, alice_.command("requri", ""));
  server_.advance(std::chrono::seconds{11});
  EXPECT_THAT(methods(server_.received(alice_.link)), ElementsAre("BYE"));
}

TEST_F(SessionTest, the_client_may_ask_for_a_shorter_interval_but_not_for_a_longer) {
  sip::Message request = alice_.request("INVITE", kPool);
  request.headers.add("Session-Expires", "300");
  EXPECT_EQ(alice_.send(request).at(0).headers.get("Session-Expires"), "300;refresher=uac");
  request = bob_.request("INVITE", kPool);
  request.headers.add("Session-Expires", "7200");
  EXPECT_EQ(bob_.send(request).at(0).headers.get("Session-Expires"), "720;refresher=uac");
}

TEST_F(SessionTest, the_clients_least_interval_is_kept) {
  sip::Message request = alice_.request("INVITE", kPool);
  request.headers.add("Session-Expires", "3600");
  request.headers.add("Min-SE", "900");
  EXPECT_EQ(alice_.send(request).at(0).headers.get("Session-Expires"), "900;refresher=uac");
}

TEST_F(SessionTest, an_interval_that_is_too_brief_is_422) {
  sip::Message request = alice_.request("INVITE", kPool);
  request.headers.add("Session-Expires", "10");
  request.headers.add("Supported", "timer");
  const auto answer = alice_.send(request).at(0);
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.headers.get("Min-SE"), "90");
}

TEST_F(SessionTest, an_interval_that_is_too_brief_is_raised_for_who_could_not_read_a_422) {
  sip::Message request = alice_.request("INVITE", kPool);
  request.headers.add("Session-Expires", "10");
  EXPECT_EQ(alice_.send(request).at(0).headers.get("Session-Expires"), "90;refresher=uac");
}

// --- The dialog ---

TEST_F(SessionTest, a_request_in_no_dialog_is_481) {
  for (const char* method : {"INFO", "UPDATE", "BYE"}) {
    sip::Message request = alice_.request(method, kPool);
    request.headers.set("To", "<" + std::string(kPool) + ">;tag=none");
    EXPECT_EQ(alice_.send(request).at(0).status, 481) << method;
  }
}

TEST_F(SessionTest, a_cseq_that_does_not_grow_is_500_and_the_session_goes_on) {
  alice_.open_session();
  sip::Message late = alice_.in_session("UPDATE");
  alice_.send(alice_.in_session("UPDATE"));
  EXPECT_EQ(alice_.send(late).at(0).status, 500);
  EXPECT_EQ(alice_.send(alice_.in_session("UPDATE")).at(0).status, 200);
}

TEST_F(SessionTest, nobody_uses_the_dialog_of_another_connection) {
  enter_lobby_watched();
  const LinkId own = alice_.link;
  alice_.link = server_.connect();
  EXPECT_EQ(alice_.post(kLobby, "I know the tags").at(0).status, 481);
  EXPECT_EQ(alice_.send(alice_.in_session("BYE")).at(0).status, 481);
  EXPECT_THAT(bob_.bodies(), IsEmpty());
  alice_.link = own;
  EXPECT_EQ(alice_.post(kLobby, "and it is mine").at(0).status, 200);
}

TEST_F(SessionTest, two_clients_with_the_same_call_id_have_each_their_own_dialog) {
  sip::Message first = alice_.request("INVITE", kPool), second = bob_.request("INVITE", kPool);
  second.headers.set("Call-ID", first.headers.get("Call-ID"));
  alice_.dialog = *sip::Dialog::established(first, alice_.send(first).at(0));
  bob_.dialog = *sip::Dialog::established(second, bob_.send(second).at(0));
  EXPECT_EQ(bob_.send(bob_.in_session("BYE")).at(0).status, 200);
  EXPECT_EQ(alice_.send(alice_.in_session("UPDATE")).at(0).status, 200);
}

// --- How it ends ---

TEST_F(SessionTest, a_bye_leaves_every_room_and_ends_the_dialog) {
  enter_lobby_watched();
  EXPECT_EQ(alice_.send(alice_.in_session("BYE")).at(0).status, 200);
  EXPECT_THAT(bob_.bodies(), ElementsAre(HasSubstr("ntc:part")));
  EXPECT_EQ(alice_.post(kLobby, "too late").at(0).status, 481);
}

TEST_F(SessionTest, a_client_that_answers_481_or_487_has_left_and_hears_nothing_more) {
  for (const int status : {481, 487}) {
    TestServer server;
    TestClient alice(server, "alice"), bob(server, "bob");
    alice.open_session();
    bob.open_session();
    bob.join(kLobby);
    const auto reply = alice.join(kLobby).at(1);
    bob.bodies();
    alice.answer(reply, status);
    EXPECT_THAT(bob.bodies(), ElementsAre(HasSubstr("ntc:part"))) << status;
    bob.post(kLobby, "are you there");
    EXPECT_THAT(server.received(alice.link), IsEmpty()) << status;
  }
}

TEST_F(SessionTest, another_refusal_concerns_that_message_only) {
  alice_.open_session();
  alice_.answer(alice_.join(kLobby).at(1), 500);
  EXPECT_EQ(alice_.post(kLobby, "still here").at(0).status, 200);
}

TEST_F(SessionTest, a_client_that_does_not_answer_for_32_s_is_hung_up_on) {
  enter_lobby_watched();
  server_.advance(std::chrono::seconds{31});
  EXPECT_THAT(server_.received(alice_.link), IsEmpty());
  server_.advance(std::chrono::seconds{1});
  EXPECT_THAT(methods(server_.received(alice_.link)), ElementsAre("BYE"));
  EXPECT_THAT(bob_.bodies(), ElementsAre(HasSubstr("ntc:part")));
}

}   // namespace
}   // namespace parley::server
