// The folder that --out names: run.json, index.html, junit.xml, pool.toml and the scenarios, so that
// `parley replay` and `parley report` need nothing else. The command in run.json works inside it.
#pragma once

#include <string>
#include <vector>

#include "cli/scenario_set.h"
#include "protocol/base/result.h"
#include "reports/run_record.h"

namespace parley::cli {

// Names inside the folder.
inline constexpr const char* kPoolInBundle = "pool.toml";
inline constexpr const char* kScenariosInBundle = "scenarios";
std::string scenario_in_bundle(const std::string& id);   // "scenarios/ID.ladder".
// A record is a file like any other, and sent around: what it names is only touched below the folder.
bool stays_below(const std::string& id);

// The record in the folder. The error names its file.
Result<reports::RunRecord> read_record(const std::string& directory);

// Makes the folder and proves that a file can be written there: to be asked before a run that takes minutes.
// Refuses one in which somebody's own files would be overwritten: it has some of our names and no record, or
// its pool.toml is `pool_file`, the user's (empty: none), of which a bundle keeps no password.
Result<void> prepare_bundle(const std::string& directory, const std::string& pool_file);

// Scenarios of an earlier run in the same folder, as its run.json names them, go: the same run gives the same
// folder. Same run in virtual time, same bytes. The record comes last: whoever finds it has all that it is
// about, unless he finds that of an earlier run.
Result<void> write_bundle(const std::string& directory, const reports::RunRecord& run,
                          const std::vector<ScenarioFile>& scenarios, const std::string& pool_text);

// The ids of the scenarios that a run was asked for, in order; and its deviations.
std::vector<std::string> scenarios_of(const reports::RunRecord& run);
std::vector<std::string> deviations_of(const reports::RunRecord& run);

}   // namespace parley::cli
