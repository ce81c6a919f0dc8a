// The fence around a case: what goes wrong inside is its own ERROR and never the end of the run.
#pragma once

#include <functional>
#include <string>

#include "reports/run_record.h"
#include "simulator/ladder/scenario.h"

namespace parley::conformance {

// Id, title, file and covers of a scenario, and a verdict with its reason: of a case that was not played.
reports::CaseRecord unplayed(const sim::ladder::Scenario& scenario, reports::Verdict verdict,
                             std::string reason);

// What `play` returns; ERROR with its words when it throws.
reports::CaseRecord caught(const sim::ladder::Scenario& scenario,
                           const std::function<reports::CaseRecord()>& play);

}   // namespace parley::conformance
