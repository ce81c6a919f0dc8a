// The two real clocks behind parley::Now. Only a driver looks at them.
#pragma once

#include <chrono>

#include "protocol/base/time.h"

namespace parley::transport {

// The monotonic clock never runs backwards; the wall clock may, when an operator sets it.
Now read_clocks();

// An Instant of read_clocks() as the time that timers wait for. Instant::never() must not be asked.
std::chrono::steady_clock::time_point to_steady(Instant at);

}   // namespace parley::transport
