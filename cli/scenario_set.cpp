#include "cli/scenario_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>
#include <system_error>

#include "cli/deviate.h"
#include "cli/files.h"
#include "cli/verbs.h"
#include "conformance/requirements.h"
#include "protocol/base/text.h"
#include "simulator/checkers/checker.h"
#include "simulator/ladder/lint.h"
#include "simulator/ladder/parse.h"
#include "simulator/play/lint_words.h"

namespace parley::cli {
namespace {

// Nothing of the machine but what the file's keeper chose as its id.
std::string shown_name(const std::string& path, const std::string& id) {
  std::error_code ignored;   // Without a current folder the path stays as it is.
  const std::string whole = "/" + std::filesystem::absolute(path, ignored).lexically_normal().string();
  const std::size_t folder = whole.rfind("/scenarios/");
  if (folder != std::string::npos) return whole.substr(folder + 1);
  std::size_t at = whole.size();
  for (auto parts = 1 + std::count(id.begin(), id.end(), '/'); parts > 0 && at > 0; --parts)
    at = whole.rfind('/', at - 1);
  return whole.substr(at + 1);
}

sim::ladder::LintInputs lint_inputs() {
  const auto names = sim::checker_names();
  return {&conformance::requirement_table(),
          std::set<std::string, std::less<>>(names.begin(), names.end()),
          {"domain"}};
}

// The actors take any id; what --deviate refuses, a scenario must not get away with.
void check_deviations(const sim::ladder::Scenario& scenario, std::vector<sim::ladder::Diagnostic>& findings) {
  for (const sim::ladder::Setting& setting : scenario.settings) {
    const auto given = setting.options.find("deviate");
    const sim::ladder::Actor* actor = scenario.find_actor(setting.actor.text);
    if (given == setting.options.end() || !actor) continue;
    std::vector<std::string> ids;
    for (const std::string_view id : split(given->second, ',')) ids.emplace_back(trim(id));
    if (auto known = read_deviations(ids, actor->role); !known)
      findings.push_back({scenario.file, setting.places.at("deviate"), known.error().detail});
  }
}

struct Source {
  std::string path, text;
  bool built_in = false;
};

void add(ScenarioSet& set, const sim::ladder::LintInputs& inputs, Source source) {
  const auto add = [&set](const auto& more) {
    set.findings.insert(set.findings.end(), more.begin(), more.end());
  };
  auto parsed = sim::ladder::parse(source.text, source.path);
  if (!parsed) return add(parsed.error());
  const auto first = static_cast<std::ptrdiff_t>(set.findings.size());
  add(sim::ladder::lint(*parsed, inputs));
  add(sim::lint_words(*parsed));
  check_deviations(*parsed, set.findings);
  std::sort(set.findings.begin() + first, set.findings.end());
  std::string name = source.built_in ? source.path : shown_name(source.path, parsed->id.text);
  set.files.push_back({source.built_in ? "" : std::move(source.path), std::move(name), std::move(source.text),
                       std::move(*parsed)});
}

// The file of a built-in scenario: its id, with the words of a name joined by "_", is its path.
std::string built_in_file(std::string_view id) {
  std::string name = fmt::format("scenarios/{}.ladder", id);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

// The texts that were asked for, each once, however often and in whatever way it was named.
Result<std::vector<Source>> sources_of(const std::vector<std::string>& paths) {
  std::set<std::string> built_in;
  std::vector<std::string> on_disk;
  std::vector<Source> sources;
  for (const std::string& path : paths) {
    std::error_code unknown;   // Of a path that cannot be looked at: it is none.
    if (std::filesystem::exists(path, unknown)) on_disk.push_back(path);
    else built_in.insert(built_in_file(path));
  }
  for (const auto& [name, text] : built_in_scenarios())
    if (paths.empty() || built_in.erase(std::string(name)) > 0)
      sources.push_back({std::string(name), std::string(text), true});
  for (const std::string& path : paths)
    if (built_in.contains(built_in_file(path)))
      return fail(Errc::not_found, fmt::format("{}: no such file or folder, and no id of a built-in scenario "
                                               "(see parley list --scenarios)",
                                               path));
  if (on_disk.empty()) return sources;
  const auto found = find_files(on_disk, ".ladder");
  if (!found) return tl::unexpected(found.error());
  for (const std::string& path : *found) {
    auto text = read_file(path);
    if (!text) return tl::unexpected(text.error());
    sources.push_back({path, std::move(*text)});
  }
  return sources;
}

}   // namespace

Result<ScenarioSet> load_scenarios(const std::vector<std::string>& paths) {
  const sim::ladder::LintInputs inputs = lint_inputs();
  ScenarioSet set;
  auto sources = sources_of(paths);
  if (!sources) return tl::unexpected(sources.error());
  for (Source& source : *sources) add(set, inputs, std::move(source));
  std::sort(set.files.begin(), set.files.end(), [](const ScenarioFile& a, const ScenarioFile& b) {
    return a.scenario.id.text < b.scenario.id.text;
  });
  std::vector<sim::ladder::Scenario> scenarios;
  for (const ScenarioFile& file : set.files) scenarios.push_back(file.scenario);
  const auto of_the_set = sim::ladder::lint_set(scenarios);
  set.findings.insert(set.findings.end(), of_the_set.begin(), of_the_set.end());
  for (ScenarioFile& file : set.files) file.scenario.file = file.name;
  return set;
}

reports::ExitCode complain_of(const ScenarioSet& set, std::string_view sentence) {
  for (const auto& finding : set.findings) std::fprintf(stderr, "%s\n", finding.to_string().c_str());
  return complain(reports::ExitCode::usage, sentence);
}

}   // namespace parley::cli
