#include "cli/play.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <map>

#include "cli/bundle.h"
#include "cli/interrupt.h"
#include "cli/verbs.h"
#include "reports/json_lines.h"
#include "reports/printable.h"
#include "reports/summary.h"
#include "reports/wording.h"

namespace parley::cli {
namespace {

using reports::CaseRecord;
using reports::is_worth_telling;
using reports::Verdict;

// The command for each case that plays it alone, by id. One that is built in has no file of its own.
std::map<std::string, std::string> commands_of(const std::vector<ScenarioFile>& scenarios,
                                               const PlayOutput& output) {
  std::map<std::string, std::string> commands;
  for (const ScenarioFile& file : scenarios) {
    const std::string& id = file.scenario.id.text;
    commands[id] = output.command({file.path.empty() ? id : file.path});
  }
  return commands;
}

// One line per case as it ends. On a terminal a counter follows and is overwritten by the next line.
class Progress {
 public:
  Progress(const conformance::RunPlan& plan, const std::map<std::string, std::string>& commands, bool json)
      : plan_(plan),
        commands_(commands),
        total_(plan.scenarios.size()),
        json_(json),
        terminal_(::isatty(STDOUT_FILENO) == 1) {
    count();
  }

  void show(const CaseRecord& one) {
    ++done_;
    if (one.verdict >= Verdict::warn) ++not_green_;
    if (json_) return show_json(one);
    if (terminal_) std::printf("\r\033[K");
    // Told once for all: the run was interrupted.
    if (one.verdict == Verdict::notrun) return void(std::fflush(stdout));
    const std::string why_not = one.verdict == Verdict::na ? "; " + reports::printable_line(one.reason) : "";
    std::printf("%-6s %-36s %8.3f s  %s%s\n", std::string(to_string(one.verdict)).c_str(), one.id.c_str(),
                static_cast<double>(one.duration_ns) / 1e9, one.title.c_str(), why_not.c_str());
    std::fflush(stdout);
    count();
  }

 private:
  void count() const {
    if (!terminal_ || json_ || done_ == total_) return;
    std::printf("%zu/%zu done, %zu not green\r", done_, total_, not_green_);
    std::fflush(stdout);
  }

  void show_json(const CaseRecord& one) const {
    std::printf("%s", reports::to_json_line(one, {plan_.seed, commands_.at(one.id)}).c_str());
    std::fflush(stdout);
  }

  const conformance::RunPlan& plan_;
  const std::map<std::string, std::string>& commands_;
  std::size_t total_, done_ = 0, not_green_ = 0;
  bool json_, terminal_;
};

// A peer chooses what is quoted here: nothing of it may reach a terminal as it is.
void explain(const CaseRecord& one, const std::string& reproduce) {
  const bool is_remark = one.verdict < Verdict::warn;
  std::printf("\n%s %s: %s\n", std::string(to_string(one.verdict)).c_str(), one.id.c_str(),
              is_remark ? "something to know" : reports::printable(one.reason).c_str());
  for (const reports::CheckRecord& check : one.checks) {
    if (!is_worth_telling(check)) continue;
    std::printf("  %s %sat %s\n    expected: %s\n    actual:   %s\n",
                std::string(to_string(check.verdict)).c_str(),
                check.requirement.empty() ? "" : fmt::format("[{}] ", check.requirement).c_str(),
                check.position.c_str(), reports::printable(check.expected).c_str(),
                reports::printable(check.actual).c_str());
  }
  std::printf("  do it again: %s\n", reproduce.c_str());
}

bool has_remark(const CaseRecord& one) {
  return one.verdict != Verdict::notrun &&
         std::any_of(one.checks.begin(), one.checks.end(),
                     [](const auto& check) { return check.verdict == Verdict::info; });
}

// A green run must not be read as a proof of what it never asked.
void tell_coverage(const reports::RunRecord& run) {
  std::printf("%s\n", reports::sentence_of(run, reports::summarise(run).coverage).c_str());
}

void summarise(const reports::RunRecord& run, const std::map<std::string, std::string>& commands) {
  std::map<Verdict, std::size_t> counts;
  for (const CaseRecord& one : run.cases) {
    ++counts[one.verdict];
    if (one.verdict >= Verdict::warn || has_remark(one)) explain(one, commands.at(one.id));
  }
  std::string text;
  for (const auto& [verdict, count] : counts)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, to_string(verdict));
  tell_coverage(run);
  std::printf("%s: %s; seed %llu%s%s\n", reports::count_of(run.cases.size(), "case").c_str(), text.c_str(),
              static_cast<unsigned long long>(run.seed), run.fingerprint.empty() ? "" : ", fingerprint ",
              run.fingerprint.c_str());
}

std::size_t count_not_run(const reports::RunRecord& run) {
  return static_cast<std::size_t>(std::count_if(
      run.cases.begin(), run.cases.end(), [](const auto& one) { return one.verdict == Verdict::notrun; }));
}

}   // namespace

reports::ExitCode play_plan(conformance::RunPlan plan, const std::vector<ScenarioFile>& scenarios,
                            const std::string& pool_text, const PlayOutput& output) {
  if (!output.directory.empty())
    if (auto ready = prepare_bundle(output.directory, output.pool_file); !ready)
      return complain(reports::ExitCode::usage, ready.error().detail);
  const auto commands = commands_of(scenarios, output);
  Progress progress(plan, commands, output.json);
  const Interrupt interrupt;
  plan.stop = interrupt.token();
  bool hinted = !output.hint;
  const auto run = conformance::run(plan, [&](const CaseRecord& one) {
    progress.show(one);
    const std::string hint = hinted ? std::string() : output.hint(one);
    hinted = hinted || !hint.empty();
    if (!hint.empty()) std::fprintf(stderr, "parley: %s\n", reports::printable_line(hint).c_str());
  });
  if (!run) return complain(reports::ExitCode::harness_error, run.error().detail);
  if (!output.json) summarise(*run, commands);
  const auto code = reports::exit_code_of(reports::verdict_of(*run));
  if (const std::size_t left = count_not_run(*run); left > 0)
    complain(code, fmt::format("interrupted: {} of {} not run (NOTRUN)", left,
                               reports::count_of(run->cases.size(), "case")));
  if (!output.directory.empty()) {
    if (auto written = write_bundle(output.directory, *run, scenarios, pool_text); !written)
      return complain(reports::ExitCode::harness_error, written.error().detail);
    if (!output.json) std::printf("the record and the report: %s/index.html\n", output.directory.c_str());
  }
  return code;
}

}   // namespace parley::cli
