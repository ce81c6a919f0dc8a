// parley lint: what can be known to be wrong with a scenario before a byte is sent.
#include <cstdio>
#include <memory>

#include "cli/scenario_set.h"
#include "cli/verbs.h"
#include "reports/wording.h"

namespace parley::cli {

void add_lint(CLI::App& app, Action& action) {
  auto paths = std::make_shared<std::vector<std::string>>();
  CLI::App* verb = app.add_subcommand("lint", "Check scenarios: FILE:LINE:COLUMN: what is wrong");
  verb->add_option("PATH", *paths, "ladder files, folders of them, or ids of built-in scenarios")->required();
  verb->callback([paths, &action] {
    action = [paths] {
      const auto set = load_scenarios(*paths);
      if (!set) return complain(reports::ExitCode::usage, set.error().detail);
      for (const auto& finding : set->findings) std::printf("%s\n", finding.to_string().c_str());
      if (!set->findings.empty()) return reports::ExitCode::usage;
      std::printf("%s, nothing wrong\n", reports::count_of(set->files.size(), "scenario").c_str());
      return reports::ExitCode::conforms;
    };
  });
}

}   // namespace parley::cli
