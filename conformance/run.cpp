#include "conformance/run.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "conformance/build.h"
#include "conformance/caught.h"
#include "conformance/projection.h"
#include "protocol/base/fingerprint.h"
#include "reports/summary.h"
#include "simulator/play/player.h"
#include "transport/self_signed.h"

namespace parley::conformance {
namespace {

sim::PlayOptions options_of(const RunPlan& plan) {
  sim::PlayOptions options;
  options.directory = &plan.directory;
  options.requirements = plan.requirements;
  options.seed = plan.seed;
  options.deviations = plan.deviations;
  options.foreign_server = plan.foreign_server;
  options.under_test = plan.under_test;
  options.stopped = [&plan] { return plan.stop.stop_requested(); };
  return options;
}

// Among our own the wall clock starts where that of a world does, so that the record does not hold the time
// of day; a server that is not ours has the real one.
transport::DriverConfig wire_config_of(const RunPlan& plan, const transport::TlsIdentity& identity) {
  transport::DriverConfig config;
  config.identity = identity;
  config.trust = plan.tls.trust;
  config.client_identity = plan.tls.shown;
  if (plan.foreign_server.empty()) config.wall_start = sim::kStoryStart;
  return config;
}

// One world or one driver for each story: none can see what another left behind.
reports::CaseRecord play_one(const RunPlan& plan, const transport::TlsIdentity& identity,
                             const sim::ladder::Scenario& scenario) {
  if (auto excused = not_applicable(scenario, plan)) return *excused;
  if (plan.stop.stop_requested())
    return unplayed(scenario, reports::Verdict::notrun, "the run was interrupted before its turn");
  const sim::PlayOptions options = options_of(plan);
  if (plan.mode == Mode::simulated) {
    sim::WorldConfig config;
    config.seed = plan.seed;
    sim::World world(config);
    sim::Stage stage{&world, &world, "tcp://pool:5060"};
    return sim::play(scenario, stage, options);
  }
  auto wire = WireStage::open(plan.mode, wire_config_of(plan, identity));
  if (!wire) return unplayed(scenario, reports::Verdict::error, wire.error().detail);
  const std::stop_callback wake(plan.stop, [&] { wire->stop(); });
  sim::Stage stage = wire->stage();
  return sim::play(scenario, stage, options);
}

void play_all(const RunPlan& plan, const transport::TlsIdentity& identity,
              std::vector<reports::CaseRecord>& cases, const OnCase& on_case) {
  std::atomic<std::size_t> next{0};
  std::mutex reporting;
  const auto work = [&] {
    for (std::size_t at = next++; at < plan.scenarios.size(); at = next++) {
      const sim::ladder::Scenario& scenario = plan.scenarios[at];
      cases[at] = caught(scenario, [&] { return play_one(plan, identity, scenario); });
      const std::lock_guard lock(reporting);
      if (on_case) on_case(cases[at]);
    }
  };
  const std::size_t wanted = plan.mode == Mode::simulated || !plan.foreign_server.empty() ? 1 : plan.at_once;
  std::vector<std::thread> helpers;
  for (std::size_t i = 1; i < std::min(wanted, plan.scenarios.size()); ++i) helpers.emplace_back(work);
  work();
  for (std::thread& helper : helpers) helper.join();
}

std::vector<std::string> plan_lines(const RunPlan& plan) {
  std::vector<std::string> lines;
  for (const auto& scenario : plan.scenarios) lines.push_back("scenario " + scenario.id.text);
  for (const std::string& id : plan.deviations.ids()) lines.push_back("deviate " + id);
  return lines;
}

void name_requirements(const RunPlan& plan, reports::RunRecord& record) {
  const auto add = [&](const std::string& id) {
    if (const reports::Requirement* row = plan.requirements->find(id)) record.requirements.emplace(id, *row);
  };
  for (const auto& [id, row] : plan.requirements->rows())
    if (reports::is_asked(row, plan.under_test)) record.requirements.emplace(id, row);
  for (const reports::CaseRecord& one : record.cases) {
    for (const std::string& id : one.covers) add(id);
    for (const reports::CheckRecord& check : one.checks) add(check.requirement);
  }
}

}   // namespace

Result<reports::RunRecord> run(const RunPlan& plan, const OnCase& on_case) {
  transport::TlsIdentity identity;
  if (plan.mode == Mode::tls) {
    auto made = transport::make_self_signed();
    if (!made) return tl::unexpected(made.error());
    identity.certificate_pem = made->certificate_pem;
    identity.key_pem = made->key_pem;
  }
  reports::RunRecord record;
  record.version = version();
  record.build = build();
  record.verb = plan.verb;
  record.mode = std::string(to_string(plan.mode));
  record.under_test = plan.under_test;
  record.seed = plan.seed;
  record.plan = plan_lines(plan);
  record.reproduce = plan.reproduce;
  record.cases.resize(plan.scenarios.size());
  play_all(plan, identity, record.cases, on_case);
  name_requirements(plan, record);
  if (plan.mode == Mode::simulated) {
    Fingerprint all;
    for (const reports::CaseRecord& one : record.cases) all.add(one.fingerprint);
    record.fingerprint = all.hex();
  }
  return record;
}

}   // namespace parley::conformance
