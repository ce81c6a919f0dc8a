// What a digest must be good for: this request, by an algorithm that was offered, with a nonce that is ours,
// young, and not used so before (RFC 7616, 3.4; RFC 8760, 2.3).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "protocol/sip/digest_headers.h"
#include "reference_server/core/test_client.h"

namespace parley::server {
namespace {

using testing::HasSubstr;

ServerSetup digest_setup() {
  ServerSetup setup = TestServer::default_setup();
  setup.settings.authentication = Authentication::digest;
  return setup;
}

// As a real client does it: the Request-URI is the domain's and not his own.
sip::Message registration_of(const TestClient& client) {
  sip::Message message = client.request("REGISTER", "sip:contoso.com");
  message.headers.set("To", "<" + client.uri() + ">");
  return message;
}

class DigestTest : public testing::Test {
 protected:
  static std::vector<std::string_view> offers(const sip::Message& answer) {
    return answer.headers.all("Proxy-Authenticate");
  }
  static sip::DigestChallenge challenge_in(const sip::Message& answer, std::size_t offer = 0) {
    return *sip::parse_digest_challenge(offers(answer).at(offer));
  }
  sip::Message registration() { return TestClient::numbered(registration_of(alice_), ++cseq_); }
  sip::DigestCredentials answer(const sip::DigestChallenge& challenge, std::uint32_t count = 1,
                                std::string uri = "sip:contoso.com") const {
    return sip::answer_challenge(challenge, {"alice", "secret"},
                                 {"REGISTER", std::move(uri), "cnonce", count});
  }
  static sip::Message with(sip::Message message, const sip::DigestCredentials& credentials) {
    message.headers.add("Proxy-Authorization", sip::to_string(credentials));
    return message;
  }
  sip::Message send(const sip::DigestCredentials& credentials) {
    return alice_.send(with(registration(), credentials)).at(0);
  }
  sip::DigestChallenge challenge(std::size_t offer = 0) {
    return challenge_in(alice_.send(registration()).at(0), offer);
  }

  TestServer server_{digest_setup()};
  TestClient alice_{server_, "alice"};
  std::uint32_t cseq_ = 0;
};

// --- Algorithms ---

TEST_F(DigestTest, offers_one_nonce_by_each_algorithm_and_the_best_first) {
  const sip::Message refusal = alice_.send(registration()).at(0);
  ASSERT_EQ(offers(refusal).size(), 2U);
  EXPECT_EQ(challenge_in(refusal, 0).algorithm, HashKind::sha256);
  EXPECT_EQ(challenge_in(refusal, 1).algorithm, HashKind::md5);
  EXPECT_EQ(challenge_in(refusal, 0).nonce, challenge_in(refusal, 1).nonce);
  for (const std::string_view offer : offers(refusal))
    EXPECT_THAT(std::string(offer), HasSubstr("qop=\"auth\""));
}

TEST_F(DigestTest, takes_an_answer_by_each_algorithm_that_it_offers) {
  for (const std::size_t offer : {0U, 1U}) {
    TestClient other(server_, "alice");
    alice_.link = other.link;
    EXPECT_EQ(send(answer(challenge(offer))).status, 200) << offer;
  }
}

TEST_F(DigestTest, takes_no_answer_by_an_algorithm_that_it_does_not_offer) {
  ServerSetup setup = digest_setup();
  setup.settings.digest_algorithms = {HashKind::sha512_256};
  TestServer strict(std::move(setup));
  TestClient alice(strict, "alice");
  const sip::Message asked = registration_of(alice);
  sip::DigestChallenge challenge = challenge_in(alice.send(asked).at(0));
  EXPECT_EQ(challenge.algorithm, HashKind::sha512_256);
  challenge.algorithm = HashKind::md5;
  EXPECT_EQ(alice.send(with(asked, answer(challenge))).at(0).status, 407);
  challenge.algorithm = HashKind::sha512_256;
  EXPECT_EQ(alice.send(with(TestClient::numbered(asked, 2), answer(challenge))).at(0).status, 200);
}

// RFC 3261, 22.4, number 8: it is always offered, and yet old clients come without it.
TEST_F(DigestTest, takes_the_old_form_without_qop) {
  sip::DigestChallenge asked = challenge(1);
  asked.qop_auth = false;
  EXPECT_EQ(send(answer(asked)).status, 200);
}

TEST_F(DigestTest, takes_the_credentials_of_our_realm_among_others_in_one_header) {
  sip::DigestChallenge foreign = challenge();
  const std::string ours = sip::to_string(answer(foreign));
  foreign.realm = "fabrikam.com";
  sip::Message request = registration();
  request.headers.add("Authorization", "NTLM qop=\"auth\", " + sip::to_string(answer(foreign)) + ", " + ours);
  EXPECT_EQ(alice_.send(request).at(0).status, 200);
}

// --- Nonces ---

// What xor and shift have made of its upper bits.
std::uint64_t unshifted(std::uint64_t mixed, int by) {
  std::uint64_t plain = mixed;
  for (int known = by; known < 64; known += by) plain = mixed ^ (plain >> by);
  return plain;
}

// A generator that goes on behind the number whose hexadecimal digits these are (SplitMix64, backwards).
Random going_on_behind(std::string_view digits) {
  std::uint64_t z = 0;
  for (std::size_t i = 16; i-- > 0;) z = z << 4 | std::stoull(std::string(1, digits[i]), nullptr, 16);
  z = unshifted(z, 31) * 0x319642b2d24d8ec3ULL;
  z = unshifted(z, 27) * 0x96de1b173f119089ULL;
  return Random{unshifted(z, 30)};
}

TEST_F(DigestTest, tells_nobody_by_his_nonces_those_of_others) {
  const std::string mine = challenge().nonce;
  TestClient bob(server_, "bob");
  const std::string his = challenge_in(bob.send(registration_of(bob)).at(0)).nonce;
  for (const std::size_t half : {0U, 16U}) {
    Random random = going_on_behind(std::string_view(mine).substr(half));
    for (int draws = 0; draws < 8; ++draws, random.next()) EXPECT_NE(Random(random).hex(32), his);
  }
}

// Who knows the seed, which is logged, and what was drawn from it, which is on the wire, lacks the key.
TEST(DigestNonces, are_made_of_the_key_and_not_of_the_seed_where_there_is_a_key) {
  std::set<std::string> nonces;
  for (const char* key : {"one", "other", ""}) {
    ServerSetup setup = digest_setup();
    setup.nonce_key = key;
    TestServer server(std::move(setup));
    TestClient alice(server, "alice");
    const sip::Message refusal = alice.send(registration_of(alice)).at(0);
    nonces.insert(sip::parse_digest_challenge(refusal.headers.get("Proxy-Authenticate"))->nonce);
  }
  EXPECT_EQ(nonces.size(), 3U);
}

TEST_F(DigestTest, refuses_credentials_that_are_said_once_more) {
  const auto credentials = answer(challenge());
  EXPECT_EQ(send(credentials).status, 200);
  const sip::Message refusal = send(credentials);
  EXPECT_EQ(refusal.status, 407);
  EXPECT_TRUE(challenge_in(refusal).stale);
  EXPECT_THAT(server_.logged.back().text, HasSubstr("credentials that were used before"));
}

TEST_F(DigestTest, refuses_them_even_without_qop_where_nothing_is_counted) {
  sip::DigestChallenge asked = challenge();
  asked.qop_auth = false;
  EXPECT_EQ(send(answer(asked)).status, 200);
  EXPECT_EQ(send(answer(asked)).status, 407);
}

TEST_F(DigestTest, takes_a_count_that_rises_and_no_other) {
  const auto asked = challenge();
  const std::pair<std::uint32_t, int> said[] = {{1, 200}, {2, 200}, {2, 407}, {9, 200}, {8, 407}, {10, 200}};
  for (const auto& [count, status] : said) EXPECT_EQ(send(answer(asked, count)).status, status) << count;
}

// The transaction layer knows a repetition: it gets the answer that was given (RFC 3261, 17.2.2).
TEST_F(DigestTest, takes_a_request_that_is_repeated_for_no_replay) {
  const sip::Message request = with(registration(), answer(challenge()));
  EXPECT_EQ(alice_.send(request).at(0).status, 200);
  EXPECT_EQ(alice_.send(request).at(0).status, 200);
}

TEST_F(DigestTest, takes_a_request_for_a_replay_when_its_answer_is_forgotten) {
  const sip::Message request = with(registration(), answer(challenge()));
  EXPECT_EQ(alice_.send(request).at(0).status, 200);
  server_.advance(std::chrono::seconds{33});
  EXPECT_EQ(alice_.send(request).at(0).status, 407);
}

TEST_F(DigestTest, says_that_an_old_nonce_is_stale_and_takes_the_next) {
  const auto asked = challenge();
  EXPECT_EQ(send(answer(asked)).status, 200);   // Else the connection of a stranger ends.
  server_.advance(std::chrono::minutes{5});
  const sip::Message refusal = send(answer(asked, 2));
  EXPECT_EQ(refusal.status, 407);
  EXPECT_TRUE(challenge_in(refusal).stale);
  EXPECT_EQ(send(answer(challenge_in(refusal))).status, 200);
}

TEST_F(DigestTest, takes_a_nonce_until_its_time_is_over) {
  const auto asked = challenge();
  EXPECT_EQ(send(answer(asked)).status, 200);
  server_.advance(std::chrono::minutes{5} - std::chrono::seconds{1});
  EXPECT_EQ(send(answer(asked, 2)).status, 200);
}

TEST_F(DigestTest, does_not_say_that_a_wrong_password_is_stale) {
  sip::DigestChallenge asked = challenge();
  asked.nonce = "unknown";
  auto wrong = answer(asked);
  wrong.response.back() = wrong.response.back() == '0' ? '1' : '0';
  const sip::Message refusal = send(wrong);
  EXPECT_EQ(refusal.status, 407);
  EXPECT_FALSE(challenge_in(refusal).stale);
}

TEST_F(DigestTest, knows_no_nonce_of_another_connection) {
  const auto overheard = answer(challenge());
  TestClient other(server_, "alice");
  alice_.link = other.link;
  EXPECT_EQ(send(overheard).status, 407);
}

TEST_F(DigestTest, keeps_the_latest_nonces_of_a_connection_and_no_more) {
  const auto oldest = challenge();
  const auto next = challenge();
  for (int i = 0; i < 31; ++i) challenge();
  EXPECT_TRUE(challenge_in(send(answer(oldest))).stale);   // And so one more is issued.
  EXPECT_TRUE(challenge_in(send(answer(next))).stale);
  EXPECT_EQ(send(answer(challenge())).status, 200);
}

// --- The request ---

TEST_F(DigestTest, takes_the_uri_of_the_request_in_any_spelling) {
  const auto asked = challenge();
  std::uint32_t count = 0;
  for (const char* uri : {"sip:contoso.com", "SIP:Contoso.COM", "sip:contoso.com;transport=tcp"})
    EXPECT_EQ(send(answer(asked, ++count, uri)).status, 200) << uri;
}

TEST_F(DigestTest, refuses_credentials_for_another_request) {
  const sip::Message refusal = send(answer(challenge(), 1, "sip:somebody@contoso.com"));
  EXPECT_EQ(refusal.status, 400);
  EXPECT_THAT(server_.logged.back().text, HasSubstr("credentials for another URI than that of the request"));
}

TEST_F(DigestTest, lets_null_pass_for_a_uri_only_where_the_setting_says_so) {
  EXPECT_EQ(send(answer(challenge(), 1, "(null)")).status, 400);
  EXPECT_THAT(server_.logged.back().text, HasSubstr("null_digest_uri"));
  ServerSetup setup = digest_setup();
  setup.settings.null_digest_uri = true;
  TestServer lenient(std::move(setup));
  TestClient sipe(lenient, "alice");
  const sip::Message asked = registration_of(sipe);
  // As on the wire: it reads no algorithm and names none (real-client.md 5).
  sip::DigestChallenge read = challenge_in(sipe.send(asked).at(0));
  read.algorithm = HashKind::md5;
  std::string credentials = sip::to_string(answer(read, 1, "(null)"));
  const std::string named = ", algorithm=MD5";
  credentials.erase(credentials.find(named), named.size());
  sip::Message again = asked;
  again.headers.add("Proxy-Authorization", credentials);
  EXPECT_EQ(sipe.send(again).at(0).status, 200);
}

TEST_F(DigestTest, refuses_another_users_name_with_his_own_password) {
  const auto credentials =
      sip::answer_challenge(challenge(), {"bob", "secret"}, {"REGISTER", "sip:contoso.com", "cnonce", 1});
  EXPECT_EQ(send(credentials).status, 407);
  EXPECT_THAT(server_.logged.back().text, HasSubstr("wrong credentials for sip:alice@contoso.com"));
}

TEST_F(DigestTest, challenges_again_where_the_credentials_are_for_another_realm) {
  sip::DigestChallenge asked = challenge();
  asked.realm = "fabrikam.com";
  EXPECT_EQ(send(answer(asked)).status, 407);
}

}   // namespace
}   // namespace parley::server
