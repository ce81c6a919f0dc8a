// What --listen takes, and which doors serve does not open.
#include "cli/listening.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference_server/core/pool_file.h"

namespace parley::cli {
namespace {

using server::Authentication;
using testing::HasSubstr;

TEST(Listening, is_an_address_with_the_authentication_of_all) {
  const auto one = parse_listening("TCP://127.0.0.1:5060", Authentication::digest);
  ASSERT_TRUE(one) << one.error().detail;
  EXPECT_EQ(one->url, "tcp://127.0.0.1:5060");
  EXPECT_EQ(one->authentication, Authentication::digest);
}

TEST(Listening, may_have_its_own) {
  for (const auto& [word, meant] : {std::pair{"none", Authentication::none},
                                    {"digest", Authentication::digest},
                                    {"certificate", Authentication::certificate}}) {
    const auto one = parse_listening(std::string("tls://[::1]:0,auth=") + word, Authentication::digest);
    ASSERT_TRUE(one) << one.error().detail;
    EXPECT_EQ(one->url, "tls://[::1]:0");
    EXPECT_EQ(one->authentication, meant);
  }
}

TEST(Listening, has_nothing_else_behind_the_comma) {
  for (const char* text : {"tcp://a:1,", "tcp://a:1,auth=", "tcp://a:1,auth=ntlm", "tcp://a:1,digest",
                           "tcp://a:1,auth=none,auth=digest", "tcp://a:1, auth=none"})
    EXPECT_FALSE(parse_listening(text, Authentication::none)) << text;
  EXPECT_FALSE(parse_listening("a:1,auth=none", Authentication::none));
}

// One user, with this password.
server::Directory directory_with(const std::string& password) {
  return *server::read_pool_file(
      "[[pools]]\nuri = 'pool'\n[[users]]\nname = 'alice'\npassword = '" + password + "'\n", "contoso.com");
}

// Why serve does not start; empty when it does.
std::string refusal(const std::vector<Listening>& listeners, const std::string& authorities,
                    const std::string& pool_file, const std::string& password = "secret") {
  const auto checked = check_doors({listeners, authorities, pool_file}, directory_with(password));
  return checked ? std::string() : checked.error().detail;
}

TEST(Doors, on_this_machine_may_be_open) {
  EXPECT_EQ(refusal({{"tcp://127.0.0.1:1", Authentication::none}, {"tls://[::1]:1", Authentication::digest}},
                    "", "", ""),
            "");
}

TEST(Doors, to_other_machines_need_passwords_of_ones_own_for_everybody) {
  const std::string url = "tcp://192.0.2.1:1";
  EXPECT_THAT(refusal({{url, Authentication::none}}, "", "pool.toml"), HasSubstr("--auth digest"));
  EXPECT_THAT(refusal({{url, Authentication::digest}}, "", ""), HasSubstr("--rooms FILE"));
  EXPECT_THAT(refusal({{url, Authentication::digest}}, "", "pool.toml", ""), HasSubstr("has no password"));
  EXPECT_EQ(refusal({{url, Authentication::digest}}, "", "pool.toml"), "");
}

TEST(Doors, to_other_machines_that_demand_certificates_need_no_passwords) {
  EXPECT_EQ(refusal({{"tls://192.0.2.1:1", Authentication::certificate}}, "ca.pem", "", ""), "");
}

TEST(Doors, are_each_looked_at) {
  EXPECT_THAT(refusal({{"tls://192.0.2.1:1", Authentication::certificate},
                       {"tls://192.0.2.1:2", Authentication::none}},
                      "ca.pem", "pool.toml"),
              HasSubstr("tls://192.0.2.1:2 can be reached"));
}

TEST(Doors, that_demand_certificates_need_tls_and_authorities_and_these_need_such_doors) {
  EXPECT_THAT(refusal({{"tcp://127.0.0.1:1", Authentication::certificate}}, "ca.pem", ""),
              HasSubstr("tls://"));
  EXPECT_THAT(refusal({{"tls://127.0.0.1:1", Authentication::certificate}}, "", ""),
              HasSubstr("--client-ca"));
  EXPECT_THAT(refusal({{"tls://127.0.0.1:1", Authentication::digest}}, "ca.pem", ""),
              HasSubstr("no listener demands certificates"));
}

TEST(Doors, of_which_none_asks_for_a_password_have_no_use_for_what_is_said_of_digest) {
  const auto refusal_of = [](Authentication authentication) {
    const std::vector<Listening> listeners = {{"tcp://127.0.0.1:1", authentication}};
    const auto checked = check_doors({listeners, "", "", "--null-digest-uri"}, directory_with("secret"));
    return checked ? std::string() : checked.error().detail;
  };
  EXPECT_EQ(refusal_of(Authentication::none),
            "--null-digest-uri: no listener asks for a password (--auth digest)");
  EXPECT_EQ(refusal_of(Authentication::digest), "");
}

}   // namespace
}   // namespace parley::cli
