// Runs the groups of rules and puts what they say in order.
#include "simulator/ladder/lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "simulator/ladder/expand.h"
#include "simulator/ladder/lint_rules.h"

namespace parley::sim::ladder {

void Complaints::add(const Text& text, std::size_t offset, std::string message) {
  add(behind(text.position, std::string_view(text.text).substr(0, offset)), std::move(message));
}

std::vector<Diagnostic> Complaints::take() {
  std::sort(list_.begin(), list_.end());
  list_.erase(std::unique(list_.begin(), list_.end()), list_.end());
  return std::move(list_);
}

std::vector<Diagnostic> lint(const Scenario& scenario, const LintInputs& inputs) {
  const std::vector<Step> steps = expand(scenario.steps);
  const RuleInput input{scenario, steps, inputs};
  Complaints complaints(scenario.file);
  lint_head(input, complaints);
  lint_flow(input, complaints);
  lint_names(input, complaints);
  lint_texts(input, complaints);
  lint_tags(input, complaints);
  return complaints.take();
}

std::vector<Diagnostic> lint_set(std::span<const Scenario> scenarios) {
  std::vector<Diagnostic> found;
  std::map<std::string, const Scenario*, std::less<>> by_id;
  for (const Scenario& scenario : scenarios) {
    const auto [first, fresh] = by_id.emplace(scenario.id.text, &scenario);
    if (!fresh)
      found.push_back({scenario.file, scenario.id.position,
                       fmt::format("scenario '{}' is already in {}; expected another id", scenario.id.text,
                                   first->second->file)});
  }
  return found;
}

}   // namespace parley::sim::ladder
