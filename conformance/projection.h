// Which scenarios can be played in a run: decided before the first byte is sent.
#pragma once

#include <optional>

#include "conformance/run.h"

namespace parley::conformance {

// A record with NA and the rule behind it, when the scenario cannot be played in this run. Empty: it applies.
// Towards a server that is not ours: it sets options of the reference server, watches steps inside it, breaks
// it, or has a client speak what is only remembered (decision 0003). Over real sockets: it makes a fault that
// needs virtual time.
std::optional<reports::CaseRecord> not_applicable(const sim::ladder::Scenario& scenario, const RunPlan& plan);

}   // namespace parley::conformance
