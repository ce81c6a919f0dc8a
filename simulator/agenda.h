// What is planned in a simulated world: ordered by time, and among equals by when it was planned.
//
// An entry is 32 bytes and owns nothing, because the heap moves entries about a hundred times for every
// one that happens on a day of 120,000 endpoints. What an entry is about lies with its owner; `generation`
// lets the owner forget a plan by counting up instead of searching the heap for it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "protocol/base/time.h"

namespace parley::sim {

enum class DueKind : std::uint8_t {
  arrival,   // The first item of a direction of a link; the subject is the direction.
  wake,      // The deadline of a node.
  told,      // The first line that waits for a node.
  work,      // A lane has finished its group of requests.
  answer,    // The first answer that a lane has for its node.
  action,    // Something that the story does; the subject is its slot.
};

struct Due {
  Instant at;
  std::uint64_t sequence = 0;
  std::uint32_t subject = 0;
  std::uint32_t generation = 0;
  DueKind kind = DueKind::wake;
};

class Agenda {
 public:
  void plan(Instant at, DueKind kind, std::uint32_t subject, std::uint32_t generation);
  // The earliest entry, taken out, unless it is later than `deadline` or there is none.
  std::optional<Due> take_until(Instant deadline);
  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }

 private:
  std::vector<Due> heap_;
  std::uint64_t next_sequence_ = 0;
};

}   // namespace parley::sim
