// Rules on steps: who speaks to whom, what can never be reached, what takes too long.
#include <fmt/format.h>

#include <algorithm>

#include "simulator/ladder/lint_rules.h"
#include "simulator/ladder/wording.h"

namespace parley::sim::ladder {
namespace {

void check_ends(const Scenario& scenario, const Arrow& arrow, Complaints& complaints) {
  if (arrow.kind == ArrowKind::internal) return;   // Its ends are parts of an actor, not actors.
  const Actor* from = scenario.find_actor(arrow.from.text);
  const Actor* to = scenario.find_actor(arrow.to.text);
  for (const Text* end : {&arrow.from, &arrow.to})
    if (!scenario.find_actor(end->text))
      complaints.add(end->position,
                     fmt::format("actor '{}' is not declared; expected it in 'actors'", end->text));
  if (from && to && from->role == to->role)
    complaints.add(arrow.position,
                   fmt::format("'{}' and '{}' are both of role {}; expected a client and a server",
                               from->name, to->name, from->role));
}

bool stops_the_case(const Branch& branch) {
  return branch.verdict == reports::Verdict::fail || branch.verdict == reports::Verdict::inconc;
}

void check_branches(const OneOf& one_of, Complaints& complaints) {
  for (const Branch& branch : one_of.branches)
    if (branch.verdict == reports::Verdict::fail && branch.arrow.tags.empty())
      complaints.add(branch.arrow.position,
                     "a branch that fails names no requirement; expected a tag, or => inconc");
}

void check_answer(const Arrow& arrow, bool forbidden, Complaints& complaints) {
  if (arrow.kind == ArrowKind::response && arrow.answers.empty() && !forbidden)
    complaints.add(arrow.position, "the response names no request; expected the name that 'as' gave to one");
  if (!arrow.reply_to.empty() && arrow.method != "INFO")
    complaints.add(arrow.reply_to.position, "only an INFO carries a reply; expected 'reply-to' on INFO");
}

void check_actor(const Scenario& scenario, const Do& step, Complaints& complaints) {
  if (!scenario.find_actor(step.actor.text))
    complaints.add(step.actor.position,
                   fmt::format("actor '{}' is not declared; expected it in 'actors'", step.actor.text));
}

// The pauses alone; nobody knows before how long the rest will take.
void check_length(const RuleInput& input, Complaints& complaints) {
  Duration idle = input.scenario.settle;
  Position last = input.scenario.id.position;
  for (const Step& step : input.steps)
    if (const auto* pause = std::get_if<Pause>(&step.what)) {
      last = pause->position;
      // Each may be a hundred hours long, and a hundred thousand of them are more than a Duration holds.
      idle += pause->length;
      if (idle > kLongestStory) break;
    }
  if (idle > kLongestStory)
    complaints.add(last, fmt::format("pauses and 'settle' make {} or more, and a story is given up after {}; "
                                     "expected less",
                                     to_words(idle), to_words(kLongestStory)));
}

}   // namespace

void lint_flow(const RuleInput& input, Complaints& complaints) {
  check_length(input, complaints);
  bool reachable = true;
  for (const Step& step : input.steps) {
    if (!reachable) {
      complaints.add(
          position_of(step),
          "this step is never reached, every branch before it ends the case; expected one that goes on");
      return;
    }
    for_each_arrow(step, [&](const ArrowInStep& one) {
      check_ends(input.scenario, one.arrow, complaints);
      check_answer(one.arrow, one.forbidden, complaints);
    });
    if (const auto* line = std::get_if<Do>(&step.what)) check_actor(input.scenario, *line, complaints);
    const auto* one_of = std::get_if<OneOf>(&step.what);
    if (!one_of) continue;
    check_branches(*one_of, complaints);
    reachable = !std::all_of(one_of->branches.begin(), one_of->branches.end(), stops_the_case);
  }
}

}   // namespace parley::sim::ladder
