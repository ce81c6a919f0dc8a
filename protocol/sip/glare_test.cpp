// Which requests cross, and how long after.
#include "protocol/sip/glare.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace parley::sip {
namespace {

using std::chrono::milliseconds;

std::pair<Duration, Duration> shortest_and_longest(bool made_call_id) {
  Random random{1};
  Duration shortest = Duration::max(), longest{0};
  for (int i = 0; i < 10'000; ++i) {
    const Duration pause = pause_after_glare(made_call_id, random);
    EXPECT_EQ(pause % milliseconds{10}, Duration{0});
    shortest = std::min(shortest, pause);
    longest = std::max(longest, pause);
  }
  return {shortest, longest};
}

TEST(Glare, who_made_the_call_id_waits_from_2100_to_4000_ms) {
  EXPECT_EQ(shortest_and_longest(true),
            std::pair(Duration{milliseconds{2100}}, Duration{milliseconds{4000}}));
}

TEST(Glare, the_other_side_waits_from_0_to_2000_ms) {
  EXPECT_EQ(shortest_and_longest(false), std::pair(Duration{0}, Duration{milliseconds{2000}}));
}

TEST(Glare, an_offer_is_a_session_description_and_no_other_body) {
  Message request;
  request.headers.add("c", "Application/SDP;charset=utf-8");
  EXPECT_FALSE(has_offer(request));
  request.body = "v=0\r\n";
  EXPECT_TRUE(has_offer(request));
  request.headers.set("Content-Type", "text/plain");
  EXPECT_FALSE(has_offer(request));
}

}   // namespace
}   // namespace parley::sip
