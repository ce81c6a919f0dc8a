// parley report: pages and files drawn from run records; nothing is computed again.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <map>
#include <memory>
#include <set>

#include "cli/bundle.h"
#include "cli/files.h"
#include "cli/verbs.h"
#include "reports/html_report.h"
#include "reports/json_lines.h"
#include "reports/junit_report.h"
#include "reports/markdown_report.h"
#include "reports/tap_report.h"

namespace parley::cli {
namespace {

using reports::ExitCode;

struct ReportOptions {
  std::vector<std::string> directories;
  std::string html, junit, markdown, tap;
  bool json = false;
};

// "virtual", and "virtual-2" for the second run of that mode.
std::string name_of(const reports::RunRecord& run, std::map<std::string, int>& seen) {
  const int count = ++seen[run.mode];
  return count == 1 ? run.mode : fmt::format("{}-{}", run.mode, count);
}

void add_word(std::string& words, const std::string& word, std::string_view separator = ", ") {
  const auto fenced = [&](const std::string& text) { return fmt::format("{0}{1}{0}", separator, text); };
  if (words.empty()) words = word;
  else if (fenced(words).find(fenced(word)) == std::string::npos)
    words += fmt::format("{}{}", separator, word);
}

struct NamedRun {
  std::string name;
  reports::RunRecord run;
};

// Of several, the name of the run stands in front of each case's id.
Result<std::vector<NamedRun>> read_runs(const std::vector<std::string>& directories) {
  std::vector<NamedRun> runs;
  std::map<std::string, int> seen;
  for (const std::string& directory : directories) {
    auto run = read_record(directory);
    if (!run) return tl::unexpected(run.error());
    const std::string name = name_of(*run, seen);
    if (directories.size() > 1)
      for (reports::CaseRecord& one : run->cases) one.id = name + "/" + one.id;
    runs.push_back({name, std::move(*run)});
  }
  return runs;
}

// Several runs on one page. One seed, fingerprint and command for all there is not, so the plan tells them,
// and the name of the run stands in front of each of its lines.
void append(reports::RunRecord& whole, NamedRun part) {
  auto& [name, run] = part;
  if (whole.cases.empty()) whole.under_test = run.under_test;
  else if (whole.under_test != run.under_test) whole.under_test.clear();
  add_word(whole.version, run.version);
  add_word(whole.build, run.build, "; ");
  add_word(whole.verb, run.verb);
  add_word(whole.mode, run.mode);
  whole.requirements.merge(run.requirements);
  whole.plan.push_back(fmt::format("{}: seed {}{}{}", name, run.seed,
                                   run.fingerprint.empty() ? "" : ", fingerprint ", run.fingerprint));
  whole.plan.push_back(fmt::format("{}: again, in its folder: {}", name, run.reproduce));
  for (const std::string& line : run.plan) whole.plan.push_back(name + ": " + line);
  std::move(run.cases.begin(), run.cases.end(), std::back_inserter(whole.cases));
}

reports::RunRecord joined(std::vector<NamedRun> runs) {
  if (runs.size() == 1) return std::move(runs.front().run);
  reports::RunRecord whole;
  whole.is_joined = true;
  for (NamedRun& run : runs) append(whole, std::move(run));
  return whole;
}

ExitCode report(const ReportOptions& options) {
  auto runs = read_runs(options.directories);
  if (!runs) return complain(ExitCode::usage, runs.error().detail);
  using Draw = std::string (*)(const reports::RunRecord&);
  const std::tuple<std::string, Draw> wanted[] = {{options.html, reports::to_html},
                                                  {options.junit, reports::to_junit},
                                                  {options.markdown, reports::to_markdown},
                                                  {options.tap, reports::to_tap}};
  std::set<std::string> named;
  if (options.json) named.insert("-");
  for (const auto& [path, draw] : wanted)
    if (!path.empty() && !named.insert(path).second)
      return complain(ExitCode::usage, path + " is named for two reports: one would overwrite the other");
  if (options.json)
    for (const NamedRun& one : *runs) std::printf("%s", reports::to_json_lines(one.run).c_str());
  const reports::RunRecord whole = joined(std::move(*runs));
  bool drawn = options.json;
  for (const auto& [path, draw] : wanted) {
    if (path.empty()) continue;
    drawn = true;
    if (auto written = write_file(path, draw(whole)); !written)
      return complain(ExitCode::usage, written.error().detail);
    if (path != "-") std::fprintf(stderr, "parley: wrote %s\n", path.c_str());
  }
  if (!drawn) std::printf("%s", reports::to_markdown(whole).c_str());
  return ExitCode::conforms;
}

}   // namespace

void add_report(CLI::App& app, Action& action) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* verb = app.add_subcommand("report",
                                      "Draw reports from what --out wrote; Markdown to standard output "
                                      "when no file is named");
  verb->footer("A FILE of - is standard output; folders that are missing are made.");
  verb->add_option("DIR", options->directories, "one or more folders that --out wrote")->required();
  verb->add_option("--html", options->html, "a self-contained page");
  verb->add_option("--junit", options->junit, "JUnit XML");
  verb->add_option("--markdown", options->markdown, "Markdown summary");
  verb->add_option("--tap", options->tap, "TAP");
  verb->add_flag("--json", options->json, "one JSON object per case, as simulate and conform tell it");
  verb->callback([options, &action] { action = [options] { return report(*options); }; });
}

}   // namespace parley::cli
