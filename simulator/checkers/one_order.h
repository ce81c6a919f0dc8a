// Whether several readers can have seen parts of one and the same order.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace parley::sim {

// What one reader saw, in its order: numbers of things, none twice.
using Sequence = std::vector<std::uint32_t>;

// Two readers who saw two things the other way round.
struct Contradiction {
  std::size_t reader_a = 0, reader_b = 0;   // Places in the list; equal when it takes more than two.
  std::uint32_t first = 0, second = 0;      // reader_a saw `first` before `second`.
};

// Empty when there is a common order. The cost is that of the sequences together, but for naming two readers.
std::optional<Contradiction> find_contradiction(const std::vector<Sequence>& readers);

}   // namespace parley::sim
