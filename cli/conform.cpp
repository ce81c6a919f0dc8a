// parley conform: is a server that is not ours right?
#include <fmt/format.h>

#include <memory>

#include "cli/play.h"
#include "cli/pool_source.h"
#include "cli/seed.h"
#include "cli/verbs.h"
#include "conformance/reachable.h"
#include "conformance/requirements.h"
#include "reference_server/core/pool_file.h"
#include "transport/url.h"

namespace parley::cli {
namespace {

using reports::ExitCode;

struct ConformOptions {
  std::string sut = "server", target, domain = "contoso.com", users;
  std::vector<std::string> paths;
  std::uint64_t seed = 0;
  bool seeded = false;
  PlayOutput output;
};

ExitCode conform(const ConformOptions& options) {
  if (const auto url = transport::parse_url(options.target); !url)
    return complain(ExitCode::usage, url.error().detail);
  auto set = load_scenarios(options.paths);
  if (!set) return complain(ExitCode::usage, set.error().detail);
  for (const auto& finding : set->findings) std::fprintf(stderr, "%s\n", finding.to_string().c_str());
  if (!set->findings.empty())
    return complain(ExitCode::usage, "nothing was judged: the scenarios have mistakes");
  const auto pool = pool_text(options.users);
  if (!pool) return complain(ExitCode::usage, pool.error().detail);
  auto directory = server::read_pool_file(*pool, options.domain);
  if (!directory) return complain(ExitCode::usage, options.users + ": " + directory.error().detail);
  if (auto reached = conformance::check_reachable(options.target); !reached)
    return complain(ExitCode::unreachable,
                    fmt::format("{}: {}; nothing was judged", options.target, reached.error().detail));

  conformance::RunPlan plan;
  plan.verb = "conform";
  plan.mode = options.target.starts_with("tls://") ? conformance::Mode::tls : conformance::Mode::tcp;
  // A server remembers what it was sent: a run with the seed of an earlier one would bring the same envelopes
  // and Call-IDs again, and a right server takes such a post for a repetition.
  plan.seed = options.seeded ? options.seed : drawn_seed();
  for (const ScenarioFile& file : set->files) plan.scenarios.push_back(file.scenario);
  plan.directory = std::move(*directory);
  plan.requirements = &conformance::requirement_table();
  plan.foreign_server = options.target;
  plan.under_test = options.sut;
  plan.reproduce = fmt::format("parley conform --sut server --target {} --domain {} --out DIR",
                               options.target, options.domain);
  return play_plan(plan, set->files, *pool, options.output);
}

}   // namespace

void add_conform(CLI::App& app, Action& action) {
  auto options = std::make_shared<ConformOptions>();
  CLI::App* verb = app.add_subcommand("conform", "Judge a server by the documented call flows");
  verb->footer(
      "The reference clients talk to the server; what crosses the wire is judged. FAIL only on what is\n"
      "certain (grades W, A, S). Scenarios that need the inside of the reference server are NA.\n"
      "exit codes: 0 conforms, 1 nonconformance, 2 usage, 3 incomplete, 4 unreachable, 5 harness error");
  verb->add_option("--sut", options->sut, "what is judged")
      ->check(CLI::IsMember({"server"}))
      ->capture_default_str();
  verb->add_option("--target", options->target, "tcp://HOST:PORT or tls://HOST:PORT of the server")
      ->required();
  verb->add_option("--domain", options->domain, "its SIP domain")->capture_default_str();
  verb->add_option("--users", options->users,
                   "pool file (TOML) that says who and which rooms the server has "
                   "(default: those of `parley serve`)");
  verb->add_option("--seed", options->seed,
                   "seed of what the clients choose (default: drawn); the same one\n"
                   "twice looks to a server like messages that are repeated");
  verb->add_option("--out", options->output.directory, "folder for the record and the report")->required();
  verb->add_option("--scenarios", options->paths,
                   "ladder files, or folders of them (default: the built-in ones)");
  verb->add_flag("--json", options->output.json, "one JSON object per case on standard output");
  verb->callback([options, verb, &action] {
    options->seeded = verb->count("--seed") > 0;
    action = [options] { return conform(*options); };
  });
}

}   // namespace parley::cli
