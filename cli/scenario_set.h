// Scenario files for the verbs that play, check or list them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/base/result.h"
#include "reports/verdict.h"
#include "simulator/ladder/diagnostic.h"
#include "simulator/ladder/scenario.h"

namespace parley::cli {

struct ScenarioFile {
  std::string path;   // As found; empty: built in.
  // As shown in records: from a folder "scenarios" on, or as much of the path as the id has parts.
  std::string name;
  std::string text;
  sim::ladder::Scenario scenario;
};

struct ScenarioSet {
  std::vector<ScenarioFile> files;   // Those that can be read, by id.
  // Of all, in order, each with the path of its file as found; empty: fit to run.
  std::vector<sim::ladder::Diagnostic> findings;
};

// Every *.ladder below the paths; without a path, those that the program was built with. What is no path may
// be the id of one of these. An error when it is neither, or a path has none below it.
Result<ScenarioSet> load_scenarios(const std::vector<std::string>& paths);

// Tells the findings on standard error, a line each, and behind them what follows from them; the code is that
// of wrong usage.
reports::ExitCode complain_of(const ScenarioSet& set, std::string_view sentence);

// Name and text of the folder scenarios/ as it was when the program was built.
std::vector<std::pair<std::string_view, std::string_view>> built_in_scenarios();

}   // namespace parley::cli
