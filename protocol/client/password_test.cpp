// Which challenges the client answers, and how it counts.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/client/test_stage.h"
#include "protocol/sip/digest_headers.h"

namespace parley::client {
namespace {

using testing::HasSubstr;

constexpr std::string_view kPassword = "Tr0ub4dor";

ClientConfig with_password() {
  ClientConfig config;
  config.password = kPassword;
  return config;
}

std::string challenge(std::string_view realm, std::string_view algorithm) {
  return fmt::format("Digest realm=\"{}\", nonce=\"n1\", qop=\"auth\", algorithm={}", realm, algorithm);
}

// Everything without credentials is challenged so.
void challenge_all(Stage& stage, std::vector<std::string> challenges) {
  stage.server.instead = [&stage, challenges = std::move(challenges)](const Seen& one) {
    if (one.message.method == "ACK" || one.message.headers.contains("Proxy-Authorization")) return false;
    std::vector<sip::Header> headers;
    for (const std::string& text : challenges) headers.push_back({"Proxy-Authenticate", text});
    stage.server.answer(one.message, 407, headers);
    return true;
  };
}

std::vector<sip::DigestCredentials> given(const Seen& one) {
  std::vector<sip::DigestCredentials> all;
  for (const std::string_view value : one.message.headers.all("Proxy-Authorization"))
    all.push_back(*sip::parse_digest_credentials(value));
  return all;
}

TEST(Password, is_given_by_the_first_algorithm_that_the_client_speaks) {
  Stage stage(with_password());
  challenge_all(stage, {challenge("r", "SHA3-512"), challenge("r", "SHA-256"), challenge("r", "MD5")});
  stage.sign_in();
  stage.say("search");
  const auto answers = given(stage.server.last("INFO cmd:chansrch"));
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].algorithm, HashKind::sha256);
  EXPECT_TRUE(sip::verify_digest(answers[0], "INFO", kPassword));
}

TEST(Password, is_given_to_each_realm_that_asks) {
  Stage stage(with_password());
  challenge_all(stage, {challenge("proxy", "MD5"), challenge("pool", "SHA-512-256")});
  stage.tell("sign-in");
  stage.run(std::chrono::seconds{1});
  const auto answers = given(stage.server.last("REGISTER"));
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0].realm, "proxy");
  EXPECT_EQ(answers[1].realm, "pool");
  for (const auto& answer : answers) EXPECT_TRUE(sip::verify_digest(answer, "REGISTER", kPassword));
}

// A server that stays with one nonce refuses a count that it has seen (RFC 7616, 3.4).
TEST(Password, is_given_with_a_count_that_rises_while_the_nonce_stays) {
  Stage stage(with_password());
  challenge_all(stage, {challenge("r", "MD5")});
  stage.tell("sign-in");
  stage.run(std::chrono::seconds{1});
  std::uint32_t count = 0;
  for (const Seen& one : stage.server.seen)
    for (const auto& answer : given(one))
      if (one.message.method != "ACK")
        EXPECT_EQ(answer.count(), ++count) << one.what;   // It repeats those of INVITE.
  EXPECT_GT(count, 5U);
}

}   // namespace
}   // namespace parley::client
