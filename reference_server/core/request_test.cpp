// What every SIP request must bring (RFC 3261, 8.2), and bytes that are no SIP.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference_server/core/test_client.h"

namespace parley::server {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kPool = "sip:GC-1-PersistentChatService-1@contoso.com";

class RequestTest : public testing::Test {
 protected:
  TestServer server_;
  TestClient alice_{server_, "alice"};
};

// RFC 4475, 3.3.11: it ends here, and nobody forwards it.
TEST_F(RequestTest, what_may_not_be_forwarded_is_answered_as_if_it_might) {
  sip::Message request = alice_.request("INVITE", kPool);
  request.headers.set("Max-Forwards", "0");
  EXPECT_EQ(alice_.send(request).at(0).status, 200);
}

TEST_F(RequestTest, an_extension_that_is_not_known_is_420_and_named) {
  for (const char* header : {"Require", "Proxy-Require"}) {
    sip::Message request = alice_.request("INVITE", kPool);
    request.headers.set("Call-ID", header);
    request.headers.add(header, "timer, precondition");
    const auto answer = alice_.send(request).at(0);
    EXPECT_EQ(answer.status, 420);
    EXPECT_EQ(answer.headers.get("Unsupported"), "precondition");
  }
}

TEST_F(RequestTest,
       a_method_that_is_not_served_is_405_one_that_nobody_knows_501_and_those_there_are_are_listed) {
  for (const auto& [method, status] :
       {std::pair{"REFER", 405}, {"MESSAGE", 405}, {"DANCE", 501}, {"invite", 501}}) {
    sip::Message request = alice_.request(method, kPool);
    request.headers.add("Require", "precondition");   // The method is looked at first (RFC 3261, 8.2).
    const auto answer = alice_.send(request).at(0);
    EXPECT_EQ(answer.status, status) << method;
    EXPECT_THAT(std::string(answer.headers.get("Allow")), HasSubstr("INVITE, ACK, BYE, CANCEL, INFO"));
  }
}

TEST_F(RequestTest, a_request_uri_of_another_scheme_is_416_and_one_that_is_none_400) {
  for (const char* method : {"OPTIONS", "INVITE", "REGISTER", "INFO"}) {
    for (const auto& [uri, status] :
         {std::pair{"tel:+15551212", 416}, {"http://contoso.com", 416}, {"alice", 400}}) {
      sip::Message request = alice_.request(method, kPool);
      request.request_uri = uri;
      request.headers.set("Call-ID", std::string(method) + uri);
      EXPECT_EQ(alice_.send(request).at(0).status, status) << method << " " << uri;
    }
  }
}

TEST_F(RequestTest, options_tells_what_is_spoken_without_asking_who) {
  TestClient stranger(server_, "stranger");
  const auto answer = stranger.send(stranger.request("OPTIONS", kPool)).at(0);
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(std::string(answer.headers.get("Allow")), HasSubstr("SUBSCRIBE"));
  EXPECT_THAT(std::string(answer.headers.get("Accept")), HasSubstr("text/plain"));
}

// Of the INVITE: the same branch, Call-ID and CSeq number (RFC 3261, 9.1).
sip::Message cancel_of(const sip::Message& invite) {
  sip::Message cancel = invite;
  cancel.method = "CANCEL";
  cancel.headers.set("CSeq", "1 CANCEL");
  return cancel;
}

TEST_F(RequestTest, a_cancel_of_no_invite_is_481_whatever_is_required) {
  sip::Message request = alice_.request("CANCEL", kPool);
  request.headers.add("Require", "precondition");
  EXPECT_EQ(alice_.send(request).at(0).status, 481);
}

TEST_F(RequestTest, a_cancel_of_an_invite_that_is_answered_is_200_and_changes_nothing) {
  for (const char* uri : {"sip:GC-1-PersistentChatService-1@contoso.com", "sip:nobody@contoso.com"}) {
    sip::Message invite = alice_.request("INVITE", uri);
    invite.headers.set("Call-ID", uri);
    const int answered = alice_.send(invite).at(0).status;
    const auto answers = alice_.send(cancel_of(invite));
    ASSERT_THAT(answers, SizeIs(1));
    EXPECT_EQ(answers[0].status, 200);
    EXPECT_EQ(alice_.send(invite).at(0).status, answered);
  }
}

TEST_F(RequestTest, a_from_that_cannot_be_read_is_400) {
  sip::Message request = alice_.request("INVITE", kPool);
  request.headers.set("From", "<sip:alice");
  EXPECT_EQ(alice_.send(request).at(0).status, 400);
}

TEST_F(RequestTest, the_same_request_again_gets_the_same_answer_and_nothing_is_done_twice) {
  const sip::Message request = alice_.request("INVITE", kPool);
  const auto first = alice_.send(request), second = alice_.send(request);
  ASSERT_THAT(second, SizeIs(1));
  EXPECT_EQ(first.at(0).headers.get("To"), second[0].headers.get("To"));
}

TEST_F(RequestTest, every_answer_says_where_the_request_came_from_when_its_via_does_not) {
  for (const char* method : {"OPTIONS", "INFO", "REFER"}) {
    sip::Message request = alice_.request(method, kPool);
    request.headers.set("Via", "SIP/2.0/TCP 10.0.0.5:5060");
    EXPECT_EQ(alice_.send(request).at(0).headers.get("Via"),
              "SIP/2.0/TCP 10.0.0.5:5060;received=127.0.0.1;ms-received-port=49200;ms-received-cid=1");
  }
}

TEST_F(RequestTest, every_answer_has_a_tag_in_to) {
  for (const char* method : {"OPTIONS", "REGISTER", "REFER", "INVITE"})
    EXPECT_THAT(std::string(alice_.send(alice_.request(method, kPool)).at(0).headers.get("To")),
                HasSubstr(";tag="))
        << method;
}

TEST_F(RequestTest, bytes_that_are_no_sip_cost_their_connection_and_no_other) {
  TestClient bob(server_, "bob");
  bob.open_session();
  bob.join(kLobby);
  alice_.open_session();
  alice_.join(kLobby);
  bob.bodies();
  server_.send(alice_.link, "GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(server_.received(alice_.link).back().status, 400);
  EXPECT_TRUE(server_.closed(alice_.link));
  EXPECT_THAT(bob.bodies(), testing::ElementsAre(HasSubstr("ntc:part")));
  EXPECT_EQ(bob.post(kLobby, "what was that").at(0).status, 200);
  EXPECT_FALSE(server_.closed(bob.link));
}

TEST_F(RequestTest, bytes_that_begin_no_message_are_400_at_once_and_tls_is_named) {
  server_.send(alice_.link, std::string_view("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11));
  const auto answer = server_.received(alice_.link).at(0);
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(std::string(answer.headers.get("Warning")), HasSubstr("These bytes are TLS"));
  EXPECT_THAT(server_.logged.back().text, HasSubstr("These bytes are TLS"));
  EXPECT_TRUE(server_.closed(alice_.link));
}

TEST_F(RequestTest, a_head_without_end_is_513) {
  server_.send(alice_.link, "INVITE sip:a@b SIP/2.0\r\nX: " + std::string(100'000, 'x'));
  EXPECT_EQ(server_.received(alice_.link).at(0).status, 513);
  EXPECT_TRUE(server_.closed(alice_.link));
}

TEST_F(RequestTest, another_version_of_sip_is_505) {
  std::string bytes = sip::write(alice_.request("OPTIONS", kPool));
  server_.send(alice_.link, bytes.replace(bytes.find("SIP/2.0"), 7, "SIP/3.\x1b[31m"));
  const auto answer = server_.received(alice_.link).at(0);
  EXPECT_EQ(answer.status, 505);
  EXPECT_EQ(answer.reason, "Only SIP/2.0 is spoken here.");   // Nothing of what the peer said.
  EXPECT_EQ(server_.logged.back().text, "OPTIONS refused with 505: Only SIP/2.0 is spoken here.");
  EXPECT_EQ(alice_.send(alice_.request("OPTIONS", kPool)).at(0).status, 200);
}

TEST_F(RequestTest, a_start_line_that_cannot_be_read_is_400_to_that_request_and_costs_nothing_else) {
  alice_.open_session();
  std::string bytes = sip::write(alice_.in_session("INFO"));
  server_.send(alice_.link, bytes.insert(4, " "));
  const auto answer = server_.received(alice_.link).at(0);
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.headers.get("CSeq"), "2 INFO");
  EXPECT_EQ(alice_.info("").at(0).status, 200);
  server_.send(alice_.link, "SIP/2.0 99999 Too Much\r\nVia: SIP/2.0/TCP 127.0.0.1\r\n\r\n");
  EXPECT_THAT(server_.received(alice_.link), IsEmpty());
  EXPECT_FALSE(server_.closed(alice_.link));
}

TEST_F(RequestTest, what_comes_on_a_closed_connection_is_not_looked_at) {
  server_.send(alice_.link, "garbage\r\n\r\n");
  server_.received(alice_.link);
  EXPECT_THAT(alice_.send(alice_.request("INVITE", kPool)), IsEmpty());
}

TEST_F(RequestTest, a_driver_can_tell_who_has_said_something_and_who_only_began) {
  const LinkId link = server_.connect();
  EXPECT_EQ(server_.heard(link)->messages, 0u);
  const std::string options = sip::write(alice_.request("OPTIONS", kPool));
  server_.send(link, options + options.substr(0, 10));
  EXPECT_EQ(server_.heard(link)->messages, 1u);
  EXPECT_TRUE(server_.heard(link)->unfinished);
  server_.disconnect(link);
  EXPECT_FALSE(server_.heard(link));
}

TEST_F(RequestTest, more_connections_than_there_may_be_are_closed_at_once) {
  ServerSetup setup = TestServer::default_setup();
  setup.settings.connections_max = 1;
  TestServer server(std::move(setup));
  const LinkId first = server.connect(), second = server.connect();
  EXPECT_FALSE(server.closed(first));
  EXPECT_TRUE(server.closed(second));
}

class UnfinishedMessages : public testing::Test {
 protected:
  static ServerSetup setup() {
    ServerSetup setup = TestServer::default_setup();
    setup.settings.unfinished_bytes_max = 10'000;
    return setup;
  }
  LinkId begin_message(std::size_t bytes) {
    const LinkId link = server_.connect();
    server_.send(link, "INFO sip:a@b SIP/2.0\r\nContent-Length: 100000\r\n\r\n" + std::string(bytes, 'x'));
    return link;
  }

  TestServer server_{setup()};
};

TEST_F(UnfinishedMessages, cost_him_his_connection_who_has_the_most_when_they_are_too_many) {
  const LinkId modest = begin_message(900);
  const LinkId large = begin_message(8'500);
  EXPECT_FALSE(server_.closed(large));
  const LinkId second = begin_message(1'100);
  EXPECT_TRUE(server_.closed(large));
  EXPECT_EQ(server_.received(large).at(0).status, 513);
  EXPECT_FALSE(server_.closed(modest));
  EXPECT_FALSE(server_.closed(second));
}

TEST_F(UnfinishedMessages, count_no_more_when_they_are_finished_or_their_connection_ends) {
  server_.disconnect(begin_message(9'000));
  const LinkId finished = begin_message(8'000);
  server_.send(finished, std::string(92'000, 'x'));
  server_.received(finished);
  EXPECT_FALSE(server_.closed(begin_message(9'000)));
}

}   // namespace
}   // namespace parley::server
