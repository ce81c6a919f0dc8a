// The state that the parts of a judge share: what was seen, what names mean, what was found, what time it is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulator/ladder/action.h"
#include "simulator/ladder/bindings.h"
#include "simulator/ladder/findings.h"
#include "simulator/ladder/transcript.h"

namespace parley::sim::ladder {

struct Story {
  Transcript transcript;
  Bindings bindings;
  Findings findings;
  Instant now;
  std::vector<Action> actions;
  std::optional<Position> ended_at;   // The line that did not hold; the case goes no further.

  // Ends the case when a verdict on this line is bad enough.
  void weigh(reports::Verdict verdict, Position line) {
    if (ends_the_case(verdict) && !ended_at) ended_at = line;
  }
};

// Where an arrow begins to look, and from when its time counts.
struct Start {
  std::size_t first = 0;   // Index in the transcript; what was seen before does not count.
  Instant base;            // When the step before was done.
};

}   // namespace parley::sim::ladder
