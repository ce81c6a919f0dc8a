#include "protocol/client/alarms.h"

namespace parley::client {

AlarmId Alarms::set(Instant at, std::function<void()> ring) {
  const AlarmId id = next_id_++;
  by_time_.emplace(std::pair{at, id}, std::move(ring));
  times_.emplace(id, at);
  return id;
}

void Alarms::cancel(AlarmId id) {
  const auto found = times_.find(id);
  if (found == times_.end()) return;
  by_time_.erase({found->second, id});
  times_.erase(found);
}

void Alarms::ring_due(Instant now) {
  while (!by_time_.empty() && by_time_.begin()->first.first <= now) {
    auto due = by_time_.extract(by_time_.begin());
    times_.erase(due.key().second);
    due.mapped()();
  }
}

Instant Alarms::wake_at() const {
  return by_time_.empty() ? Instant::never() : by_time_.begin()->first.first;
}

}   // namespace parley::client
