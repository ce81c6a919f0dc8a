// One instant in the three forms of the compliance output (product.md 1.5, checked there on the published
// samples).
#pragma once

#include <cstdint>
#include <string>

#include "protocol/base/time.h"

namespace parley::compliance {

struct TimeTriple {
  std::int64_t since1970 = 0;   // Milliseconds, rounded down.
  std::string string;           // ISO 8601, UTC; zeros at the end of the fraction are cut, an empty one too.
  std::int64_t ticks = 0;       // 100 ns since the year 1, as .NET counts (attribute `long`).
};

TimeTriple time_triple(WallTime at);

}   // namespace parley::compliance
