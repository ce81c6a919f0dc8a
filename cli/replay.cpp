// parley replay: plays a bundle again and says whether it is the same run.
#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "cli/files.h"
#include "cli/play.h"
#include "cli/verbs.h"
#include "conformance/requirements.h"
#include "reference_server/core/pool_file.h"

namespace parley::cli {
namespace {

using reports::ExitCode;

std::set<std::string, std::less<>> deviations_of(const reports::RunRecord& run) {
  std::set<std::string, std::less<>> ids;
  for (const std::string& line : run.plan)
    if (line.starts_with("deviate ")) ids.insert(line.substr(8));
  return ids;
}

// Cases of the first run and the second whose fingerprints are not the same.
std::size_t compare(const reports::RunRecord& recorded, const reports::RunRecord& again) {
  std::size_t different = 0;
  for (std::size_t i = 0; i < recorded.cases.size() && i < again.cases.size(); ++i) {
    const reports::CaseRecord& one = recorded.cases[i];
    if (one.id == again.cases[i].id && one.fingerprint == again.cases[i].fingerprint) continue;
    std::printf("%s: fingerprint %s, now %s\n", one.id.c_str(), one.fingerprint.c_str(),
                again.cases[i].fingerprint.c_str());
    ++different;
  }
  return different + (recorded.cases.size() == again.cases.size() ? 0 : 1);
}

ExitCode replay(const std::string& directory) {
  const auto text = read_file(directory + "/run.json", std::size_t{1} << 30);
  if (!text) return complain(ExitCode::usage, text.error().detail);
  const auto recorded = reports::run_from_json(*text);
  if (!recorded) return complain(ExitCode::usage, directory + "/run.json: " + recorded.error().detail);
  if (recorded->mode != "virtual")
    return complain(
        ExitCode::usage,
        "only a run in virtual time can be replayed to the byte; do it again with: " + recorded->reproduce);
  const auto pool = read_file(directory + "/pool.toml");
  if (!pool) return complain(ExitCode::usage, pool.error().detail);
  auto pool_directory = server::read_pool_file(*pool, "contoso.com");
  if (!pool_directory)
    return complain(ExitCode::usage, directory + "/pool.toml: " + pool_directory.error().detail);
  const auto set = load_scenarios({directory + "/scenarios"});
  if (!set) return complain(ExitCode::usage, set.error().detail);

  conformance::RunPlan plan;
  plan.verb = recorded->verb;
  plan.seed = recorded->seed;
  for (const ScenarioFile& file : set->files) plan.scenarios.push_back(file.scenario);
  plan.directory = std::move(*pool_directory);
  plan.requirements = &conformance::requirement_table();
  plan.deviations = Deviations(deviations_of(*recorded));
  const auto again = conformance::run(plan, {});
  if (!again) return complain(ExitCode::harness_error, again.error().detail);
  const std::size_t different = compare(*recorded, *again);
  if (different > 0)
    return complain(ExitCode::determinism_broken,
                    fmt::format("{} cases are not the same run; was it another build?", different));
  std::printf("%zu cases, the same run: fingerprint %s\n", again->cases.size(), again->fingerprint.c_str());
  return ExitCode::conforms;
}

}   // namespace

void add_replay(CLI::App& app, Action& action) {
  auto directory = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand("replay", "Play what --out wrote again and compare the fingerprints");
  verb->add_option("DIR", *directory, "folder that --out wrote")->required();
  verb->callback([directory, &action] { action = [directory] { return replay(*directory); }; });
}

}   // namespace parley::cli
