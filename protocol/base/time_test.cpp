#include "protocol/base/time.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(WallTime, writes_seven_fraction_digits_and_z) {
  const auto at = parse_iso8601("2013-08-02T21:00:05Z");
  ASSERT_TRUE(at);
  EXPECT_EQ(to_iso8601(*at), "2013-08-02T21:00:05.0000000Z");
}

TEST(WallTime, keeps_all_seven_digits_of_a_server_time_stamp) {
  const auto at = parse_iso8601("2010-09-14T14:26:17.6206356Z");
  ASSERT_TRUE(at);
  EXPECT_EQ(to_iso8601(*at), "2010-09-14T14:26:17.6206356Z");
}

TEST(WallTime, reads_the_last_second_of_a_day) {
  EXPECT_EQ(to_iso8601(parse_iso8601("2010-09-21T23:59:59Z").value()), "2010-09-21T23:59:59.0000000Z");
}

TEST(WallTime, is_a_second_later_by_its_ticks_per_second) {
  EXPECT_EQ((WallTime{5} + std::chrono::seconds{1}).ticks, 5 + WallTime::kTicksPerSecond);
}

TEST(WallTime, takes_a_missing_zone_as_utc) {
  EXPECT_EQ(*parse_iso8601("2010-09-21T09:48:10"), *parse_iso8601("2010-09-21T09:48:10Z"));
}

TEST(WallTime, understands_numeric_offsets) {
  EXPECT_EQ(*parse_iso8601("2010-09-21T11:48:10+02:00"), *parse_iso8601("2010-09-21T09:48:10Z"));
}

TEST(WallTime, writes_times_before_1970) {
  EXPECT_EQ(to_iso8601(WallTime{-1}), "1969-12-31T23:59:59.9999999Z");
}

TEST(WallTime, clamps_what_no_four_digit_year_can_say) {
  EXPECT_EQ(to_iso8601(WallTime{INT64_MAX}), "9999-12-31T23:59:59.9999999Z");
  EXPECT_EQ(to_iso8601(WallTime{INT64_MIN}), "0001-01-01T00:00:00.0000000Z");
}

class BadTime : public testing::TestWithParam<const char*> {};
TEST_P(BadTime, is_refused) { EXPECT_FALSE(parse_iso8601(GetParam())); }
INSTANTIATE_TEST_SUITE_P(Texts, BadTime,
                         testing::Values("", "yesterday", "2010-09-21", "2010-09-31T09:48:10Z",
                                         "2010-09-21T24:00:00Z", "2010-09-21T23:60:00Z",
                                         "2010-09-21T23:00:60Z", "0000-09-21T09:48:10Z",
                                         "2010-09-21T09:48:10.Z", "2010-09-21T09:48:10.12345678Z",
                                         "2010-09-21T09:48:10Zx", "+010-09-21T09:48:10Z",
                                         "2010-09-21T09:48:10+2:00"));

}   // namespace
}   // namespace parley
