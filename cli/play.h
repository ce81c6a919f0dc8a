// What simulate, replay and conform have in common: play a plan with progress, write the bundle, explain
// what failed.
#pragma once

#include <string>
#include <vector>

#include "cli/scenario_set.h"
#include "conformance/run.h"

namespace parley::cli {

struct PlayOutput {
  std::string directory;   // --out; empty: nothing is written.
  bool json = false;       // One JSON object per case on standard output, instead of lines for people.
};

// The bundle: run.json, index.html, junit.xml, pool.toml and the scenarios, so that `parley replay` and
// `parley report` need nothing else. Same run in virtual time, same bytes.
Result<void> write_bundle(const std::string& directory, const reports::RunRecord& run,
                          const std::vector<ScenarioFile>& scenarios, const std::string& pool_text);

// Prints one line per case and, for what is not green, why and how to do it again.
reports::ExitCode play_plan(const conformance::RunPlan& plan, const std::vector<ScenarioFile>& scenarios,
                            const std::string& pool_text, const PlayOutput& output);

}   // namespace parley::cli
