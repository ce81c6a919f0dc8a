// Several challenges and several credentials, in as many header fields or in one.
#include "protocol/sip/digest_headers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::sip {
namespace {

using testing::ElementsAre;

Message with(std::string_view header, std::initializer_list<std::string_view> values) {
  Message message;
  message.status = 407;
  for (const std::string_view value : values) message.headers.add(header, value);
  return message;
}

TEST(SplitByScheme, tells_a_scheme_from_a_parameter) {
  EXPECT_THAT(split_by_scheme("Digest a=1, b = \"x, Digest y\" ,c=3 , NTLM d=4,Negotiate, Basic e=5"),
              ElementsAre("Digest a=1, b = \"x, Digest y\" ,c=3", "NTLM d=4", "Negotiate", "Basic e=5"));
}

TEST(SplitByScheme, leaves_one_value_whole) {
  EXPECT_THAT(split_by_scheme("  Digest a=\"\\\", Digest b\", c=2 "),
              ElementsAre("Digest a=\"\\\", Digest b\", c=2"));
  EXPECT_THAT(split_by_scheme("Digest , a=1, , b=2"), ElementsAre("Digest , a=1, , b=2"));
  EXPECT_THAT(split_by_scheme(""), ElementsAre(""));
}

constexpr std::string_view kSha256 = R"(Digest realm="r", nonce="n", algorithm=SHA-256, qop="auth")";
constexpr std::string_view kMd5 = R"(Digest realm="r", nonce="n", algorithm=MD5, qop="auth")";
constexpr std::string_view kUnknown = R"(Digest realm="r", nonce="n", algorithm=SHA3-512, qop="auth")";

TEST(Challenges, the_topmost_that_is_spoken_here_is_chosen) {
  const auto algorithm_of = [](std::initializer_list<std::string_view> values) {
    const auto chosen = challenges_in(with("Proxy-Authenticate", values), "Proxy-Authenticate");
    EXPECT_EQ(chosen.size(), 1U);
    return chosen.at(0).algorithm;
  };
  EXPECT_EQ(algorithm_of({kSha256, kMd5}), HashKind::sha256);
  EXPECT_EQ(algorithm_of({kMd5, kSha256}), HashKind::md5);
  EXPECT_EQ(algorithm_of({kUnknown, "NTLM realm=\"r\"", kMd5, kSha256}), HashKind::md5);
}

TEST(Challenges, of_one_header_field_are_taken_apart) {
  const std::string joined = std::string(kUnknown) + ", " + std::string(kSha256) + "," + std::string(kMd5);
  const auto chosen = challenges_in(with("WWW-Authenticate", {joined}), "WWW-Authenticate");
  ASSERT_EQ(chosen.size(), 1U);
  EXPECT_EQ(chosen[0].algorithm, HashKind::sha256);
}

TEST(Challenges, of_several_realms_are_each_answered) {
  const auto chosen = challenges_in(
      with("Proxy-Authenticate", {kSha256, R"(Digest realm="s", nonce="m")", kMd5}), "Proxy-Authenticate");
  ASSERT_EQ(chosen.size(), 2U);
  EXPECT_EQ(chosen[0].realm, "r");
  EXPECT_EQ(chosen[1].realm, "s");
}

TEST(Challenges, are_bounded) {
  Message flood;
  for (int i = 0; i < 100; ++i)
    flood.headers.add("WWW-Authenticate", "Digest nonce=n, realm=r" + std::to_string(i));
  EXPECT_EQ(challenges_in(flood, "WWW-Authenticate").size(), 16U);
}

TEST(Challenges, that_are_not_spoken_here_are_none) {
  EXPECT_TRUE(
      challenges_in(with("WWW-Authenticate", {kUnknown, "NTLM", "Basic realm=\"r\""}), "WWW-Authenticate")
          .empty());
}

TEST(Credentials, of_our_realm_are_found_among_others) {
  const auto answer = [](std::string_view realm, std::string_view user) {
    const DigestChallenge challenge{.realm = std::string(realm), .nonce = "n", .opaque = {}};
    return to_string(answer_challenge(challenge, {std::string(user), "p"}, {"INFO", "sip:a", "c", 1}));
  };
  Message request;
  request.headers.add("Authorization", answer("ours", "second"));
  request.headers.add("Proxy-Authorization", "NTLM qop=\"auth\", realm=\"ours\"");
  request.headers.add("Proxy-Authorization", answer("theirs", "nobody") + ", " + answer("ours", "first"));
  const auto found = credentials_in(request, "ours");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].username, "first");
  EXPECT_EQ(found[1].username, "second");
  EXPECT_TRUE(verify_digest(found[0], "INFO", "p"));
}

}   // namespace
}   // namespace parley::sip
