// A forbid that is in force: looks at everything that is seen and takes nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "simulator/ladder/pattern.h"
#include "simulator/ladder/scenario.h"
#include "simulator/ladder/story.h"

namespace parley::sim::ladder {

class Watch {
 public:
  Watch(const Forbid& forbid, std::size_t first) : forbid_(&forbid), pattern_(forbid.arrow), next_(first) {}

  void look(Story& story);
  // When the story is over. `cut_short` says why it ended early, or is empty: then not having seen it counts.
  void conclude(Story& story, const std::string& cut_short) const;

  static constexpr std::size_t kEvidenceMax = 16;   // Messages named in the record; more prove nothing more.

 private:
  void judge(Story& story, std::size_t index);

  const Forbid* forbid_;
  Pattern pattern_;
  std::size_t next_;
  std::vector<std::size_t> undecided_;   // Seen before a name had a value.
  std::vector<std::size_t> broken_by_;
  Instant broken_at_;
};

}   // namespace parley::sim::ladder
