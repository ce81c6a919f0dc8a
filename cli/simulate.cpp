// parley simulate: scenarios with the reference server and clients, in virtual time or over loopback.
#include <memory>

#include "cli/bundle.h"
#include "cli/command_line.h"
#include "cli/deviate.h"
#include "cli/play.h"
#include "cli/pool_source.h"
#include "cli/seed.h"
#include "cli/verbs.h"
#include "conformance/requirements.h"

namespace parley::cli {
namespace {

using conformance::Mode;
using reports::ExitCode;

struct SimulateOptions {
  std::vector<std::string> paths, deviate;
  std::uint64_t seed = 1;
  std::string over, rooms, domain = "contoso.com";
  PlayOutput output;
};

std::string command_for(const SimulateOptions& options, const std::vector<std::string>& paths,
                        const std::string& rooms) {
  CommandLine command("simulate");
  command.words(paths).option("--seed", std::to_string(options.seed)).option("--over", options.over);
  command.option("--rooms", rooms);
  for (const std::string& id : options.deviate) command.option("--deviate", id);
  return command.text();
}

ExitCode simulate(SimulateOptions options) {
  auto deviations = read_deviations(options.deviate, "");
  if (!deviations) return complain(ExitCode::usage, deviations.error().detail);
  auto set = load_scenarios(options.paths);
  if (!set) return complain(ExitCode::usage, set.error().detail);
  if (!set->findings.empty())
    return complain_of(*set, "nothing was played: the scenarios have mistakes (see parley lint)");
  auto pool = load_pool({"--rooms", options.rooms, options.domain}).and_then(without_passwords);
  if (!pool) return complain(ExitCode::usage, pool.error().detail);

  conformance::RunPlan plan;
  plan.mode = options.over == "tcp" ? Mode::tcp : options.over == "tls" ? Mode::tls : Mode::simulated;
  plan.seed = options.seed;
  for (const ScenarioFile& file : set->files) plan.scenarios.push_back(file.scenario);
  plan.directory = std::move(pool->directory);
  plan.requirements = &conformance::requirement_table();
  plan.deviations = std::move(*deviations);
  plan.reproduce = command_for(options, {kScenariosInBundle}, kPoolInBundle);
  options.output.pool_file = options.rooms;
  options.output.command = [&](const auto& paths) { return command_for(options, paths, options.rooms); };
  return play_plan(std::move(plan), set->files, pool->text, options.output);
}

}   // namespace

void add_simulate(CLI::App& app, Action& action) {
  auto options = std::make_shared<SimulateOptions>();
  CLI::App* verb = app.add_subcommand("simulate", "Play scenarios with the reference server and clients");
  verb->footer(
      "Ctrl-C ends the run: what was judged until then is written, the rest is NOTRUN, and the\n"
      "exit code is 3 unless something worse was found; once more ends at once, with 130.");
  verb->add_option("PATH", options->paths,
                   "ladder files, folders of them, or ids of built-in\nscenarios (default: all of these)");
  add_seed_option(*verb, options->seed, "same seed, same bytes")->capture_default_str();
  verb->add_option("--out", options->output.directory, "folder for the record and the report");
  verb->add_option("--over", options->over, "real sockets on loopback and real time, instead of virtual time")
      ->check(CLI::IsMember({"tcp", "tls"}));
  verb->add_option("--rooms", options->rooms, "pool file (default: the pool of `parley serve`)");
  verb->add_option("--deviate", options->deviate,
                   "make the reference break one rule (see parley list --deviations)");
  verb->add_flag("--json", options->output.json, "one JSON object per case on standard output");
  verb->callback([options, &action] { action = [options] { return simulate(*options); }; });
}

}   // namespace parley::cli
