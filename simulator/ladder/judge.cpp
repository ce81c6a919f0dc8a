// Puts the parts together: the main lane, the watches beside it, and the end.
#include "simulator/ladder/judge.h"

#include <fmt/format.h>

#include <utility>

#include "simulator/ladder/expand.h"
#include "simulator/ladder/lane.h"
#include "simulator/ladder/story.h"
#include "simulator/ladder/watch.h"

namespace parley::sim::ladder {

struct Judge::State {
  State(const Scenario& scenario, const reports::RequirementTable& requirements, Variables given)
      : story{.transcript = {},
              .bindings = Bindings(std::move(given)),
              .findings = Findings(scenario.file, requirements),
              .now = {},
              .actions = {},
              .ended_at = {}},
        main(Lane::Kind::main, expand(scenario.steps), {}, &watches),
        settle(scenario.settle) {}

  Story story;
  std::vector<std::unique_ptr<Watch>> watches;
  Lane main;
  Duration settle;
  bool finished = false;
  std::string cut_short;
};

Judge::Judge(const Scenario& scenario, const reports::RequirementTable& requirements, Variables given)
    : state_(std::make_unique<State>(scenario, requirements, std::move(given))) {
  for (const Step& step : state_->main.steps())
    if (const auto* forbid = std::get_if<Forbid>(&step.what); forbid && forbid->during_all)
      state_->watches.push_back(std::make_unique<Watch>(*forbid, 0));
  run();
}

Judge::~Judge() = default;

void Judge::observe(const Observation& observation) {
  if (state_->finished) return;
  advance(observation.at);
  if (state_->finished) return;
  const auto kind = observation.kind;
  if (kind == Observation::Kind::request || kind == Observation::Kind::response ||
      kind == Observation::Kind::internal)
    state_->story.transcript.add(observation);
  run();
}

void Judge::advance(Instant now) {
  if (state_->finished) return;
  if (now > state_->story.now) state_->story.now = now;
  run();
}

void Judge::run() {
  Story& story = state_->story;
  state_->main.run(story);
  // Behind the lanes, so that a name that a message gives is known when the message itself is looked at.
  for (const auto& watch : state_->watches) watch->look(story);
  if (story.ended_at)
    return conclude(reports::Verdict::notrun,
                    fmt::format("after line {} did not hold", story.ended_at->line));
  if (state_->main.finished() && story.now > state_->main.done_at() + state_->settle)
    conclude(reports::Verdict::notrun, {});
}

void Judge::conclude(reports::Verdict verdict, std::string reason) {
  Story& story = state_->story;
  if (!reason.empty()) state_->main.abandon(story, verdict, reason);
  for (const auto& watch : state_->watches) watch->conclude(story, reason);
  state_->cut_short = std::move(reason);
  state_->finished = true;
}

void Judge::give_up(std::string reason, reports::Verdict verdict) {
  if (state_->finished) return;
  Story& story = state_->story;
  story.findings.add({{}, state_->main.position(), "the story comes to its end"}, verdict, reason,
                     {{}, story.now});
  conclude(reports::Verdict::inconc, std::move(reason));
}

std::vector<Action> Judge::take_actions() { return std::exchange(state_->story.actions, {}); }

Instant Judge::wake_at() const {
  if (state_->finished) return Instant::never();
  const Instant lanes = state_->main.wake_at(state_->story);
  if (!state_->main.finished()) return lanes;
  return std::min(lanes, state_->main.done_at() + state_->settle + Duration{1});
}

std::string Judge::waits_for() const {
  return state_->finished ? std::string() : state_->main.waits_for(state_->story);
}

bool Judge::finished() const { return state_->finished; }
const std::vector<reports::CheckRecord>& Judge::checks() const { return state_->story.findings.records(); }
const std::string& Judge::cut_short() const { return state_->cut_short; }
const std::map<std::string, std::string>& Judge::dialogs() const { return state_->story.bindings.dialogs(); }

std::map<std::uint32_t, std::string> Judge::arrow_positions() const {
  return state_->story.transcript.positions();
}

}   // namespace parley::sim::ladder
