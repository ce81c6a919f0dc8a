// Plays a list of scenarios and collects the record of the run: what `parley simulate` and `parley conform`
// do once their options are read.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "conformance/client_tls.h"
#include "conformance/wire_stage.h"
#include "protocol/base/deviations.h"
#include "reference_server/core/directory.h"
#include "reports/run_record.h"
#include "simulator/ladder/scenario.h"

namespace parley::conformance {

struct RunPlan {
  std::string verb = "simulate";
  Mode mode = Mode::simulated;
  std::uint64_t seed = 1;
  std::vector<sim::ladder::Scenario> scenarios;   // Linted; played in this order.
  server::Directory directory;                    // Who and what there is.
  const reports::RequirementTable* requirements = nullptr;
  Deviations deviations;
  std::string foreign_server;   // URL of the system under test; empty: the reference server.
  ClientTls tls;
  std::string under_test;   // Its role, "server"; empty: the reference meets itself, and all are judged.
  std::string reproduce;    // The command that does it again, as the record shows it.
  // Stories over real sockets wait most of the time, so several are played at once.
  unsigned at_once = 8;
  // When it asks, cases that are being played end at once; they and all later ones are NOTRUN.
  std::stop_token stop;
};

// Called once for each case as it ends, from one thread at a time; over real sockets not in the order of the
// plan, which the record keeps.
using OnCase = std::function<void(const reports::CaseRecord&)>;

Result<reports::RunRecord> run(const RunPlan& plan, const OnCase& on_case);

}   // namespace parley::conformance
