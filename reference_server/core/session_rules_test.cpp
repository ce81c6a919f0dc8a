// The rules of a dialog, from the side of the server: what crosses, comes early, late, twice or out of order,
// by which way, and in which spelling (RFC 3261, 7.3, 9 to 16; RFC 3311, 5; RFC 4028, 7 to 10).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference_server/core/test_client.h"

namespace parley::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::AllOf;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Le;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view kPool = "sip:GC-1-PersistentChatService-1@contoso.com";

class SessionRules : public testing::Test {
 protected:
  // The server is to refresh.
  void open_refreshed_by_server(std::string_view allow) {
    sip::Message invite = alice_.request("INVITE", kPool);
    invite.headers.add("Supported", "timer");
    invite.headers.add("Session-Expires", "720;refresher=uas");
    if (!allow.empty()) invite.headers.add("Allow", allow);
    ASSERT_EQ(alice_.open_session(invite).headers.get("Session-Expires"), "720;refresher=uas");
  }
  sip::Message only_message() {
    const auto messages = server_.received(alice_.link);
    EXPECT_THAT(messages, SizeIs(1));
    return messages.empty() ? sip::Message{} : messages[0];
  }
  // The refresh of the server, half an interval after the last.
  sip::Message refresh() {
    server_.advance(seconds{360});
    return only_message();
  }
  // What came back at once.
  std::vector<sip::Message> answer_with(const sip::Message& asked, int status, std::string_view header,
                                        std::string_view value) {
    sip::Message response = sip::make_response(asked, status);
    response.headers.add(header, value);
    return alice_.send(response);
  }
  // How long it takes until the server sends something.
  Duration silence() {
    for (Duration passed{0}; passed < seconds{10}; passed += milliseconds{10}) {
      if (!(heard_ = server_.received(alice_.link)).empty()) return passed;
      server_.advance(milliseconds{10});
    }
    return Duration::max();
  }
  static sip::Message offering(sip::Message request) {
    request.headers.add("Content-Type", "application/sdp");
    request.body = "v=0\r\n";
    return request;
  }

  TestServer server_;
  TestClient alice_{server_, "alice"};
  std::vector<sip::Message> heard_;
};

// --- Refresh by the server ---

TEST_F(SessionRules, a_client_whose_allow_has_no_update_is_refreshed_by_invite_and_gets_its_ack) {
  open_refreshed_by_server("INVITE, ACK, BYE");
  const sip::Message invite = refresh();
  EXPECT_EQ(invite.method, "INVITE");
  EXPECT_EQ(invite.headers.get("Session-Expires"), "720;refresher=uac");
  EXPECT_THAT(invite.body, HasSubstr("m=message"));
  for (int i = 0; i < 2; ++i) {   // The second 200 says that the ACK was lost.
    const sip::Message ack = alice_.send(sip::make_response(invite, 200)).at(0);
    EXPECT_EQ(ack.method, "ACK");
    EXPECT_EQ(sip::parse_cseq(ack.headers.get("CSeq"))->number,
              sip::parse_cseq(invite.headers.get("CSeq"))->number);
  }
  EXPECT_EQ(refresh().method, "INVITE");
}

TEST_F(SessionRules,
       who_has_not_said_that_he_takes_update_is_sent_none_and_each_2xx_says_what_is_taken_here) {
  open_refreshed_by_server("");
  EXPECT_EQ(refresh().method, "INVITE");
  for (const char* method : {"INVITE", "UPDATE"}) {
    TestClient bob(server_, "bob");
    bob.open_session();
    const auto answer = bob.send(bob.in_session(method)).at(0);
    EXPECT_TRUE(answer.headers.lists("Allow", "UPDATE")) << method;
  }
}

TEST_F(SessionRules, a_200_to_an_invite_that_was_never_sent_gets_no_ack) {
  alice_.open_session();
  sip::Message ok = sip::make_response(alice_.request("INVITE", kPool), 200);
  ok.headers.set("From", fmt::format("<{}>;tag={}", kPool, alice_.dialog->remote_tag()));
  ok.headers.set("To", "<" + alice_.uri() + ">;tag=from-alice");
  for (const char* number : {"0", "1"}) {
    ok.headers.set("CSeq", std::string(number) + " INVITE");
    EXPECT_THAT(alice_.send(ok), IsEmpty());
  }
}

TEST_F(SessionRules, a_refresh_of_the_client_may_bring_another_allow) {
  open_refreshed_by_server("INVITE, ACK, BYE");
  sip::Message update = alice_.in_session("UPDATE");
  update.headers.add("Allow", "INVITE");
  update.headers.add("Allow", "UPDATE, BYE");
  EXPECT_EQ(alice_.send(update).at(0).headers.get("Session-Expires"), "720;refresher=uas");
  EXPECT_EQ(refresh().method, "UPDATE");
}

TEST_F(SessionRules, the_answer_to_its_update_says_how_long_and_who_refreshes_next) {
  open_refreshed_by_server("UPDATE");
  answer_with(refresh(), 200, "Session-Expires", "100;refresher=uac");
  server_.advance(seconds{50});
  answer_with(only_message(), 200, "Session-Expires", "100;refresher=uas");
  server_.advance(seconds{99});
  EXPECT_THAT(server_.received(alice_.link), IsEmpty());
  server_.advance(seconds{1});
  EXPECT_EQ(only_message().method, "BYE");
}

TEST_F(SessionRules, an_update_refused_with_491_is_sent_again_within_2_s) {
  open_refreshed_by_server("UPDATE");
  alice_.answer(refresh(), 491);
  EXPECT_THAT(silence(), AllOf(Ge(Duration{0}), Le(Duration{seconds{2}})));
  ASSERT_THAT(heard_, SizeIs(1));
  EXPECT_EQ(heard_[0].method, "UPDATE");
}

TEST_F(SessionRules, an_update_refused_with_422_is_sent_again_once_with_what_is_long_enough) {
  open_refreshed_by_server("UPDATE");
  const sip::Message again = answer_with(refresh(), 422, "Min-SE", "900").at(0);
  EXPECT_EQ(again.headers.get("Session-Expires"), "900;refresher=uac");
  EXPECT_EQ(again.headers.get("Min-SE"), "900");
  EXPECT_THAT(answer_with(again, 422, "Min-SE", "1800"), IsEmpty());
}

TEST_F(SessionRules, an_invite_that_rings_too_long_is_cancelled_and_the_session_goes_on) {
  open_refreshed_by_server("INVITE, ACK, BYE");
  const sip::Message invite = refresh();
  alice_.answer(invite, 180);
  server_.advance(seconds{181});
  const sip::Message cancel = only_message();
  EXPECT_EQ(cancel.method, "CANCEL");
  alice_.answer(cancel, 200);
  alice_.answer(invite, 487);
  server_.received(alice_.link);   // The ACK of the 487.
  EXPECT_EQ(alice_.send(alice_.in_session("UPDATE")).at(0).status, 200);
}

// --- Glare ---

TEST_F(SessionRules, an_invite_that_crosses_its_own_is_491) {
  open_refreshed_by_server("INVITE, ACK, BYE");
  const sip::Message invite = refresh();
  EXPECT_EQ(alice_.send(alice_.in_session("INVITE")).at(0).status, 491);
  alice_.answer(invite, 200);
  server_.received(alice_.link);
  EXPECT_EQ(alice_.send(alice_.in_session("INVITE")).at(0).status, 200);
}

TEST_F(SessionRules, an_update_that_crosses_its_invite_is_491_when_it_offers_and_else_200) {
  open_refreshed_by_server("INVITE, ACK, BYE");
  refresh();
  EXPECT_EQ(alice_.send(offering(alice_.in_session("UPDATE"))).at(0).status, 491);
  EXPECT_EQ(alice_.send(alice_.in_session("UPDATE")).at(0).status, 200);
}

TEST_F(SessionRules, an_update_that_crosses_its_update_is_taken) {
  open_refreshed_by_server("UPDATE");
  const sip::Message update = refresh();
  EXPECT_EQ(alice_.send(alice_.in_session("UPDATE")).at(0).status, 200);
  alice_.answer(update, 200);
  server_.advance(seconds{359});
  EXPECT_THAT(server_.received(alice_.link), IsEmpty());
}

TEST_F(SessionRules, an_offer_in_an_update_is_answered) {
  alice_.open_session();
  EXPECT_THAT(alice_.send(offering(alice_.in_session("UPDATE"))).at(0).body, HasSubstr("m=message"));
  EXPECT_THAT(alice_.send(alice_.in_session("UPDATE")).at(0).body, IsEmpty());
}

// --- Early and late ---

TEST_F(SessionRules, an_early_update_before_the_ack_is_taken_and_acknowledges_nothing) {
  const sip::Message invite = alice_.request("INVITE", kPool);
  alice_.dialog = *sip::Dialog::established(invite, alice_.send(invite).at(0));
  EXPECT_EQ(alice_.send(alice_.in_session("UPDATE")).at(0).status, 200);
  server_.advance(milliseconds{500});
  EXPECT_EQ(only_message().headers.get("CSeq"), "1 INVITE");
}

TEST_F(SessionRules, a_late_update_after_the_bye_is_481) {
  alice_.open_session();
  alice_.send(alice_.in_session("BYE"));
  EXPECT_EQ(alice_.send(alice_.in_session("UPDATE")).at(0).status, 481);
}

// --- Order and repetition ---

TEST_F(SessionRules, a_cseq_may_skip_numbers_but_not_go_back) {
  alice_.open_session();
  for (const auto& [number, status] : {std::pair{1000u, 200}, {4000u, 200}, {3999u, 500}, {4001u, 200}})
    EXPECT_EQ(alice_.send(TestClient::numbered(alice_.in_session("INFO"), number)).at(0).status, status)
        << number;
}

TEST_F(SessionRules, a_repeated_invite_in_the_dialog_gets_the_same_answer) {
  alice_.open_session();
  const sip::Message invite = alice_.in_session("INVITE");
  const std::string first = sip::write(alice_.send(invite).at(0));
  EXPECT_EQ(sip::write(alice_.send(invite).at(0)), first);
}

TEST_F(SessionRules, an_invite_that_comes_by_two_ways_opens_one_session) {
  sip::Message invite = alice_.request("INVITE", kPool);
  alice_.open_session(invite);
  alice_.send(alice_.in_session("UPDATE"));
  invite.headers.set("Via", "SIP/2.0/TCP 127.0.0.1;branch=z9hG4bKother");
  EXPECT_EQ(alice_.send(invite).at(0).status, 482);
  invite.headers.set("CSeq", "2 INVITE");
  EXPECT_EQ(alice_.send(invite).at(0).status, 200);   // Another one: nobody said that it was the same.
}

TEST_F(SessionRules, a_cancel_of_an_invite_that_waits_ends_it_with_487) {
  ServerSetup setup = TestServer::default_setup();
  setup.deviations = Deviations({"server-no-invite-answer"});
  TestServer server(std::move(setup));
  TestClient alice(server, "alice");
  const sip::Message invite = alice.request("INVITE", kPool);
  EXPECT_THAT(alice.send(invite), IsEmpty());
  sip::Message cancel = invite;
  cancel.method = "CANCEL";
  cancel.headers.set("CSeq", "1 CANCEL");
  const auto answers = alice.send(cancel);
  ASSERT_THAT(answers, SizeIs(2));
  EXPECT_EQ(answers[0].status, 200);
  EXPECT_EQ(answers[1].status, 487);
}

// --- OPTIONS ---

TEST_F(SessionRules, options_in_the_dialog_is_answered_and_counts_in_it) {
  alice_.open_session();
  const sip::Message options = alice_.in_session("OPTIONS");
  const auto answer = alice_.send(options).at(0);
  EXPECT_EQ(answer.status, 200);
  for (const char* name : {"Allow", "Accept", "Accept-Encoding", "Accept-Language", "Supported"})
    EXPECT_TRUE(answer.headers.contains(name)) << name;
  for (const char* tag : {"timer", "ms-benotify", "ms-piggyback-first-notify", "com.microsoft.autoextend",
                          "gruu-10", "msrtc-event-categories"})
    EXPECT_TRUE(answer.headers.lists("Supported", tag)) << tag;
  sip::Message same_number = alice_.in_session("INFO");
  same_number.headers.set("CSeq", std::string(options.headers.get("CSeq").substr(0, 2)) + "INFO");
  EXPECT_EQ(alice_.send(same_number).at(0).status, 500);
}

TEST_F(SessionRules, options_in_no_dialog_is_481_and_to_nobody_404) {
  sip::Message options = alice_.request("OPTIONS", kPool);
  options.headers.set("To", "<" + std::string(kPool) + ">;tag=none");
  EXPECT_EQ(alice_.send(options).at(0).status, 481);
  std::uint32_t number = 1;
  for (const auto& [uri, status] :
       {std::pair{"sip:nobody@contoso.com", 404}, {"sip:contoso.com", 200}, {"sip:192.0.2.1:5060", 200}})
    EXPECT_EQ(alice_.send(TestClient::numbered(alice_.request("OPTIONS", uri), ++number)).at(0).status,
              status)
        << uri;
}

// --- Routes ---

TEST_F(SessionRules, the_route_set_is_the_record_route_of_the_invite_in_its_order) {
  sip::Message invite = alice_.request("INVITE", kPool);
  invite.headers.add("Record-Route", "<sip:near.contoso.com;lr>, <sip:middle.contoso.com;lr>");
  invite.headers.add("Record-Route", "<sip:far.contoso.com;lr>");
  const auto answer = alice_.open_session(invite);
  EXPECT_EQ(answer.headers.all("Record-Route"), invite.headers.all("Record-Route"));
  const sip::Message info = alice_.command("requri", "").at(1);
  EXPECT_EQ(info.request_uri, "sip:alice@127.0.0.1");
  EXPECT_THAT(
      info.headers.all("Route"),
      ElementsAre("<sip:near.contoso.com;lr>", "<sip:middle.contoso.com;lr>", "<sip:far.contoso.com;lr>"));
}

TEST_F(SessionRules, routes_that_cannot_be_read_are_400_and_the_answer_does_not_quote_them) {
  sip::Message invite = alice_.request("INVITE", kPool);
  invite.headers.add("Record-Route",
                     "gar\x1b"
                     "bage");
  const auto answer = alice_.send(invite).at(0);
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.reason, "Bad Record-Route");
  ASSERT_THAT(server_.logged, Not(IsEmpty()));
  EXPECT_THAT(server_.logged.back().text, HasSubstr("bage"));
}

TEST_F(SessionRules, what_all_that_is_said_in_a_dialog_would_have_is_bounded) {
  std::uint32_t number = 0;
  for (const char* name : {"From", "To", "Contact", "Record-Route"}) {
    sip::Message invite = TestClient::numbered(alice_.request("INVITE", kPool), ++number);
    const std::string value = std::string(
        name == std::string_view("Record-Route") ? "<sip:near.contoso.com;lr>" : invite.headers.get(name));
    invite.headers.set(name, value + ";x=" + std::string(4096, 'x'));
    EXPECT_EQ(alice_.send(invite).at(0).status, 513) << name;
  }
  alice_.open_session(TestClient::numbered(alice_.request("INVITE", kPool), ++number));
  sip::Message update = alice_.in_session("UPDATE");
  update.headers.add("Contact", "<sip:" + std::string(4096, 'x') + "@contoso.com>");
  EXPECT_EQ(alice_.send(update).at(0).status, 200);
  EXPECT_EQ(alice_.command("requri", "").at(1).request_uri, "sip:alice@127.0.0.1");
}

TEST_F(SessionRules, a_strict_router_stands_in_the_request_uri_and_the_client_behind_the_routes) {
  sip::Message invite = alice_.request("INVITE", kPool);
  invite.headers.add("Record-Route", "<sip:near.contoso.com;method=INFO>, <sip:far.contoso.com;lr>");
  alice_.open_session(invite);
  const sip::Message info = alice_.command("requri", "").at(1);
  EXPECT_EQ(info.request_uri, "sip:near.contoso.com");   // Without what no Request-URI has (12.2.1.1).
  EXPECT_THAT(info.headers.all("Route"), ElementsAre("<sip:far.contoso.com;lr>", "<sip:alice@127.0.0.1>"));
}

TEST_F(SessionRules, a_request_that_comes_by_a_strict_router_is_served_whatever_its_request_uri_and_routes) {
  alice_.open_session();
  sip::Message info = alice_.in_session("INFO");
  info.headers.add("Route", "<" + info.request_uri + ">");
  info.request_uri = "sip:near.contoso.com";
  EXPECT_EQ(alice_.send(info).at(0).status, 200);
}

// --- Spelling ---

TEST_F(SessionRules, compact_and_folded_headers_open_and_keep_a_session) {
  server_.send(alice_.link,
               "INVITE sip:GC-1-PersistentChatService-1@contoso.com SIP/2.0\r\n"
               "v:SIP / 2.0 / TCP\r\n 127.0.0.1 ;branch=z9hG4bK1\r\n"
               "f:\r\n\t<sip:alice@contoso.com>\r\n ;tag=a\r\n"
               "T : <sip:GC-1-PersistentChatService-1@contoso.com>\r\n"
               "i: compact\r\ncSeq: 0001\r\n  INVITE\r\nMAX-FORWARDS: 070\r\n"
               "m: <sip:alice@127.0.0.1>\r\nk: 100rel\r\nk: replaces,\r\n timer\r\n"
               "x: 300 ;\r\n refresher = uas\r\nc: application/sdp\r\nl: 5\r\n\r\nv=0\r\n");
  const sip::Message answer = only_message();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.get("Session-Expires"), "300;refresher=uas");
  EXPECT_THAT(sip::write(answer), AllOf(HasSubstr("\r\nCall-ID: compact\r\n"), HasSubstr("\r\nFrom: ")));
}

TEST_F(SessionRules, a_list_of_one_header_and_several_headers_say_the_same) {
  std::vector<std::string> answers;
  for (const bool joined : {true, false}) {
    TestServer server;
    TestClient alice(server, "alice");
    sip::Message invite = alice.request("INVITE", kPool);
    for (const auto& [name, one, other] :
         {std::tuple{"Supported", "replaces", "timer"}, std::tuple{"Require", "timer", "one"},
          std::tuple{"Require", "ms-benotify", "other"}}) {
      if (joined) invite.headers.add(name, std::string(one) + "," + other);
      if (joined) continue;
      invite.headers.add(name, one);
      invite.headers.add(name, other);
    }
    answers.push_back(sip::write(alice.send(invite).at(0)));
    EXPECT_THAT(answers.back(), HasSubstr("\r\nUnsupported: one, other\r\n"));
  }
  EXPECT_EQ(answers[0], answers[1]);
}

// --- Bodies ---

TEST_F(SessionRules, a_body_that_is_no_session_is_415_unless_it_need_not_be_understood) {
  std::uint32_t number = 1;
  for (const auto& [type, disposition, status] : {std::tuple{"application/sdp", "session", 200},
                                                  {"application/unknown", "session", 415},
                                                  {"application/unknown", "render;handling=optional", 200},
                                                  {"multipart/mixed;boundary=x", "session", 200}}) {
    sip::Message invite = TestClient::numbered(alice_.request("INVITE", kPool), ++number);
    invite.headers.add("Content-Type", type);
    invite.headers.add("Content-Disposition", disposition);
    invite.body = "?";
    const auto answer = alice_.send(invite).at(0);
    EXPECT_EQ(answer.status, status) << type;
    if (status == 415) {
      EXPECT_EQ(answer.headers.get("Accept"), "application/sdp");
    }
  }
}

TEST_F(SessionRules, a_body_that_is_encoded_is_415_and_named_what_would_be_read) {
  alice_.open_session();
  sip::Message info = alice_.in_session("INFO");
  info.headers.add("Content-Type", "text/plain");
  info.headers.add("e", "gzip");
  info.body = "?";
  const auto answer = alice_.send(info).at(0);
  EXPECT_EQ(answer.status, 415);
  EXPECT_EQ(answer.headers.get("Accept-Encoding"), "identity");
}

TEST_F(SessionRules, an_invite_whose_accept_excludes_our_answer_is_406) {
  std::uint32_t number = 1;
  for (const auto& [accept, status] : {std::pair{"text/plain, application/sdp;level=1", 200},
                                       {"*/*", 200},
                                       {"text/nobody", 406},
                                       {"", 406}}) {
    sip::Message invite = TestClient::numbered(alice_.request("INVITE", kPool), ++number);
    invite.headers.add("Accept", accept);
    EXPECT_EQ(alice_.send(invite).at(0).status, status) << accept;
  }
}

}   // namespace
}   // namespace parley::server
