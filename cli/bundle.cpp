#include "cli/bundle.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <system_error>

#include "cli/files.h"
#include "reports/html_report.h"
#include "reports/junit_report.h"

namespace parley::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRecord = "run.json";
constexpr const char* kPage = "index.html";
constexpr const char* kJunit = "junit.xml";
// A case takes some 60 kB: enough for 17,000 of them.
constexpr std::size_t kRecordBytesMax = std::size_t{1} << 30;

// The rest of the lines of the plan that begin with `word`.
std::vector<std::string> plan_of(const reports::RunRecord& run, const std::string& word) {
  std::vector<std::string> found;
  for (const std::string& line : run.plan)
    if (line.starts_with(word)) found.push_back(line.substr(word.size()));
  return found;
}

void remove_scenarios_of_earlier_run(const std::string& directory, const std::set<std::string>& kept) {
  const auto earlier = read_record(directory);
  if (!earlier) return;   // No bundle of ours: nothing in it is ours to remove.
  std::error_code ignored;
  for (const std::string& id : scenarios_of(*earlier)) {
    if (kept.contains(id) || !stays_below(id)) continue;
    const fs::path file = fs::path(directory) / scenario_in_bundle(id);
    fs::remove(file, ignored);
    if (fs::is_empty(file.parent_path(), ignored)) fs::remove(file.parent_path(), ignored);
  }
}

Result<void> check_that_nothing_is_lost(const std::string& directory, const std::string& pool_file) {
  std::error_code unknown;   // Of what does not exist.
  const fs::path folder(directory);
  if (!pool_file.empty() && fs::equivalent(pool_file, folder / kPoolInBundle, unknown))
    return fail(
        Errc::conflict,
        fmt::format("{} would be overwritten by --out {}, which keeps no password; name another folder",
                    pool_file, directory));
  for (const char* name : {kRecord, kPage, kJunit, kPoolInBundle, kScenariosInBundle})
    if (fs::exists(fs::symlink_status(folder / name, unknown)) && !read_record(directory))
      return fail(Errc::conflict,
                  fmt::format("{}/{} would be overwritten, and without a run.json of parley beside it may be "
                              "somebody's own; name another folder with --out",
                              directory, name));
  return {};
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

Result<reports::RunRecord> read_record(const std::string& directory) {
  const std::string path = fmt::format("{}/{}", directory, kRecord);
  const auto text = read_file(path, kRecordBytesMax);
  if (!text) return tl::unexpected(text.error());
  auto run = reports::run_from_json(*text);
  if (!run) return fail(run.error().code, path + ": " + run.error().detail);
  return run;
}

Result<void> prepare_bundle(const std::string& directory, const std::string& pool_file) {
  if (auto ours = check_that_nothing_is_lost(directory, pool_file); !ours) return ours;
  if (auto made = make_directory(directory); !made) return made;
  const std::string probe = directory + "/.parley-probe";
  if (auto written = write_file(probe, ""); !written) return written;
  std::error_code ignored;
  fs::remove(probe, ignored);
  return {};
}

Result<void> write_bundle(const std::string& directory, const reports::RunRecord& run,
                          const std::vector<ScenarioFile>& scenarios, const std::string& pool_text) {
  std::vector<std::pair<std::string, std::string>> files{
      {kPage, reports::to_html(run)}, {kJunit, reports::to_junit(run)}, {kPoolInBundle, pool_text}};
  std::set<std::string> ids;
  for (const ScenarioFile& file : scenarios) {
    ids.insert(file.scenario.id.text);
    files.emplace_back(scenario_in_bundle(file.scenario.id.text), file.text);
  }
  files.emplace_back(kRecord, reports::to_json(run));
  remove_scenarios_of_earlier_run(directory, ids);
  for (const auto& [name, text] : files)
    if (auto written = write_file(directory + "/" + name, text); !written) return written;
  return {};
}

}   // namespace parley::cli
