// parley report: pages and files drawn from run records; nothing is computed again.
#include <cstdio>
#include <memory>

#include "cli/files.h"
#include "cli/verbs.h"
#include "protocol/base/fingerprint.h"
#include "reports/html_report.h"
#include "reports/junit_report.h"
#include "reports/markdown_report.h"
#include "reports/run_record.h"
#include "reports/tap_report.h"

namespace parley::cli {
namespace {

using reports::ExitCode;

struct ReportOptions {
  std::vector<std::string> directories;
  std::string html, junit, markdown, tap;
};

Result<reports::RunRecord> read_run(const std::string& directory) {
  const auto text = read_file(directory + "/run.json", std::size_t{1} << 30);
  if (!text) return tl::unexpected(text.error());
  auto run = reports::run_from_json(*text);
  if (!run) return fail(run.error().code, directory + "/run.json: " + run.error().detail);
  return run;
}

// Several runs on one page: the mode goes in front of each case's id.
void append(reports::RunRecord& whole, reports::RunRecord part) {
  whole.mode += ", " + part.mode;
  whole.requirements.merge(part.requirements);
  whole.reproduce += " ; " + part.reproduce;
  for (reports::CaseRecord& one : part.cases) {
    one.id = part.mode + "/" + one.id;
    whole.cases.push_back(std::move(one));
  }
}

Result<reports::RunRecord> read_runs(const std::vector<std::string>& directories) {
  auto whole = read_run(directories.front());
  if (!whole || directories.size() == 1) return whole;
  for (reports::CaseRecord& one : whole->cases) one.id = whole->mode + "/" + one.id;
  for (std::size_t i = 1; i < directories.size(); ++i) {
    auto part = read_run(directories[i]);
    if (!part) return part;
    append(*whole, std::move(*part));
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
  bool drawn = false;
  for (const auto& [path, draw] : wanted) {
    if (path.empty()) continue;
    drawn = true;
    if (auto written = write_file(path, draw(*run)); !written)
      return complain(ExitCode::usage, written.error().detail);
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
  verb->add_option("DIR", options->directories, "one or more folders that --out wrote")->required();
  verb->add_option("--html", options->html, "a self-contained page");
  verb->add_option("--junit", options->junit, "JUnit XML");
  verb->add_option("--markdown", options->markdown, "Markdown summary");
  verb->add_option("--tap", options->tap, "TAP");
  verb->callback([options, &action] { action = [options] { return report(*options); }; });
}

}   // namespace parley::cli
