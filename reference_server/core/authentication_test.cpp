// Digest as clients answer it, and what guessing leads to. What a digest must be good for is in
// digest_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/sip/digest.h"
#include "reference_server/core/test_client.h"

namespace parley::server {
namespace {

using testing::HasSubstr;

ServerSetup digest_setup() {
  ServerSetup setup = TestServer::default_setup();
  setup.settings.authentication = Authentication::digest;
  return setup;
}

class AuthenticationTest : public testing::Test {
 protected:
  static sip::DigestChallenge challenge_in(const sip::Message& answer) {
    return *sip::parse_digest_challenge(answer.headers.get("Proxy-Authenticate"));
  }
  // Branch, Call-ID and CSeq stay as they are (real-client.md 4).
  static sip::Message with_credentials(sip::Message message, const sip::DigestChallenge& challenge,
                                       const sip::DigestLogin& login, std::uint32_t count = 1) {
    const sip::DigestRequest answered{message.method, message.request_uri, "cnonce", count};
    message.headers.add("Proxy-Authorization",
                        sip::to_string(sip::answer_challenge(challenge, login, answered)));
    return message;
  }
  sip::Message registration(std::uint32_t cseq = 1) {
    return TestClient::numbered(alice_.request("REGISTER", alice_.uri()), cseq);
  }
  // Challenged, then answered with this login.
  sip::Message try_login(const sip::DigestLogin& login, std::uint32_t cseq = 1) {
    const sip::Message request = registration(cseq);
    return alice_.send(with_credentials(request, challenge_in(alice_.send(request).at(0)), login)).at(0);
  }

  TestServer server_{digest_setup()};
  TestClient alice_{server_, "alice"};
};

// What zoe@fabrikam.com, whose entry of the pool file this is, is answered in the end.
int status_of_login(std::string_view entry, const sip::DigestLogin& login) {
  ServerSetup setup = digest_setup();
  setup.directory =
      *read_pool_file(fmt::format("[[pools]]\nuri = 'pool'\n[[users]]\n{}\n", entry), "contoso.com");
  TestServer server(std::move(setup));
  TestClient zoe(server, "zoe");
  sip::Message request = zoe.request("REGISTER", "sip:zoe@fabrikam.com");
  request.headers.set("From", "<sip:zoe@fabrikam.com>;tag=1");
  const auto challenged = zoe.send(request).at(0);
  const auto challenge = *sip::parse_digest_challenge(challenged.headers.get("Proxy-Authenticate"));
  const sip::DigestRequest answered{"REGISTER", request.request_uri, "cnonce", 1};
  request.headers.add("Proxy-Authorization",
                      sip::to_string(sip::answer_challenge(challenge, login, answered)));
  return zoe.send(request).at(0).status;
}

TEST_F(AuthenticationTest, a_request_without_credentials_is_challenged_by_407) {
  const auto answer = alice_.send(registration()).at(0);
  EXPECT_EQ(answer.status, 407);
  EXPECT_EQ(challenge_in(answer).realm, "contoso.com");
}

TEST_F(AuthenticationTest, an_answer_is_taken_under_the_login_and_under_the_address) {
  EXPECT_EQ(try_login({"alice", "secret"}).status, 200);
  TestClient other(server_, "alice");
  alice_.link = other.link;
  EXPECT_EQ(try_login({"alice@contoso.com", "secret"}, 2).status, 200);
}

TEST(AuthenticationOfUsers, a_user_of_another_domain_signs_in_under_his_login_and_his_address) {
  for (const char* username : {"zoe", "zoe@fabrikam.com"})
    EXPECT_EQ(status_of_login("name = 'sip:zoe@fabrikam.com'\npassword = 'secret'", {username, "secret"}),
              200);
}

TEST(AuthenticationOfUsers, who_has_no_password_cannot_sign_in_with_an_empty_one) {
  EXPECT_EQ(status_of_login("name = 'sip:zoe@fabrikam.com'", {"zoe", ""}), 407);
}

TEST_F(AuthenticationTest, a_connection_is_asked_once) {
  try_login({"alice", "secret"});
  EXPECT_EQ(alice_.send(registration(2)).at(0).status, 200);
}

TEST_F(AuthenticationTest, a_connection_of_one_user_is_not_that_of_another) {
  try_login({"alice", "secret"});
  TestClient bob(server_, "bob");
  bob.link = alice_.link;
  EXPECT_EQ(bob.send(bob.request("REGISTER", bob.uri())).at(0).status, 407);
}

TEST_F(AuthenticationTest, each_user_of_a_connection_is_asked_once) {
  TestClient bob(server_, "bob");
  bob.link = alice_.link;
  try_login({"alice", "secret"});
  const sip::Message request = bob.request("REGISTER", bob.uri());
  const auto challenge = challenge_in(bob.send(request).at(0));
  EXPECT_EQ(bob.send(with_credentials(request, challenge, {"bob", "secret"})).at(0).status, 200);
  EXPECT_EQ(alice_.send(registration(2)).at(0).status, 200);
}

TEST_F(AuthenticationTest, the_password_of_another_user_does_not_help) {
  EXPECT_EQ(try_login({"bob", "secret"}).status, 407);
}

TEST_F(AuthenticationTest, an_invite_tried_again_under_its_cseq_opens_the_session) {
  const sip::Message invite = alice_.request("INVITE", "sip:GC-1-PersistentChatService-1@contoso.com");
  const auto challenge = challenge_in(alice_.send(invite).at(0));
  EXPECT_EQ(alice_.send(with_credentials(invite, challenge, {"alice", "secret"})).at(0).status, 200);
}

TEST_F(AuthenticationTest, several_requests_at_once_are_each_answered_with_their_own_challenge) {
  const sip::Message first = registration(1), second = registration(2);
  const auto of_first = challenge_in(alice_.send(first).at(0));
  const auto of_second = challenge_in(alice_.send(second).at(0));
  EXPECT_EQ(alice_.send(with_credentials(first, of_first, {"alice", "secret"})).at(0).status, 200);
  EXPECT_EQ(alice_.send(with_credentials(second, of_second, {"alice", "secret"})).at(0).status, 200);
}

TEST_F(AuthenticationTest, the_right_password_with_a_nonce_that_is_not_ours_is_stale) {
  sip::DigestChallenge foreign;
  foreign.realm = "contoso.com";
  foreign.nonce = "of another connection";
  const auto answer = alice_.send(with_credentials(registration(), foreign, {"alice", "secret"})).at(0);
  EXPECT_EQ(answer.status, 407);
  EXPECT_TRUE(challenge_in(answer).stale);
}

TEST_F(AuthenticationTest, wrong_passwords_end_the_connection_after_a_few) {
  for (std::uint32_t attempt = 1; attempt < 5; ++attempt) {
    const auto answer = try_login({"alice", "guess"}, attempt);
    ASSERT_EQ(answer.status, 407);
    EXPECT_FALSE(challenge_in(answer).stale);
  }
  EXPECT_FALSE(server_.closed(alice_.link));
  EXPECT_EQ(try_login({"alice", "guess"}, 5).status, 403);
  EXPECT_TRUE(server_.closed(alice_.link));
}

TEST_F(AuthenticationTest, who_is_not_in_the_pool_file_is_refused_before_any_challenge) {
  TestClient stranger(server_, "stranger");
  const auto answer = stranger.send(stranger.request("REGISTER", stranger.uri())).at(0);
  EXPECT_EQ(answer.status, 403);
  EXPECT_THAT(std::string(answer.headers.get("ms-diagnostics")), HasSubstr("20010;"));
}

TEST_F(AuthenticationTest, a_connection_on_which_nobody_proves_who_he_is_ends) {
  alice_.send(registration());
  server_.advance(std::chrono::seconds{59});
  EXPECT_FALSE(server_.closed(alice_.link));
  server_.advance(std::chrono::seconds{1});
  EXPECT_TRUE(server_.closed(alice_.link));
}

TEST_F(AuthenticationTest, who_has_proved_who_he_is_may_be_silent_for_long) {
  EXPECT_EQ(try_login({"alice", "secret"}).status, 200);
  server_.advance(std::chrono::minutes{60});
  EXPECT_FALSE(server_.closed(alice_.link));
}

TEST(AuthenticationOfUsers, whom_the_pool_does_not_know_keeps_no_connection) {
  TestServer server;
  TestClient stranger(server, "stranger");
  EXPECT_EQ(stranger.send(stranger.request("REGISTER", "sip:contoso.com")).at(0).status, 403);
  server.advance(std::chrono::seconds{60});
  EXPECT_TRUE(server.closed(stranger.link));
}

}   // namespace
}   // namespace parley::server
