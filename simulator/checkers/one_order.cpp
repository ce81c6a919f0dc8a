// A common order exists exactly when "seen right before" has no circle: things that nothing precedes are
// taken away (Kahn, 1962) until none is left, or a circle is.
#include "simulator/checkers/one_order.h"

#include <map>
#include <set>
#include <utility>

namespace parley::sim {
namespace {

// What is left when everything that is in no circle, and precedes none, is taken away.
std::set<std::uint32_t> circle_of(const std::vector<Sequence>& readers) {
  std::map<std::uint32_t, std::set<std::uint32_t>> followers;
  std::map<std::uint32_t, std::size_t> predecessors;
  for (const Sequence& sequence : readers) {
    for (std::size_t i = 0; i < sequence.size(); ++i) {
      predecessors.try_emplace(sequence[i], 0);
      if (i > 0 && followers[sequence[i - 1]].insert(sequence[i]).second) ++predecessors[sequence[i]];
    }
  }
  std::vector<std::uint32_t> free;
  for (const auto& [thing, count] : predecessors)
    if (count == 0) free.push_back(thing);
  while (!free.empty()) {
    const std::uint32_t thing = free.back();
    free.pop_back();
    predecessors.erase(thing);
    for (const std::uint32_t next : followers[thing])
      if (--predecessors[next] == 0) free.push_back(next);
  }
  std::set<std::uint32_t> left;
  for (const auto& [thing, count] : predecessors) left.insert(thing);
  return left;
}

}   // namespace

std::optional<Contradiction> find_contradiction(const std::vector<Sequence>& readers) {
  const std::set<std::uint32_t> circle = circle_of(readers);
  if (circle.empty()) return std::nullopt;
  // The pairs that a reader saw in this order, and who; only what is in the circle can matter.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> seen_by;
  for (std::size_t reader = 0; reader < readers.size(); ++reader) {
    Sequence before;
    for (const std::uint32_t thing : readers[reader]) {
      if (!circle.contains(thing)) continue;
      for (const std::uint32_t earlier : before) {
        const auto opposite = seen_by.find({thing, earlier});
        if (opposite != seen_by.end()) return Contradiction{opposite->second, reader, thing, earlier};
        seen_by.try_emplace({earlier, thing}, reader);
      }
      before.push_back(thing);
    }
  }
  return Contradiction{0, 0, *circle.begin(), *circle.rbegin()};
}

}   // namespace parley::sim
