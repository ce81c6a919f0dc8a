// A binary heap over one vector; ties cannot occur because every plan has its own sequence number.
#include "simulator/agenda.h"

#include <algorithm>

namespace parley::sim {
namespace {

bool is_later(const Due& a, const Due& b) { return a.at != b.at ? b.at < a.at : b.sequence < a.sequence; }

}   // namespace

void Agenda::plan(Instant at, DueKind kind, std::uint32_t subject, std::uint32_t generation) {
  heap_.push_back({at, next_sequence_++, subject, generation, kind});
  std::push_heap(heap_.begin(), heap_.end(), is_later);
}

std::optional<Due> Agenda::take_until(Instant deadline) {
  if (heap_.empty() || deadline < heap_.front().at) return std::nullopt;
  std::pop_heap(heap_.begin(), heap_.end(), is_later);
  const Due due = heap_.back();
  heap_.pop_back();
  return due;
}

}   // namespace parley::sim
