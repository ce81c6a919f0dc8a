// docs/settings.md against the code: the limits of whoever reads SIP.
#include <gtest/gtest.h>

#include "protocol/base/test_settings_page.h"
#include "protocol/sip/stream_parser.h"
#include "protocol/sip/transactions.h"

namespace parley::sip {
namespace {

TEST(SettingsPage, says_what_a_message_may_have) {
  constexpr StreamParser::Limits kLimits;
  const auto page = documented("SIP and XCCOS readers");
  EXPECT_EQ(page.at("head_bytes_max"), std::int64_t{kLimits.head_bytes_max});
  EXPECT_EQ(page.at("headers_max"), std::int64_t{kLimits.headers_max});
  EXPECT_EQ(page.at("body_bytes_max"), std::int64_t{kLimits.body_bytes_max});
}

TEST(SettingsPage, says_how_long_and_how_much_the_transactions_keep) {
  constexpr Transactions::Config kConfig;
  const auto page = documented("SIP and XCCOS readers");
  EXPECT_EQ(page.at("timeout"), kConfig.timeout.count());
  EXPECT_EQ(page.at("server_max"), std::int64_t{kConfig.server_max});
  EXPECT_EQ(page.at("remembered_bytes_per_link_max"), std::int64_t{kConfig.remembered_bytes_per_link_max});
  EXPECT_EQ(page.at("remembered_bytes_max"), std::int64_t{kConfig.remembered_bytes_max});
  EXPECT_EQ(page.at("identity_bytes_max"), std::int64_t{kConfig.identity_bytes_max});
}

}   // namespace
}   // namespace parley::sip
