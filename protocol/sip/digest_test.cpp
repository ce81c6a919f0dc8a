// The worked examples of RFC 2617, 3.5 and RFC 7616, 3.9.1, and what a real client sends.
#include "protocol/sip/digest.h"

#include <gtest/gtest.h>

namespace parley::sip {
namespace {

TEST(Digest, gives_the_response_of_rfc_2617_3_5) {
  const DigestChallenge challenge{.realm = "testrealm@host.com",
                                  .nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093",
                                  .opaque = "5ccc069c403ebaf9f0171e9517f40e41"};
  const auto credentials =
      answer_challenge(challenge, {"Mufasa", "Circle Of Life"}, {"GET", "/dir/index.html", "0a4f113b", 1});
  EXPECT_EQ(credentials.response, "6629fae49393a05397450978507c4ef1");
  EXPECT_EQ(credentials.nc, "00000001");
  EXPECT_EQ(credentials.opaque, challenge.opaque);
}

DigestCredentials rfc7616(HashKind algorithm) {
  const DigestChallenge challenge{.realm = "http-auth@example.org",
                                  .nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
                                  .opaque = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
                                  .algorithm = algorithm};
  return answer_challenge(challenge, {"Mufasa", "Circle of Life"},
                          {"GET", "/dir/index.html", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", 1});
}

TEST(Digest, gives_the_responses_of_rfc_7616_3_9_1) {
  EXPECT_EQ(rfc7616(HashKind::md5).response, "8ca523f5e9506fed4657c9700eebdbec");
  EXPECT_EQ(rfc7616(HashKind::sha256).response,
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
}

TEST(Digest, verifies_what_it_answered_and_nothing_else) {
  for (const HashKind algorithm : {HashKind::md5, HashKind::sha256}) {
    const auto credentials = rfc7616(algorithm);
    EXPECT_TRUE(verify_digest(credentials, "GET", "Circle of Life"));
    EXPECT_FALSE(verify_digest(credentials, "GET", "Circle of life"));
    EXPECT_FALSE(verify_digest(credentials, "POST", "Circle of Life"));
    auto other = credentials;
    other.nonce += "x";
    EXPECT_FALSE(verify_digest(other, "GET", "Circle of Life"));
  }
}

TEST(Digest, speaks_the_form_without_qop) {
  const DigestChallenge challenge{.realm = "r", .nonce = "n", .opaque = {}, .qop_auth = false};
  const auto credentials =
      answer_challenge(challenge, {"alice", "secret"}, {"REGISTER", "sip:contoso.com", "c", 1});
  EXPECT_TRUE(credentials.cnonce.empty());
  EXPECT_TRUE(credentials.nc.empty());
  EXPECT_TRUE(verify_digest(credentials, "REGISTER", "secret"));
  EXPECT_EQ(to_string(credentials).find("qop"), std::string::npos);
}

TEST(Digest, challenge_survives_writing_and_reading) {
  const DigestChallenge written{.realm = "a \"quoted\" \\ realm",
                                .nonce = "n,1=2",
                                .opaque = "o",
                                .algorithm = HashKind::sha256,
                                .qop_auth = true,
                                .stale = true};
  const auto read = parse_digest_challenge(to_string(written));
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->realm, written.realm);
  EXPECT_EQ(read->nonce, written.nonce);
  EXPECT_EQ(read->opaque, written.opaque);
  EXPECT_EQ(read->algorithm, HashKind::sha256);
  EXPECT_TRUE(read->qop_auth);
  EXPECT_TRUE(read->stale);
}

TEST(Digest, credentials_survive_writing_and_reading) {
  const auto written = rfc7616(HashKind::sha256);
  const auto read = parse_digest_credentials(to_string(written));
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(to_string(*read), to_string(written));
  EXPECT_TRUE(verify_digest(*read, "GET", "Circle of Life"));
}

TEST(Digest, reads_tabs_where_blanks_may_be) {
  const auto read = parse_digest_credentials(
      "Digest\tusername=\t\"alice\"\t,\trealm\t=\t\"r\",nonce=\t\"n\",uri=\t\"sip:r\",response=\t\"00\"");
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->username, "alice");
  EXPECT_EQ(read->realm, "r");
  EXPECT_EQ(read->nonce, "n");
}

TEST(Digest, accepts_the_uri_null_that_a_real_client_hashes) {
  const DigestChallenge challenge{.realm = "contoso.com", .nonce = "abc", .opaque = {}};
  const auto credentials =
      answer_challenge(challenge, {"alice@contoso.com", "secret"}, {"REGISTER", "(null)", "1234", 1});
  EXPECT_TRUE(verify_digest(credentials, "REGISTER", "secret"));
}

TEST(Digest, chooses_auth_from_a_list_of_qop) {
  const auto read = parse_digest_challenge(R"(digest Realm="r",nonce="n" , qop="auth-int,auth")");
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_TRUE(read->qop_auth);
}

TEST(Digest, refuses_what_it_does_not_speak) {
  const auto code = [](std::string_view text) { return parse_digest_challenge(text).error().code; };
  EXPECT_EQ(code("NTLM realm=\"SIP Communications Service\""), Errc::unsupported);
  EXPECT_EQ(code("Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess"), Errc::unsupported);
  EXPECT_EQ(code("Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\""), Errc::unsupported);
  EXPECT_EQ(code("Digest realm=\"r\""), Errc::malformed);
  EXPECT_EQ(code("Digest realm=\"r"), Errc::malformed);
  EXPECT_EQ(code("Digest realm"), Errc::malformed);
}

TEST(Digest, refuses_a_response_or_a_count_that_would_be_another_when_written_again) {
  const auto read = [](std::string_view rest) {
    return parse_digest_credentials("Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\", qop=auth, " +
                                    std::string(rest));
  };
  EXPECT_TRUE(read("cnonce=c, response=\"0aF\", nc=00000001"));
  EXPECT_FALSE(read("cnonce=c, response=0a\", nc=00000001"));
  EXPECT_FALSE(read("cnonce=c, response=\"0a\", nc=\"1, res=0b\""));
}

TEST(Digest, refuses_credentials_with_a_missing_field) {
  EXPECT_FALSE(parse_digest_credentials("Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\""));
}

TEST(Digest, refuses_credentials_with_qop_that_lack_what_it_needs) {
  const auto read = [](std::string_view rest) {
    return parse_digest_credentials(
               "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"0a\"" +
               std::string(rest))
        .has_value();
  };
  EXPECT_TRUE(read(""));
  EXPECT_TRUE(read(", qop=auth, nc=00000001, cnonce=\"c\""));
  EXPECT_FALSE(read(", qop=auth, nc=00000001"));
  EXPECT_FALSE(read(", qop=auth, cnonce=\"c\""));
  EXPECT_FALSE(read(", qop=auth, nc=1, cnonce=\"c\""));
}

TEST(Digest, refuses_a_parameter_that_comes_twice) {
  const auto read = parse_digest_challenge("Digest realm=\"r\", nonce=\"n\", realm=\"s\"");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Errc::malformed);
  EXPECT_EQ(read.error().detail, "a Digest header has realm twice");
}

TEST(Digest, refuses_a_hashed_user_name) {
  const auto read = parse_digest_credentials(
      "Digest username=\"0a\", userhash=true, realm=\"r\", nonce=\"n\", uri=\"u\", response=\"0a\"");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Errc::unsupported);
}

TEST(Digest, counts_in_hexadecimal_digits_and_not_at_all_without_qop) {
  const DigestChallenge challenge{.realm = "r", .nonce = "n", .opaque = {}};
  EXPECT_EQ(answer_challenge(challenge, {"a", "b"}, {"INFO", "sip:a", "c", 0xabcdef01}).count(), 0xabcdef01U);
  EXPECT_EQ(answer_challenge(challenge, {"a", "b"}, {"INFO", "sip:a", "c", 26}).nc, "0000001a");
  DigestCredentials old;
  old.qop_auth = false;
  old.nc = "00000007";
  EXPECT_EQ(old.count(), 0U);
}

TEST(Digest, names_its_algorithms_as_the_wire_does_and_reads_them_in_any_case) {
  for (const HashKind one : {HashKind::md5, HashKind::sha256, HashKind::sha512_256})
    EXPECT_EQ(*parse_digest_algorithm(to_string(one)), one);
  EXPECT_EQ(*parse_digest_algorithm("sha-512-256"), HashKind::sha512_256);
  EXPECT_FALSE(parse_digest_algorithm("SHA-512"));
}

}   // namespace
}   // namespace parley::sip
