// docs/settings.md against the code: what the client does if nobody says otherwise.
#include <gtest/gtest.h>

#include "protocol/base/test_settings_page.h"
#include "protocol/client/client_config.h"

namespace parley::client {
namespace {

TEST(SettingsPage, says_when_the_client_tries_again) {
  const RetryPolicy retry;
  const auto page = documented("Reference client");
  EXPECT_EQ(page.at("retry.attempts_max"), retry.attempts_max);
  EXPECT_EQ(page.at("retry.base"), retry.base.count());
  EXPECT_EQ(page.at("retry.cap"), retry.cap.count());
  EXPECT_EQ(page.at("retry.retry_after_max"), retry.retry_after_max.count());
  EXPECT_EQ(page.at("reconnect"), ClientConfig{}.reconnect);
}

TEST(SettingsPage, says_what_the_client_asks_for_and_how_long_it_waits) {
  const ClientConfig config;
  const auto page = documented("Reference client");
  EXPECT_EQ(page.at("history_count"), config.history_count);
  EXPECT_EQ(page.at("wire_remembered"), config.wire_remembered);
  EXPECT_EQ(page.at("reply_timeout"), config.reply_timeout.count());
  EXPECT_EQ(page.at("transaction_timeout"), config.transaction_timeout.count());
  EXPECT_EQ(page.at("wait_timeout"), config.wait_timeout.count());
}

}   // namespace
}   // namespace parley::client
