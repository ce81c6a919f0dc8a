// What can be known to be wrong with a scenario before a byte is sent.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "protocol/base/time.h"
#include "reports/requirement.h"
#include "simulator/ladder/diagnostic.h"
#include "simulator/ladder/scenario.h"

namespace parley::sim::ladder {

// The protocol's own limit for an answer (RFC 3261, 17.1.2.2: timer F, and timer B for INVITE). A slower
// answer breaks a wish, not the protocol, so a check with a tighter limit could only say INFO.
inline constexpr Duration kResponseLimit = std::chrono::seconds{32};
// Ours, for everything that no protocol limits.
inline constexpr Duration kOtherLimit = std::chrono::seconds{10};

struct LintInputs {
  const reports::RequirementTable* requirements = nullptr;      // Null: ids are not looked up.
  std::optional<std::set<std::string, std::less<>>> checkers;   // Absent: names are not looked up.
  std::set<std::string, std::less<>> variables;                 // Given by whoever plays the scenario.
};

// Everything that it finds makes a scenario unfit to run. In file order, each once.
std::vector<Diagnostic> lint(const Scenario& scenario, const LintInputs& inputs);

// What only a set of files can get wrong: two with one id.
std::vector<Diagnostic> lint_set(std::span<const Scenario> scenarios);

}   // namespace parley::sim::ladder
