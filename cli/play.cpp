#include "cli/play.h"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdio>

#include "cli/files.h"
#include "cli/verbs.h"
#include "reports/html_report.h"
#include "reports/junit_report.h"

namespace parley::cli {
namespace {

using reports::CaseRecord;
using reports::Verdict;

// One line per case as it ends. On a terminal a counter follows and is overwritten by the next line.
class Progress {
 public:
  Progress(std::size_t total, bool json)
      : total_(total), json_(json), terminal_(::isatty(STDOUT_FILENO) == 1) {}

  void show(const CaseRecord& one) {
    ++done_;
    if (one.verdict != Verdict::pass && one.verdict != Verdict::info && one.verdict != Verdict::na)
      ++not_green_;
    if (json_) return show_json(one);
    std::printf("%s%-6s %-36s %8.3f s  %s\n", terminal_ ? "\r\033[K" : "",
                std::string(to_string(one.verdict)).c_str(), one.id.c_str(),
                static_cast<double>(one.duration_ns) / 1e9, one.title.c_str());
    if (terminal_ && done_ < total_) std::printf("%zu/%zu done, %zu not green\r", done_, total_, not_green_);
    std::fflush(stdout);
  }

 private:
  static void show_json(const CaseRecord& one) {
    const boost::json::object line{{"case", one.id},
                                   {"verdict", std::string(to_string(one.verdict))},
                                   {"title", one.title},
                                   {"reason", one.reason},
                                   {"duration_ns", one.duration_ns},
                                   {"fingerprint", one.fingerprint}};
    std::printf("%s\n", boost::json::serialize(line).c_str());
    std::fflush(stdout);
  }

  std::size_t total_, done_ = 0, not_green_ = 0;
  bool json_, terminal_;
};

void explain(const CaseRecord& one, const std::string& reproduce) {
  std::printf("\n%s %s: %s\n", std::string(to_string(one.verdict)).c_str(), one.id.c_str(),
              one.reason.c_str());
  for (const reports::CheckRecord& check : one.checks) {
    if (check.verdict <= Verdict::pass) continue;
    std::printf("  %s [%s] at %s\n    expected: %s\n    actual:   %s\n",
                std::string(to_string(check.verdict)).c_str(), check.requirement.c_str(),
                check.position.c_str(), check.expected.c_str(), check.actual.c_str());
  }
  std::printf("  do it again: %s\n", reproduce.c_str());
}

void summarise(const reports::RunRecord& run, bool json) {
  if (json) return;
  std::map<Verdict, std::size_t> counts;
  for (const CaseRecord& one : run.cases) {
    ++counts[one.verdict];
    if (one.verdict >= Verdict::warn) explain(one, run.reproduce);
  }
  std::string text;
  for (const auto& [verdict, count] : counts)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, to_string(verdict));
  std::printf("%zu cases: %s; seed %llu%s%s\n", run.cases.size(), text.c_str(),
              static_cast<unsigned long long>(run.seed), run.fingerprint.empty() ? "" : ", fingerprint ",
              run.fingerprint.c_str());
}

}   // namespace

Result<void> write_bundle(const std::string& directory, const reports::RunRecord& run,
                          const std::vector<ScenarioFile>& scenarios, const std::string& pool_text) {
  std::vector<std::pair<std::string, std::string>> files{{"run.json", reports::to_json(run)},
                                                         {"index.html", reports::to_html(run)},
                                                         {"junit.xml", reports::to_junit(run)},
                                                         {"pool.toml", pool_text}};
  for (const ScenarioFile& file : scenarios)
    files.emplace_back("scenarios/" + file.scenario.id.text + ".ladder", file.text);
  for (const auto& [name, text] : files) {
    const std::string path = directory + "/" + name;
    if (auto made = make_directory(path.substr(0, path.rfind('/'))); !made) return made;
    if (auto written = write_file(path, text); !written) return written;
  }
  return {};
}

reports::ExitCode play_plan(const conformance::RunPlan& plan, const std::vector<ScenarioFile>& scenarios,
                            const std::string& pool_text, const PlayOutput& output) {
  Progress progress(plan.scenarios.size(), output.json);
  const auto run = conformance::run(plan, [&](const CaseRecord& one) { progress.show(one); });
  if (!run) return complain(reports::ExitCode::harness_error, run.error().detail);
  summarise(*run, output.json);
  if (!output.directory.empty()) {
    if (auto written = write_bundle(output.directory, *run, scenarios, pool_text); !written)
      return complain(reports::ExitCode::harness_error, written.error().detail);
    if (!output.json) std::printf("the record and the report: %s/index.html\n", output.directory.c_str());
  }
  return reports::exit_code_of(reports::verdict_of(*run));
}

}   // namespace parley::cli
