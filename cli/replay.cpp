// parley replay: plays a bundle again and says whether it is the same run.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>
#include <map>
#include <memory>

#include "cli/bundle.h"
#include "cli/command_line.h"
#include "cli/files.h"
#include "cli/verbs.h"
#include "conformance/requirements.h"
#include "conformance/run.h"
#include "reference_server/core/pool_file.h"
#include "reports/wording.h"

namespace parley::cli {
namespace {

using reports::ExitCode;

struct ReplayOptions {
  std::string directory;
  bool json = false;
};

struct Difference {
  std::string id, before, now;   // Fingerprints; `now` is empty for a case that was not played again.
};

// Cases of the first run and the second that are not the same, by id.
std::vector<Difference> differences(const reports::RunRecord& recorded, const reports::RunRecord& again) {
  std::map<std::string, std::string> before, now;
  for (const reports::CaseRecord& one : recorded.cases)
    if (one.verdict != reports::Verdict::notrun) before[one.id] = one.fingerprint;
  for (const reports::CaseRecord& one : again.cases) now[one.id] = one.fingerprint;
  std::vector<Difference> different;
  for (const auto& [id, fingerprint] : before) {
    const auto other = now.find(id);
    if (other != now.end() && other->second == fingerprint) continue;
    different.push_back({id, fingerprint, other == now.end() ? "" : other->second});
  }
  return different;
}

void show_as_json(const reports::RunRecord& again, const std::vector<Difference>& different,
                  const std::string& command) {
  boost::json::array cases;
  for (const Difference& one : different)
    cases.push_back({{"id", one.id}, {"before", one.before}, {"now", one.now}});
  const boost::json::object line{
      {"same", different.empty()}, {"cases", again.cases.size()}, {"fingerprint", again.fingerprint},
      {"seed", again.seed},        {"reproduce", command},        {"different", std::move(cases)}};
  std::printf("%s\n", boost::json::serialize(line).c_str());
}

void show_as_text(const reports::RunRecord& again, const std::vector<Difference>& different,
                  const std::string& command) {
  for (const Difference& one : different)
    std::printf("%s: fingerprint %s, now %s\n", one.id.c_str(), one.before.c_str(),
                one.now.empty() ? "not played" : one.now.c_str());
  if (different.empty())
    std::printf("%s, the same run: fingerprint %s\n", reports::count_of(again.cases.size(), "case").c_str(),
                again.fingerprint.c_str());
  else
    std::printf("seed %llu; do it again: %s\n", static_cast<unsigned long long>(again.seed), command.c_str());
}

// What the run has played, and nothing else that may lie in the folder.
Result<ScenarioSet> scenarios_of_bundle(const std::string& directory, const reports::RunRecord& run) {
  std::vector<std::string> paths;
  for (const reports::CaseRecord& one : run.cases) {
    if (one.verdict == reports::Verdict::notrun) continue;
    if (!stays_below(one.id))
      return fail(Errc::malformed,
                  fmt::format("{}/run.json: the id '{}' leads out of the folder", directory, one.id));
    paths.push_back(directory + "/" + scenario_in_bundle(one.id));
  }
  if (paths.empty()) return fail(Errc::not_found, directory + "/run.json: no scenario was played");
  return load_scenarios(paths);
}

std::string why_not_the_same(const reports::RunRecord& recorded, const reports::RunRecord& again) {
  const auto program = [](const reports::RunRecord& run) {
    return fmt::format("parley {} ({})", run.version, run.build);
  };
  if (program(recorded) == program(again))
    return "were files of the folder changed, or is it a program of changed sources?";
  return fmt::format("it was recorded by {}, and this is {}", program(recorded), program(again));
}

// What can be done instead with a run whose time was real.
std::string instead_of_replay(const std::string& directory, const reports::RunRecord& run) {
  CommandLine simulated("simulate");
  simulated.words({directory + "/" + kScenariosInBundle}).option("--seed", std::to_string(run.seed));
  simulated.option("--rooms", directory + "/" + kPoolInBundle);
  for (const std::string& id : deviations_of(run)) simulated.option("--deviate", id);
  CommandLine drawn("report");
  drawn.words({directory}).option("--html", "FILE");
  const bool judged = run.verb == "conform";
  return fmt::format(
      "{}: this run was played over {}{}; only a run in virtual time comes again to the byte\n"
      "  {}: cd {} && {}\n"
      "  the same stories with the reference server, in virtual time: {}\n"
      "  its report once more: {}",
      directory, run.mode, judged ? " against a server of somebody else" : "",
      judged ? "to judge again, with the server's address for TARGET" : "to play it again",
      shell_word(directory), run.reproduce, simulated.text(), drawn.text());
}

ExitCode replay(const ReplayOptions& options) {
  const std::string& directory = options.directory;
  const auto recorded = read_record(directory);
  if (!recorded) return complain(ExitCode::usage, recorded.error().detail);
  if (recorded->mode != "virtual") return complain(ExitCode::usage, instead_of_replay(directory, *recorded));
  const std::string pool_file = directory + "/" + kPoolInBundle;
  const auto pool = read_file(pool_file);
  if (!pool) return complain(ExitCode::usage, pool.error().detail);
  auto pool_directory = server::read_pool_file(*pool, "contoso.com");
  if (!pool_directory) return complain(ExitCode::usage, pool_file + ": " + pool_directory.error().detail);
  const auto set = scenarios_of_bundle(directory, *recorded);
  if (!set) return complain(ExitCode::usage, set.error().detail);
  if (!set->findings.empty())
    return complain_of(*set, "nothing was played again: the scenarios have mistakes");

  conformance::RunPlan plan;
  plan.verb = recorded->verb;
  plan.seed = recorded->seed;
  for (const ScenarioFile& file : set->files) plan.scenarios.push_back(file.scenario);
  plan.directory = std::move(*pool_directory);
  plan.requirements = &conformance::requirement_table();
  const auto deviations = deviations_of(*recorded);
  plan.deviations = Deviations({deviations.begin(), deviations.end()});
  const auto again = conformance::run(plan, {});
  if (!again) return complain(ExitCode::harness_error, again.error().detail);
  const std::vector<Difference> different = differences(*recorded, *again);
  CommandLine command("replay");
  command.words({directory});
  (options.json ? show_as_json : show_as_text)(*again, different, command.text());
  if (different.empty()) return ExitCode::conforms;
  return complain(ExitCode::determinism_broken,
                  fmt::format("{} not as recorded; {}", reports::count_of(different.size(), "case"),
                              why_not_the_same(*recorded, *again)));
}

}   // namespace

void add_replay(CLI::App& app, Action& action) {
  auto options = std::make_shared<ReplayOptions>();
  CLI::App* verb = app.add_subcommand("replay", "Play what --out wrote again and compare the fingerprints");
  verb->footer(
      "Only what `parley simulate` played in virtual time comes again to the byte; of a run over\n"
      "sockets it is said what can be done instead.");
  verb->add_option("DIR", options->directory, "folder that --out wrote")->required();
  verb->add_flag("--json", options->json, "one JSON object: whether it is the same run, and what differs");
  verb->callback([options, &action] { action = [options] { return replay(*options); }; });
}

}   // namespace parley::cli
