// parley list: requirements, deviations and scenarios.
#include <boost/json.hpp>
#include <cstdio>
#include <memory>

#include "cli/scenario_set.h"
#include "cli/verbs.h"
#include "conformance/deviations.h"
#include "conformance/requirements.h"

namespace parley::cli {
namespace {

using reports::ExitCode;

struct ListOptions {
  std::vector<std::string> paths;
  bool deviations = false, scenarios = false, json = false;
};

ExitCode list_requirements(bool json) {
  for (const auto& [id, row] : conformance::requirement_table().rows()) {
    if (json) {
      const boost::json::object line{{"id", id},
                                     {"grade", std::string(to_string(row.grade))},
                                     {"role", row.role},
                                     {"keyword", std::string(to_string(row.keyword))},
                                     {"observable", row.observable},
                                     {"source", row.source},
                                     {"text", row.text}};
      std::printf("%s\n", boost::json::serialize(line).c_str());
      continue;
    }
    std::printf("%-16s %s %-6s %-10s %s\n", id.c_str(), std::string(to_string(row.grade)).c_str(),
                row.role.c_str(), std::string(to_string(row.keyword)).c_str(), row.text.c_str());
  }
  return ExitCode::conforms;
}

ExitCode list_deviations(bool json) {
  for (const auto& [id, row] : conformance::deviation_table().rows()) {
    if (json) {
      const boost::json::object line{{"id", id},
                                     {"role", row.role},
                                     {"use", std::string(to_string(row.use))},
                                     {"requirement", row.requirement},
                                     {"scenario", row.scenario},
                                     {"text", row.what}};
      std::printf("%s\n", boost::json::serialize(line).c_str());
      continue;
    }
    std::printf("%-36s %-6s %-8s %-16s %s\n", id.c_str(), row.role.c_str(),
                std::string(to_string(row.use)).c_str(), row.requirement.c_str(), row.what.c_str());
  }
  return ExitCode::conforms;
}

ExitCode list_scenarios(const ListOptions& options) {
  const auto set = load_scenarios(options.paths);
  if (!set) return complain(ExitCode::usage, set.error().detail);
  for (const ScenarioFile& file : set->files) {
    std::string covers;
    for (const auto& id : file.scenario.covers) covers += (covers.empty() ? "" : " ") + id.text;
    if (options.json) {
      const boost::json::object line{{"id", file.scenario.id.text},
                                     {"title", file.scenario.title.text},
                                     {"file", file.name},
                                     {"covers", covers}};
      std::printf("%s\n", boost::json::serialize(line).c_str());
      continue;
    }
    std::printf("%-36s %s\n%-36s   %s\n", file.scenario.id.text.c_str(), file.scenario.title.text.c_str(), "",
                covers.c_str());
  }
  if (set->findings.empty()) return ExitCode::conforms;
  return complain_of(*set, "the list may not be whole: the scenarios have mistakes");
}

}   // namespace

void add_list(CLI::App& app, Action& action) {
  auto options = std::make_shared<ListOptions>();
  CLI::App* verb = app.add_subcommand("list", "List requirements, deviations or scenarios");
  CLI::Option* paths = verb->add_option("PATH", options->paths, "list the scenarios below it");
  CLI::Option* scenarios = verb->add_flag("--scenarios", options->scenarios, "list the built-in scenarios");
  verb->add_flag("--deviations", options->deviations, "list what --deviate can break on purpose")
      ->excludes(paths)
      ->excludes(scenarios);
  verb->add_flag("--json", options->json, "one JSON object a line");
  verb->callback([options, &action] {
    action = [options] {
      if (options->deviations) return list_deviations(options->json);
      if (options->scenarios) return list_scenarios(*options);
      return options->paths.empty() ? list_requirements(options->json) : list_scenarios(*options);
    };
  });
}

}   // namespace parley::cli
