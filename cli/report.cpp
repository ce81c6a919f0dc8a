// parley report: pages and files drawn from run records; nothing is computed again.
#include <fmt/format.h>

#include <cstdio>
#include <map>
#include <memory>
#include <set>

#include "cli/bundle.h"
#include "cli/files.h"
#include "cli/verbs.h"
#include "reports/html_report.h"
#include "reports/junit_report.h"
#include "reports/markdown_report.h"
#include "reports/tap_report.h"

namespace parley::cli {
namespace {

using reports::ExitCode;

struct ReportOptions {
  std::vector<std::string> directories;
  std::string html, junit, markdown, tap;
};

// "virtual", and "virtual-2" for the second run of that mode.
std::string name_of(const reports::RunRecord& run, std::map<std::string, int>& seen) {
  const int count = ++seen[run.mode];
  return count == 1 ? run.mode : fmt::format("{}-{}", run.mode, count);
}

void add_word(std::string& words, const std::string& word, std::string_view separator = ", ") {
  if (words.empty()) words = word;
  else if (words != word && !words.ends_with(fmt::format("{}{}", separator, word)))
    words += fmt::format("{}{}", separator, word);
}

// Several runs on one page: the name of the run stands in front of each case's id and each line of the plan.
// One seed, fingerprint and command for all there is not, so the plan tells them.
void append(reports::RunRecord& whole, reports::RunRecord part, const std::string& name) {
  add_word(whole.version, part.version);
  add_word(whole.build, part.build, "; ");
  add_word(whole.verb, part.verb);
  add_word(whole.mode, part.mode);
  if (whole.cases.empty()) whole.under_test = part.under_test;
  else if (whole.under_test != part.under_test) whole.under_test.clear();
  whole.requirements.merge(part.requirements);
  whole.plan.push_back(fmt::format("{}: seed {}{}{}", name, part.seed,
                                   part.fingerprint.empty() ? "" : ", fingerprint ", part.fingerprint));
  whole.plan.push_back(fmt::format("{}: again, in its folder: {}", name, part.reproduce));
  for (const std::string& line : part.plan) whole.plan.push_back(name + ": " + line);
  for (reports::CaseRecord& one : part.cases) {
    one.id = name + "/" + one.id;
    whole.cases.push_back(std::move(one));
  }
}

Result<reports::RunRecord> read_runs(const std::vector<std::string>& directories) {
  if (directories.size() == 1) return read_record(directories.front());
  reports::RunRecord whole;
  whole.is_joined = true;
  std::map<std::string, int> seen;
  for (const std::string& directory : directories) {
    auto part = read_record(directory);
    if (!part) return part;
    const std::string name = name_of(*part, seen);
    append(whole, std::move(*part), name);
  }
  return whole;
}

ExitCode report(const ReportOptions& options) {
  const auto run = read_runs(options.directories);
  if (!run) return complain(ExitCode::usage, run.error().detail);
  using Draw = std::string (*)(const reports::RunRecord&);
  const std::tuple<std::string, Draw> wanted[] = {{options.html, reports::to_html},
                                                  {options.junit, reports::to_junit},
                                                  {options.markdown, reports::to_markdown},
                                                  {options.tap, reports::to_tap}};
  std::set<std::string> named;
  for (const auto& [path, draw] : wanted)
    if (!path.empty() && !named.insert(path).second)
      return complain(ExitCode::usage, path + " is named for two reports: one would overwrite the other");
  bool drawn = false;
  for (const auto& [path, draw] : wanted) {
    if (path.empty()) continue;
    drawn = true;
    if (auto written = write_file(path, draw(*run)); !written)
      return complain(ExitCode::usage, written.error().detail);
    if (path != "-") std::fprintf(stderr, "parley: wrote %s\n", path.c_str());
  }
  if (!drawn) std::printf("%s", reports::to_markdown(*run).c_str());
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
  verb->callback([options, &action] { action = [options] { return report(*options); }; });
}

}   // namespace parley::cli
