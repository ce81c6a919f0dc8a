// What can be known to be wrong with a scenario before a byte is sent.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "reports/requirement.h"
#include "simulator/ladder/diagnostic.h"
#include "simulator/ladder/scenario.h"

namespace parley::sim::ladder {

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
