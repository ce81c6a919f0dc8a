// Walks over the arrows of a step, whatever kind of step it is.
#pragma once

#include <functional>
#include <optional>

#include "simulator/ladder/scenario.h"

namespace parley::sim::ladder {

// Every arrow of a step, those of its block included, in file order; `limit` is that of the block.
struct ArrowInStep {
  const Arrow& arrow;
  std::optional<Duration> group_limit;
  Position group_limit_position;
  bool forbidden = false;
};
void for_each_arrow(const Step& step, const std::function<void(const ArrowInStep&)>& visit);

}   // namespace parley::sim::ladder
