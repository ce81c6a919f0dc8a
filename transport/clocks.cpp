// steady_clock and system_clock of libstdc++ are CLOCK_MONOTONIC and CLOCK_REALTIME.
#include "transport/clocks.h"

#include "protocol/base/assert.h"

namespace parley::transport {
namespace {

template <class Unit, class TimePoint>
std::int64_t count_since_epoch(TimePoint at) {
  return std::chrono::duration_cast<Unit>(at.time_since_epoch()).count();
}

using Ticks = std::chrono::duration<std::int64_t, std::ratio<1, WallTime::kTicksPerSecond>>;

Instant monotonic_now() {
  return Instant{count_since_epoch<std::chrono::nanoseconds>(std::chrono::steady_clock::now())};
}

}   // namespace

Clocks::Clocks(std::optional<WallTime> wall_start) : wall_start_(wall_start), begun_(monotonic_now()) {}

Now Clocks::read() const {
  const Instant now = monotonic_now();
  if (wall_start_) return {now, *wall_start_ + (now - begun_)};
  return {now, WallTime{count_since_epoch<Ticks>(std::chrono::system_clock::now())}};
}

std::chrono::steady_clock::time_point to_steady(Instant at) {
  PARLEY_ASSERT(at != Instant::never());
  return std::chrono::steady_clock::time_point{std::chrono::nanoseconds{at.ns}};
}

}   // namespace parley::transport
