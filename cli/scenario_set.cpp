#include "cli/scenario_set.h"

#include <algorithm>
#include <set>

#include "cli/deviate.h"
#include "cli/files.h"
#include "conformance/requirements.h"
#include "simulator/checkers/checker.h"
#include "simulator/ladder/lint.h"
#include "simulator/ladder/parse.h"

namespace parley::cli {
namespace {

std::string shown_name(const std::string& path) {
  const std::size_t at = path.rfind("scenarios/");
  if (at != std::string::npos) return path.substr(at);
  return path.substr(path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1);
}

sim::ladder::LintInputs lint_inputs() {
  const auto names = sim::checker_names();
  return {&conformance::requirement_table(),
          std::set<std::string, std::less<>>(names.begin(), names.end()),
          {"domain"}};
}

// The language takes options as they are; what --deviate refuses, a scenario must not get away with.
void check_deviations(const sim::ladder::Scenario& scenario, const std::string& file,
                      std::vector<sim::ladder::Diagnostic>& findings) {
  for (const sim::ladder::Setting& setting : scenario.settings) {
    const auto given = setting.options.find("deviate");
    if (given == setting.options.end()) continue;
    if (auto known = read_deviations({given->second}, ""); !known)
      findings.push_back({file, setting.position, known.error().detail});
  }
}

void add(ScenarioSet& set, const sim::ladder::LintInputs& inputs, std::string name, std::string text) {
  auto parsed = sim::ladder::parse(text, name);
  const auto wrong = parsed ? sim::ladder::lint(*parsed, inputs) : parsed.error();
  set.findings.insert(set.findings.end(), wrong.begin(), wrong.end());
  if (!parsed) return;
  check_deviations(*parsed, name, set.findings);
  set.files.push_back({std::move(name), std::move(text), std::move(*parsed)});
}

}   // namespace

Result<ScenarioSet> load_scenarios(const std::vector<std::string>& paths) {
  const sim::ladder::LintInputs inputs = lint_inputs();
  ScenarioSet set;
  if (paths.empty())
    for (const auto& [name, text] : built_in_scenarios())
      add(set, inputs, std::string(name), std::string(text));
  const auto found = paths.empty() ? Result<std::vector<std::string>>{} : find_files(paths, ".ladder");
  if (!found) return tl::unexpected(found.error());
  for (const std::string& path : *found) {
    auto text = read_file(path);
    if (!text) return tl::unexpected(text.error());
    add(set, inputs, shown_name(path), std::move(*text));
  }
  std::sort(set.files.begin(), set.files.end(), [](const ScenarioFile& a, const ScenarioFile& b) {
    return a.scenario.id.text < b.scenario.id.text;
  });
  std::vector<sim::ladder::Scenario> scenarios;
  for (const ScenarioFile& file : set.files) scenarios.push_back(file.scenario);
  const auto of_the_set = sim::ladder::lint_set(scenarios);
  set.findings.insert(set.findings.end(), of_the_set.begin(), of_the_set.end());
  return set;
}

}   // namespace parley::cli
