// parley lint: what can be known to be wrong with a scenario before a byte is sent.
#include <boost/json.hpp>
#include <cstdio>
#include <memory>

#include "cli/scenario_set.h"
#include "cli/verbs.h"
#include "reports/wording.h"

namespace parley::cli {

namespace {

struct LintOptions {
  std::vector<std::string> paths;
  bool json = false;
};

void show(const sim::ladder::Diagnostic& finding, bool json) {
  if (!json) return void(std::printf("%s\n", finding.to_string().c_str()));
  const boost::json::object line{{"file", finding.file},
                                 {"line", finding.position.line},
                                 {"column", finding.position.column},
                                 {"text", finding.message}};
  std::printf("%s\n", boost::json::serialize(line).c_str());
}

reports::ExitCode lint(const LintOptions& options) {
  const auto set = load_scenarios(options.paths);
  if (!set) return complain(reports::ExitCode::usage, set.error().detail);
  for (const auto& finding : set->findings) show(finding, options.json);
  if (!set->findings.empty()) return reports::ExitCode::usage;
  if (!options.json)
    std::printf("%s, nothing wrong\n", reports::count_of(set->files.size(), "scenario").c_str());
  return reports::ExitCode::conforms;
}

}   // namespace

void add_lint(CLI::App& app, Action& action) {
  auto options = std::make_shared<LintOptions>();
  CLI::App* verb = app.add_subcommand("lint", "Check scenarios: FILE:LINE:COLUMN: what is wrong");
  verb->add_option("PATH", options->paths, "ladder files, folders of them, or ids of built-in scenarios")
      ->required();
  verb->add_flag("--json", options->json, "one JSON object per finding; none: nothing is wrong");
  verb->callback([options, &action] { action = [options] { return lint(*options); }; });
}

}   // namespace parley::cli
