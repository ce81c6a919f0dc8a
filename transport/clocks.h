// The two real clocks behind parley::Now. Only a driver looks at them.
#pragma once

#include <chrono>
#include <optional>

#include "protocol/base/time.h"

namespace parley::transport {

class Clocks {
 public:
  // With `wall_start` the wall clock shows that now, and goes on with the monotonic one; else it is the
  // system's. The monotonic clock never runs backwards; the system's wall clock may, when an operator sets
  // it.
  explicit Clocks(std::optional<WallTime> wall_start = std::nullopt);
  Now read() const;

 private:
  const std::optional<WallTime> wall_start_;
  const Instant begun_;
};

// An Instant of Clocks as the time that timers wait for. Instant::never() must not be asked.
std::chrono::steady_clock::time_point to_steady(Instant at);

}   // namespace parley::transport
