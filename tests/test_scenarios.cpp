#include "tests/test_scenarios.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "conformance/requirements.h"
#include "reference_server/core/pool_file.h"
#include "simulator/checkers/checker.h"
#include "simulator/ladder/lint.h"
#include "simulator/ladder/parse.h"
#include "simulator/play/player.h"

namespace parley::tests {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

[[noreturn]] void stop(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

std::vector<fs::path> files_below(const fs::path& folder, const std::string& suffix) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == suffix) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

sim::ladder::Scenario load(const fs::path& path, bool& unfit) {
  const std::string name = fs::relative(path, PARLEY_SOURCE_DIR).string();
  auto parsed = sim::ladder::parse(read(path), name);
  std::vector<sim::ladder::Diagnostic> wrong;
  if (!parsed) wrong = parsed.error();
  else wrong = sim::ladder::lint(*parsed, {&conformance::requirement_table(), std::nullopt, {"domain"}});
  for (const auto& one : wrong) std::fprintf(stderr, "%s\n", one.to_string().c_str());
  unfit = unfit || !wrong.empty();
  return parsed ? std::move(*parsed) : sim::ladder::Scenario{};
}

}   // namespace

const std::map<std::string, sim::ladder::Scenario>& all_scenarios() {
  static const std::map<std::string, sim::ladder::Scenario> kAll = [] {
    std::map<std::string, sim::ladder::Scenario> all;
    bool unfit = false;
    for (const fs::path& path : files_below(PARLEY_SOURCE_DIR "/scenarios", ".ladder")) {
      sim::ladder::Scenario scenario = load(path, unfit);
      const std::string id = scenario.id.text;
      if (!all.emplace(id, std::move(scenario)).second) stop("two scenarios with the id " + id);
    }
    if (unfit) stop("scenarios that are not fit to run");
    return all;
  }();
  return kAll;
}

std::vector<std::string> scenario_ids() {
  std::vector<std::string> ids;
  for (const auto& [id, scenario] : all_scenarios()) ids.push_back(id);
  return ids;
}

std::string test_name_of(const testing::TestParamInfo<std::string>& scenario) {
  std::string name = scenario.param;
  for (char& c : name)
    if (c == '/' || c == '-') c = '_';
  return name;
}

const server::Directory& default_directory() {
  static const server::Directory kDirectory =
      *server::read_pool_file(server::default_pool_text(), "contoso.com");
  return kDirectory;
}

reports::CaseRecord play_in_world(const std::string& id, const Playing& playing) {
  return play_in_world(all_scenarios().at(id), playing);
}

reports::CaseRecord play_text_in_world(std::string_view ladder, const Playing& playing) {
  const auto scenario = sim::ladder::parse(ladder, "t.ladder");
  if (!scenario) stop(scenario.error().front().to_string());
  return play_in_world(*scenario, playing);
}

reports::CaseRecord play_in_world(const sim::ladder::Scenario& scenario, const Playing& playing) {
  sim::WorldConfig config;
  config.seed = playing.seed;
  sim::World world(config);
  sim::Stage stage{&world, &world, "tcp://pool:5060"};
  sim::PlayOptions options;
  options.directory = &default_directory();
  options.requirements = &conformance::requirement_table();
  options.seed = playing.seed;
  options.deviations = Deviations(playing.deviations);
  options.under_test = playing.under_test;
  return sim::play(scenario, stage, options);
}

std::string failures_of(const reports::CaseRecord& record) {
  std::string text = fmt::format("{}: {} {}\n", record.id, reports::to_string(record.verdict), record.reason);
  for (const reports::CheckRecord& check : record.checks)
    if (check.verdict > reports::Verdict::pass)
      text += fmt::format("  {} [{}] {}: expected {}; {}\n", reports::to_string(check.verdict),
                          check.requirement, check.position, check.expected, check.actual);
  return text;
}

}   // namespace parley::tests
