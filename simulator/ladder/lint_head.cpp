// Rules on what a scenario declares: its id, actors, dialogs and checkers.
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "protocol/base/text.h"
#include "simulator/ladder/lint_rules.h"

namespace parley::sim::ladder {
namespace {

constexpr std::string_view kIdCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

// A folder of results keeps the scenario under its id, so the id must not lead out of it.
bool is_id(std::string_view id) {
  for (const std::string_view part : split(id, '/'))
    if (part.empty() || part.front() == '.' || part.find_first_not_of(kIdCharacters) != part.npos)
      return false;
  return true;
}

void check_id(const Scenario& scenario, Complaints& complaints) {
  if (is_id(scenario.id.text)) return;
  complaints.add(
      scenario.id.position,
      fmt::format("'{}' is no id; expected words of letters, digits, '-' and '_' with '/' between them",
                  scenario.id.text));
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
