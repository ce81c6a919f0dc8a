// Everything the client has planned for later, in one ordered list.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "protocol/base/time.h"

namespace parley::client {

using AlarmId = std::uint64_t;   // 0 is never given out.

class Alarms {
 public:
  AlarmId set(Instant at, std::function<void()> ring);
  // Takes back an alarm that has not rung; 0 and ids that rang are ignored.
  void cancel(AlarmId id);
  // Rings what is due, by time and then in the order of setting; also what one of them sets for this moment.
  void ring_due(Instant now);
  Instant wake_at() const;

 private:
  std::map<std::pair<Instant, AlarmId>, std::function<void()>> by_time_;
  std::map<AlarmId, Instant> times_;
  AlarmId next_id_ = 1;
};

}   // namespace parley::client
