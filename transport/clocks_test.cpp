// The real clocks, as far as a test can hold them to anything.
#include "transport/clocks.h"

#include <gtest/gtest.h>

#include <ctime>

namespace parley::transport {
namespace {

TEST(Clocks, the_monotonic_one_never_runs_backwards) {
  const Clocks clocks;
  Instant last = clocks.read().monotonic;
  for (int i = 0; i < 10'000; ++i) {
    const Instant next = clocks.read().monotonic;
    ASSERT_GE(next, last);
    last = next;
  }
}

TEST(Clocks, the_wall_one_shows_the_time_of_the_system) {
  const std::time_t before = std::time(nullptr);
  const WallTime shown = Clocks().read().wall;
  const std::time_t after = std::time(nullptr);
  // time() may read a coarser clock and lag behind by a tick.
  EXPECT_GE(shown.ticks / WallTime::kTicksPerSecond, before);
  EXPECT_LE(shown.ticks / WallTime::kTicksPerSecond, after + 1);
}

TEST(Clocks, a_wall_clock_of_its_own_starts_where_it_is_told_and_goes_on_with_the_monotonic_one) {
  constexpr WallTime kStart{1000 * WallTime::kTicksPerSecond};
  const Clocks clocks(kStart);
  const Now first = clocks.read(), later = clocks.read();
  EXPECT_GE(first.wall, kStart);
  const WallTime expected = first.wall + (later.monotonic - first.monotonic);
  EXPECT_NEAR(static_cast<double>(later.wall.ticks), static_cast<double>(expected.ticks), 1);   // Rounding.
}

TEST(Clocks, an_instant_is_the_time_that_timers_wait_for) {
  const auto before = std::chrono::steady_clock::now();
  const auto now = to_steady(Clocks().read().monotonic);
  EXPECT_LE(before, now);
  EXPECT_LE(now, std::chrono::steady_clock::now());
}

}   // namespace
}   // namespace parley::transport
