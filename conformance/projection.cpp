#include "conformance/projection.h"

#include <fmt/format.h>

#include "conformance/caught.h"
#include "simulator/ladder/expand.h"
#include "simulator/ladder/walk.h"
#include "simulator/play/fault_words.h"

namespace parley::conformance {
namespace {

using sim::FaultNeeds;
using sim::ladder::Scenario;
using sim::ladder::Step;

bool is_server(const Scenario& scenario, const std::string& actor) {
  const sim::ladder::Actor* found = scenario.find_actor(actor);
  return found && found->role == "server";
}

std::string why_not_its_settings(const Scenario& scenario) {
  for (const sim::ladder::Setting& setting : scenario.settings) {
    const std::string place = scenario.file + ":" + sim::ladder::to_string(setting.position);
    if (is_server(scenario, setting.actor.text))
      return fmt::format("it sets options of the reference server ({})", place);
    const auto remembered = setting.options.find("wire_remembered");
    if (remembered != setting.options.end() && remembered->second == "true")
      return fmt::format("it speaks what is only remembered, and strangers are not asked that ({})", place);
  }
  return {};
}

bool watches_the_inside(const Step& step) {
  bool inside = false;
  sim::ladder::for_each_arrow(step, [&](const sim::ladder::ArrowInStep& one) {
    inside = inside || one.arrow.kind == sim::ladder::ArrowKind::internal;
  });
  return inside;
}

std::string why_not_its_fault(const Scenario& scenario, const sim::ladder::Fault& fault,
                              const RunPlan& plan) {
  std::vector<std::string> words;
  for (const sim::ladder::Text& word : fault.words) words.push_back(word.text);
  const auto needs = sim::needs_of_fault(words, fault.options);
  if (!needs) return {};   // An error when it is played.
  const bool foreign = !plan.foreign_server.empty();
  if (foreign && (*needs != FaultNeeds::actor || is_server(scenario, words[1])))
    return "it makes a fault inside the server";
  if (*needs == FaultNeeds::virtual_time && plan.mode != Mode::simulated)
    return "a slow or refusing store is made in virtual time only";
  return {};
}

std::string why_not(const Scenario& scenario, const RunPlan& plan) {
  const bool foreign = !plan.foreign_server.empty();
  if (foreign)
    if (std::string reason = why_not_its_settings(scenario); !reason.empty()) return reason;
  for (const Step& step : sim::ladder::expand(scenario.steps)) {
    if (foreign && watches_the_inside(step))
      return "it watches steps inside the reference server, which no wire shows";
    if (const auto* fault = std::get_if<sim::ladder::Fault>(&step.what))
      if (std::string reason = why_not_its_fault(scenario, *fault, plan); !reason.empty()) return reason;
  }
  return {};
}

}   // namespace

std::optional<reports::CaseRecord> not_applicable(const Scenario& scenario, const RunPlan& plan) {
  const std::string reason = why_not(scenario, plan);
  if (reason.empty()) return std::nullopt;
  return unplayed(scenario, reports::Verdict::na, reason);
}

}   // namespace parley::conformance
