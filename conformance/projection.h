// Which part of a scenario can be asked of a server that is not ours.
#pragma once

#include <optional>

#include "conformance/run.h"

namespace parley::conformance {

// A record with NA and the rule behind it, when the scenario cannot be played in this run: it sets options of
// the reference server, watches steps inside it, or breaks it. Empty: it applies.
std::optional<reports::CaseRecord> not_applicable(const sim::ladder::Scenario& scenario, const RunPlan& plan);

}   // namespace parley::conformance
