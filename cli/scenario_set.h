// Scenario files for the verbs that play, check or list them.
#pragma once

#include <string>
#include <vector>

#include "protocol/base/result.h"
#include "simulator/ladder/diagnostic.h"
#include "simulator/ladder/scenario.h"

namespace parley::cli {

struct ScenarioFile {
  std::string name;   // As shown in records: from "scenarios/" on, or the file's own name; no other path.
  std::string text;
  sim::ladder::Scenario scenario;
};

struct ScenarioSet {
  std::vector<ScenarioFile> files;                 // Those that can be read, by id.
  std::vector<sim::ladder::Diagnostic> findings;   // Of all, in order; empty: fit to run.
};

// Every *.ladder below the paths. An error when a path does not exist or there is none.
Result<ScenarioSet> load_scenarios(const std::vector<std::string>& paths);

}   // namespace parley::cli
