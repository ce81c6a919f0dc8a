// Rules on what a scenario declares: its id, actors, dialogs and checkers.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "simulator/ladder/lint_rules.h"

namespace parley::sim::ladder {
namespace {

constexpr std::string_view kFolder = "scenarios/";

// "scenarios/sign_in/enabled.ladder" is "sign-in/enabled"; `below_folder` tells whether the folder was there.
std::string id_of_path(std::string_view file, bool& below_folder) {
  const std::size_t folder = file.rfind(kFolder);
  below_folder = folder != std::string_view::npos && (folder == 0 || file[folder - 1] == '/');
  if (below_folder) file.remove_prefix(folder + kFolder.size());
  std::string id(file.substr(0, file.rfind('.')));
  std::replace(id.begin(), id.end(), '_', '-');
  return id;
}

void check_id(const Scenario& scenario, Complaints& complaints) {
  bool exact = false;
  const std::string expected = id_of_path(scenario.file, exact);
  std::string id = scenario.id.text;
  std::replace(id.begin(), id.end(), '_', '-');
  // Outside of the project's folder, whoever keeps the file decides what comes before.
  if (id == expected || (!exact && expected.ends_with("/" + id))) return;
  complaints.add(scenario.id.position, fmt::format("the id '{}' is not the path of the file; expected '{}'",
                                                   scenario.id.text, expected));
}

void check_actor(const Scenario& scenario, const Text& actor, Complaints& complaints) {
  if (!scenario.find_actor(actor.text))
    complaints.add(actor.position,
                   fmt::format("actor '{}' is not declared; expected it in 'actors'", actor.text));
}

}   // namespace

void lint_head(const RuleInput& input, Complaints& complaints) {
  const Scenario& scenario = input.scenario;
  check_id(scenario, complaints);
  if (scenario.steps.empty())
    complaints.add(scenario.id.position,
                   "the scenario has no step, so nothing would be judged; expected one");
  for (const Actor& actor : scenario.actors)
    if (actor.role != "client" && actor.role != "server")
      complaints.add(actor.position, fmt::format("'{}' is no role; expected client or server", actor.role));
  for (const DialogName& dialog : scenario.dialogs) {
    check_actor(scenario, dialog.from, complaints);
    check_actor(scenario, dialog.to, complaints);
  }
  for (const Setting& setting : scenario.settings) check_actor(scenario, setting.actor, complaints);
  for (const CheckerChoice& choice : scenario.checkers)
    if (input.inputs.checkers && !input.inputs.checkers->contains(choice.checker.text))
      complaints.add(choice.checker.position, fmt::format("there is no checker '{}'", choice.checker.text));
}

}   // namespace parley::sim::ladder
