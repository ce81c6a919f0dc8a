// Plays one ladder on a stage and tells what became of it.
//
//   actors (cast.h) act on the stage  ->  the transcript sees what crosses the clients' links
//   ->  the judge compares it with the ladder and says what comes next  ->  the checkers speak at the end
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "protocol/base/deviations.h"
#include "reference_server/core/directory.h"
#include "reports/requirement.h"
#include "reports/run_record.h"
#include "simulator/ladder/scenario.h"
#include "simulator/play/stage.h"

namespace parley::sim {

struct PlayOptions {
  const server::Directory* directory = nullptr;
  const reports::RequirementTable* requirements = nullptr;
  std::uint64_t seed = 1;
  Deviations deviations;
  std::string foreign_server;   // URL of a server that is not ours; empty: the reference server.
  // Role that is judged: "server". What others break is no verdict on it (attribution.h). Empty: all actors
  // are of the reference, and each is judged.
  std::string under_test;
  // What takes longer is given up and INCONC.
  Duration longest = ladder::kLongestStory;
  // Asked after each wait; true: somebody wants the end, and the case is NOTRUN. May be empty.
  std::function<bool()> stopped;
};

// Always a record: what keeps a story from being played is its verdict (ERROR for a mistake in the file, NA
// for a fault that this stage cannot make).
reports::CaseRecord play(const ladder::Scenario& scenario, Stage& stage, const PlayOptions& options);

}   // namespace parley::sim
