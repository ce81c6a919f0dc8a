// What simulate and conform have in common: play a plan with progress, write the bundle, explain what failed.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/scenario_set.h"
#include "conformance/run.h"

namespace parley::cli {

struct PlayOutput {
  std::string directory;   // --out; empty: nothing is written.
  std::string pool_file;   // The user's own, which must not be overwritten; empty: none.
  bool json = false;       // One JSON object per case on standard output, instead of lines for people.
  // The command that plays these files or built-in scenarios again.
  std::function<std::string(const std::vector<std::string>& paths)> command;
  // What to say on standard error about a case, empty for nothing; said once. None: nothing is.
  std::function<std::string(const reports::CaseRecord& one)> hint;
};

// Prints one line per case and, for what is not green, why and how to do it again. A folder that cannot be
// written, or in which something of the user's own would be lost, is found before the first case. Ctrl-C ends
// the run early and in order (interrupt.h): what was judged until then is told and written, the rest is
// NOTRUN.
reports::ExitCode play_plan(conformance::RunPlan plan, const std::vector<ScenarioFile>& scenarios,
                            const std::string& pool_text, const PlayOutput& output);

}   // namespace parley::cli
