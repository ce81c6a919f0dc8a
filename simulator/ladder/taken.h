// What happens when an arrow has taken a message: its names are bound, its checks are judged.
#pragma once

#include <cstddef>
#include <span>

#include "simulator/ladder/scenario.h"
#include "simulator/ladder/story.h"

namespace parley::sim::ladder {

struct Taken {
  const Arrow& arrow;
  std::span<const Tag> tags;   // Those that the arrow answers for; a branch may borrow those of its one-of.
  std::size_t index = 0;       // In the transcript.
  Instant base;                // From when `not before` counts.
  reports::Verdict outcome = reports::Verdict::pass;   // Of a branch.
};

// as NAME, and the dialog that the message opens.
void bind_names(Story& story, const Arrow& arrow, std::size_t index);

// Reads values and records every judgement. Ends the case when the arrow itself does not hold; a check that
// does not hold is recorded and the story goes on.
void judge_taken(Story& story, const Taken& taken);

// The records of checks that cannot be made, because there is no message.
void checks_not_run(Story& story, const Arrow& arrow, const std::string& reason);

}   // namespace parley::sim::ladder
