#include "cli/bundle.h"

#include <filesystem>
#include <set>
#include <system_error>

#include "cli/files.h"
#include "reports/html_report.h"
#include "reports/junit_report.h"

namespace parley::cli {
namespace {

namespace fs = std::filesystem;

// The rest of the lines of the plan that begin with `word`.
std::vector<std::string> plan_of(const reports::RunRecord& run, const std::string& word) {
  std::vector<std::string> found;
  for (const std::string& line : run.plan)
    if (line.starts_with(word)) found.push_back(line.substr(word.size()));
  return found;
}

void remove_scenarios_of_earlier_run(const std::string& directory, const std::set<std::string>& kept) {
  const auto text = read_file(directory + "/run.json", std::size_t{1} << 30);
  const auto earlier = text ? reports::run_from_json(*text) : tl::unexpected(text.error());
  if (!earlier) return;   // No bundle of ours: nothing in it is ours to remove.
  std::error_code ignored;
  for (const std::string& id : scenarios_of(*earlier)) {
    if (kept.contains(id) || !stays_below(id)) continue;
    const fs::path file = fs::path(directory) / scenario_in_bundle(id);
    fs::remove(file, ignored);
    if (fs::is_empty(file.parent_path(), ignored)) fs::remove(file.parent_path(), ignored);
  }
}

}   // namespace

std::string scenario_in_bundle(const std::string& id) {
  return std::string(kScenariosInBundle) + "/" + id + ".ladder";
}

bool stays_below(const std::string& id) {
  const fs::path path(id);
  if (path.is_absolute()) return false;
  for (const fs::path& part : path)
    if (part == "..") return false;
  return true;
}

std::vector<std::string> scenarios_of(const reports::RunRecord& run) { return plan_of(run, "scenario "); }
std::vector<std::string> deviations_of(const reports::RunRecord& run) { return plan_of(run, "deviate "); }

Result<void> prepare_bundle(const std::string& directory) {
  if (auto made = make_directory(directory); !made) return made;
  const std::string probe = directory + "/.parley-probe";
  if (auto written = write_file(probe, ""); !written) return written;
  std::error_code ignored;
  fs::remove(probe, ignored);
  return {};
}

Result<void> write_bundle(const std::string& directory, const reports::RunRecord& run,
                          const std::vector<ScenarioFile>& scenarios, const std::string& pool_text) {
  std::vector<std::pair<std::string, std::string>> files{{"run.json", reports::to_json(run)},
                                                         {"index.html", reports::to_html(run)},
                                                         {"junit.xml", reports::to_junit(run)},
                                                         {kPoolInBundle, pool_text}};
  std::set<std::string> ids;
  for (const ScenarioFile& file : scenarios) {
    ids.insert(file.scenario.id.text);
    files.emplace_back(scenario_in_bundle(file.scenario.id.text), file.text);
  }
  remove_scenarios_of_earlier_run(directory, ids);
  for (const auto& [name, text] : files)
    if (auto written = write_file(directory + "/" + name, text); !written) return written;
  return {};
}

}   // namespace parley::cli
