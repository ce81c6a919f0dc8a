// parley conform: is a server that is not ours right?
#include <fmt/format.h>

#include <memory>

#include "cli/address_option.h"
#include "cli/bundle.h"
#include "cli/command_line.h"
#include "cli/own_certificate.h"
#include "cli/play.h"
#include "cli/pool_source.h"
#include "cli/seed.h"
#include "cli/verbs.h"
#include "conformance/hint.h"
#include "conformance/reachable.h"
#include "conformance/requirements.h"
#include "simulator/play/conceal.h"

namespace parley::cli {
namespace {

using reports::ExitCode;

struct ConformOptions {
  std::string sut = "server", target, domain = "contoso.com", users, authorities;
  OwnCertificate own;
  std::vector<std::string> paths;
  bool insecure = false;
  std::uint64_t seed = 0;
  bool seeded = false;
  PlayOutput output;
};

// What differs between the command for this terminal and the one for the record, which names nothing of this
// machine.
struct Places {
  std::string target, users, out, authorities;
  OwnCertificate own;
};

std::string command_for(const ConformOptions& options, const Places& places,
                        const std::vector<std::string>& paths) {
  CommandLine command("conform");
  command.option("--sut", options.sut).option("--target", places.target).option("--domain", options.domain);
  command.option("--users", places.users).option("--seed", std::to_string(options.seed));
  command.option("--ca", places.authorities).option("--cert", places.own.certificate);
  command.option("--key", places.own.key).option("--out", places.out);
  if (options.insecure) command.words({"--insecure"});
  if (!paths.empty()) command.words({"--scenarios"}).words(paths);
  return command.text();
}

conformance::ClientTls tls_of(const ConformOptions& options) {
  conformance::ClientTls tls;
  tls.trust.authorities_file = options.authorities;
  if (options.insecure) tls.trust.verify = transport::TlsVerify::never;
  tls.shown = options.own.identity();
  return tls;
}

// The record holds no path of this machine, least of all that of a key.
OwnCertificate in_bundle(const OwnCertificate& own) {
  return own.certificate.empty() ? own : OwnCertificate{"CERT.pem", "KEY.pem"};
}

ExitCode conform(ConformOptions options) {
  auto set = load_scenarios(options.paths);
  if (!set) return complain(ExitCode::usage, set.error().detail);
  if (!set->findings.empty())
    return complain_of(*set, "nothing was judged: the scenarios have mistakes (see parley lint)");
  auto pool = load_pool({"--users", options.users, options.domain});
  if (!pool) return complain(ExitCode::usage, pool.error().detail);
  const auto kept = without_passwords(*pool);
  if (!kept) return complain(ExitCode::harness_error, kept.error().detail);
  if (auto reached = conformance::check_reachable(options.target, tls_of(options)); !reached)
    return complain(ExitCode::unreachable, reached.error().detail + "; nothing was judged");

  conformance::RunPlan plan;
  plan.verb = "conform";
  plan.mode = options.target.starts_with("tls://") ? conformance::Mode::tls : conformance::Mode::tcp;
  // A server remembers what it was sent: a run with the seed of an earlier one would bring the same envelopes
  // and Call-IDs again, and a right server takes such a post for a repetition.
  if (!options.seeded) options.seed = drawn_seed();
  plan.seed = options.seed;
  for (const ScenarioFile& file : set->files) plan.scenarios.push_back(file.scenario);
  plan.directory = std::move(pool->directory);
  plan.requirements = &conformance::requirement_table();
  plan.foreign_server = options.target;
  plan.under_test = options.sut;
  plan.tls = tls_of(options);
  const std::string scheme = options.target.substr(0, options.target.find("://"));
  const std::string authorities = options.authorities.empty() ? "" : "CA.pem";
  plan.reproduce = command_for(
      options,
      {scheme + "://" + sim::kTargetWord, kPoolInBundle, "again", authorities, in_bundle(options.own)},
      {kScenariosInBundle});
  // Into a folder of its own: the report that names the command must outlive it.
  const std::string again = options.output.directory + "/again";
  options.output.pool_file = options.users;
  options.output.command = [&](const auto& paths) {
    return command_for(options, {options.target, options.users, again, options.authorities, options.own},
                       paths);
  };
  options.output.hint = [domain = plan.directory.domain](const auto& one) {
    return conformance::hint_about(one, domain);
  };
  return play_plan(std::move(plan), set->files, kept->text, options.output);
}

}   // namespace

void add_conform(CLI::App& app, Action& action) {
  auto options = std::make_shared<ConformOptions>();
  CLI::App* verb = app.add_subcommand("conform", "Judge a server by the documented call flows");
  verb->footer(
      "The reference clients talk to the server; what crosses the wire is judged. FAIL only on what is\n"
      "certain (grades W, A, S). Scenarios that need the inside of the reference server are NA.\n"
      "Ctrl-C ends the run: what was judged until then is written, the rest is NOTRUN, and the\n"
      "exit code is 3 unless something worse was found; once more ends at once.\n"
      "exit codes: 0 conforms, 1 nonconformance, 2 usage, 3 incomplete, 4 unreachable, 5 harness error,\n"
      "130 ended by a second Ctrl-C");
  verb->add_option("--sut", options->sut, "what is judged")
      ->check(CLI::IsMember({"server"}))
      ->capture_default_str();
  verb->add_option("--target", options->target, "tcp://HOST:PORT or tls://HOST:PORT of the server")
      ->transform(address())
      ->required();
  verb->add_option("--domain", options->domain, "its SIP domain")->capture_default_str();
  verb->add_option("--users", options->users,
                   "pool file (TOML) that says who and which rooms the server has "
                   "(default: those of `parley serve`)");
  verb->add_option("--ca", options->authorities,
                   "PEM file of the authorities that vouch for a tls:// target\n"
                   "(default: those that this machine trusts; on loopback any certificate)");
  verb->add_flag("--insecure", options->insecure, "believe any certificate");
  add_own_certificate(*verb, options->own);
  add_seed_option(*verb, options->seed,
                  "seed of what the clients choose (default: drawn); the same one\n"
                  "twice looks to a server like messages that are repeated");
  verb->add_option("--out", options->output.directory, "folder for the record and the report")->required();
  verb->add_option("--scenarios", options->paths,
                   "ladder files, folders of them, or ids of built-in\nscenarios (default: all of these)");
  verb->add_flag("--json", options->output.json, "one JSON object per case on standard output");
  verb->callback([options, verb, &action] {
    options->seeded = verb->count("--seed") > 0;
    action = [options] { return conform(*options); };
  });
}

}   // namespace parley::cli
