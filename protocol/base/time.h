// Time as a value. Two clocks: the monotonic one drives timers, the wall one is shown to people.
// Virtual or real: code below a driver cannot tell, and must not be able to.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace parley {

using Duration = std::chrono::nanoseconds;

// A point on the monotonic clock, in ns. Only differences have a meaning; nothing is added to never().
struct Instant {
  std::int64_t ns = 0;

  static constexpr Instant never() { return {std::numeric_limits<std::int64_t>::max()}; }

  friend constexpr auto operator<=>(const Instant&, const Instant&) = default;
  friend constexpr Instant operator+(Instant at, Duration by) { return {at.ns + by.count()}; }
  friend constexpr Duration operator-(Instant later, Instant earlier) {
    return Duration{later.ns - earlier.ns};
  }
};

// A point on the wall clock, UTC, in steps of 100 ns since 1970: the resolution of the product's own
// time stamps (seven fraction digits, xccos.md 1.6; .NET ticks, product.md 1.5).
struct WallTime {
  std::int64_t ticks = 0;

  static constexpr std::int64_t kTicksPerSecond = 10'000'000;

  friend constexpr auto operator<=>(const WallTime&, const WallTime&) = default;
  friend constexpr WallTime operator+(WallTime at, Duration by) { return {at.ticks + by.count() / 100}; }
};

struct Now {
  Instant monotonic;
  WallTime wall;
};

// "2013-08-02T21:00:01.1234567Z": always seven fraction digits and always Z, because a real client
// appends Z to whatever ends in a digit (xccos.md 1.6). Years 0001 to 9999; others are clamped.
std::string to_iso8601(WallTime at);

// Reads 0 to 7 fraction digits; a missing zone means UTC; offsets are understood. Else Errc::malformed.
Result<WallTime> parse_iso8601(std::string_view text);

}   // namespace parley
