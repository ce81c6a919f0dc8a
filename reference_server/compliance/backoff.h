// How long to wait before the next attempt: twice as long after each failure, up to a limit.
#pragma once

#include <algorithm>

#include "protocol/base/time.h"

namespace parley::compliance {

class Backoff {
 public:
  Backoff(Duration first, Duration limit) : first_(first), limit_(limit), next_(first) {}

  Duration next() {
    const Duration wait = std::min(next_, limit_);
    next_ = std::min(wait * 2, limit_);
    return wait;
  }
  void reset() { next_ = first_; }

 private:
  Duration first_, limit_, next_;
};

}   // namespace parley::compliance
