// Session-Expires as real peers write it, and the deadlines of both sides.
#include "protocol/sip/session_timer.h"

#include <gtest/gtest.h>

#include "protocol/sip/stream_parser.h"
#include "protocol/sip/test_samples.h"

namespace parley::sip {
namespace {

using std::chrono::seconds;

std::optional<SessionExpires> expires(std::string_view name, std::string_view value) {
  Message message;
  message.headers.add(name, value);
  return session_expires(message);
}

TEST(SessionExpires, is_read_from_a_sample) {
  const auto value = session_expires(parse_message(read_sample("21-invite-channel-200.sip")).value());
  ASSERT_TRUE(value);
  EXPECT_EQ(value->interval, seconds{720});
  EXPECT_EQ(value->refresher, Refresher::uac);
  EXPECT_EQ(to_string(*value), "720;refresher=uac");
}

TEST(SessionExpires, the_compact_name_and_any_case_will_do) {
  EXPECT_EQ(expires("x", "90 ; Refresher=UAS")->refresher, Refresher::uas);
}

TEST(SessionExpires, leading_digits_decide) {
  EXPECT_EQ(expires("Session-Expires", "720s")->interval, seconds{720});
  EXPECT_EQ(expires("Session-Expires", "720;refresher=nobody")->refresher, std::nullopt);
  EXPECT_FALSE(expires("Session-Expires", "soon"));
  EXPECT_FALSE(expires("Session-Expires", ""));
  EXPECT_FALSE(session_expires(Message{}));
}

TEST(SessionExpires, what_is_too_large_is_the_largest) {
  EXPECT_EQ(expires("Session-Expires", "99999999999")->interval, seconds{4294967295});
}

TEST(SessionTimer, without_an_interval_nothing_is_ever_due) {
  const SessionTimer timer;
  EXPECT_FALSE(timer.enabled());
  EXPECT_EQ(timer.refresh_at(), Instant::never());
  EXPECT_EQ(timer.expires_at(), Instant::never());
}

TEST(SessionTimer, the_refreshing_side_refreshes_at_half_time_and_gives_up_before_the_end) {
  const SessionTimer timer(seconds{720}, true, Instant{});
  EXPECT_EQ(timer.refresh_at(), Instant{} + seconds{360});
  EXPECT_EQ(timer.expires_at(), Instant{} + seconds{688});
}

TEST(SessionTimer, a_short_interval_is_given_up_a_third_before_its_end) {
  EXPECT_EQ(SessionTimer(seconds{30}, true, Instant{}).expires_at(), Instant{} + seconds{20});
}

TEST(SessionTimer, the_waiting_side_waits_to_the_very_end) {
  const SessionTimer timer(seconds{720}, false, Instant{});
  EXPECT_EQ(timer.refresh_at(), Instant::never());
  EXPECT_EQ(timer.expires_at(), Instant{} + seconds{720});
}

TEST(SessionTimer, a_refresh_starts_the_interval_again) {
  SessionTimer timer(seconds{100}, true, Instant{});
  timer.refreshed(Instant{} + seconds{40});
  EXPECT_EQ(timer.refresh_at(), Instant{} + seconds{90});
}

}   // namespace
}   // namespace parley::sip
