#include "conformance/projection.h"

#include <fmt/format.h>

namespace parley::conformance {
namespace {

using sim::ladder::Scenario;

bool is_server(const Scenario& scenario, const std::string& actor) {
  const sim::ladder::Actor* found = scenario.find_actor(actor);
  return found && found->role == "server";
}

std::string why_not(const Scenario& scenario) {
  for (const sim::ladder::Setting& setting : scenario.settings)
    if (is_server(scenario, setting.actor.text))
      return fmt::format("it sets options of the reference server ({}:{})", scenario.file,
                         sim::ladder::to_string(setting.actor.position));
  for (const sim::ladder::Step& step : scenario.steps) {
    const auto* arrow = std::get_if<sim::ladder::Arrow>(&step.what);
    if (arrow && arrow->kind == sim::ladder::ArrowKind::internal)
      return "it watches steps inside the reference server, which no wire shows";
    if (const auto* fault = std::get_if<sim::ladder::Fault>(&step.what)) {
      const bool of_client = fault->words.size() == 2 && scenario.find_actor(fault->words[1].text) &&
                             !is_server(scenario, fault->words[1].text);
      if (!of_client) return "it makes a fault inside the server";
    }
  }
  return {};
}

}   // namespace

std::optional<reports::CaseRecord> not_applicable(const Scenario& scenario, const RunPlan& plan) {
  if (plan.foreign_server.empty()) return std::nullopt;
  const std::string reason = why_not(scenario);
  if (reason.empty()) return std::nullopt;
  reports::CaseRecord record;
  record.id = scenario.id.text;
  record.title = scenario.title.text;
  record.file = scenario.file;
  for (const sim::ladder::Text& id : scenario.covers) record.covers.push_back(id.text);
  record.verdict = reports::Verdict::na;
  record.reason = reason;
  return record;
}

}   // namespace parley::conformance
