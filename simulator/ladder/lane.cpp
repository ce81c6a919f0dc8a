// Steps, one after the other.
#include "simulator/ladder/lane.h"

#include <algorithm>
#include <utility>

#include "protocol/base/assert.h"
#include "simulator/ladder/substitute.h"
#include "simulator/ladder/taken.h"
#include "simulator/ladder/walk.h"
#include "simulator/ladder/wording.h"

namespace parley::sim::ladder {

Lane::Lane(Kind kind, std::vector<Step> steps, Start start, std::vector<std::unique_ptr<Watch>>* watches)
    : kind_(kind), steps_(std::move(steps)), start_(start), watches_(watches) {}

bool Lane::begun() const { return next_ > 0 || (group_ && group_->touched()); }

bool Lane::finished() const {
  const bool waited_for = std::any_of(optional_.begin(), optional_.end(),
                                      [](const auto& lane) { return lane->begun() && !lane->finished(); });
  return next_ == steps_.size() && !group_ && !pause_until_ && !waited_for;
}

Instant Lane::done_at() const {
  Instant latest = start_.base;
  for (const auto& lane : optional_) latest = std::max(latest, lane->done_at());
  return latest;
}

Position Lane::position() const {
  return steps_.empty() ? Position{} : position_of(steps_[std::min(next_, steps_.size() - 1)]);
}

Instant Lane::wake_at(const Story& story) const {
  Instant earliest = pause_until_.value_or(Instant::never());
  if (group_) {
    // A message at the very limit is in time, so giving up comes after it.
    const Instant deadline = group_->deadline(story);
    if (deadline != Instant::never()) earliest = std::min(earliest, deadline + Duration{1});
  }
  for (const auto& lane : optional_) earliest = std::min(earliest, lane->wake_at(story));
  return earliest;
}

std::string Lane::waits_for(const Story& story) const {
  return group_ && optional_.empty() ? group_->waits_for(story) : std::string();
}

void Lane::run(Story& story) {
  while (!story.ended_at && advance(story)) {
  }
}

// One step further; false when it has to wait.
bool Lane::advance(Story& story) {
  for (const auto& lane : optional_) lane->run(story);
  if (story.ended_at) return false;
  if (group_) {
    group_->look(story, kind_ == Kind::optional || !optional_.empty());
    return group_->decided() && !story.ended_at && leave_group(story);
  }
  if (pause_until_) {
    if (story.now < *pause_until_) return false;
    start_.base = *std::exchange(pause_until_, std::nullopt);
    ++next_;
    return true;
  }
  if (next_ == steps_.size()) return false;
  begin(story, steps_[next_]);
  return true;
}

// Optional blocks end with the step after them: those that were not begun will not be any more, and those
// that were have to come to their end first.
bool Lane::leave_group(Story&) {
  std::erase_if(optional_, [](const auto& lane) { return !lane->begun(); });
  if (!std::all_of(optional_.begin(), optional_.end(), [](const auto& lane) { return lane->finished(); }))
    return false;
  start_.base = std::max(group_->done_at(), done_at());
  optional_.clear();
  group_.reset();
  ++next_;
  return true;
}

void Lane::begin(Story& story, const Step& step) {
  std::visit([&](const auto& what) { start(story, what); }, step.what);
}

void Lane::stage(Story& story) { start_ = {story.transcript.size(), story.now}; }

void Lane::start(Story&, const Arrow& arrow) {
  const bool may_miss = kind_ == Kind::optional && next_ == 0;
  group_ = may_miss ? Group::maybe(arrow, start_) : Group::of(arrow, start_);
}

void Lane::start(Story&, const Unordered& unordered) { group_ = Group::of(unordered, start_); }
void Lane::start(Story&, const OneOf& one_of) { group_ = Group::of(one_of, start_); }

// An actor that was told "join ${room}" would do something else, and the peer would be blamed for it.
bool Lane::can_be_said(Story& story, Position line, const std::vector<std::string>& texts) {
  for (const std::string& text : texts)
    for (const Hole& hole : holes_of(text)) {
      if (story.bindings.variables().contains(hole.name)) continue;
      story.findings.add({{}, line, text}, reports::Verdict::inconc, stands_for_nothing(hole.name),
                         {{}, story.now});
      story.weigh(reports::Verdict::inconc, line);
      return false;
    }
  return true;
}

void Lane::start(Story& story, const Do& line) {
  if (!can_be_said(story, line.position, {line.line.text})) return;
  const Variables& variables = story.bindings.variables();
  story.actions.emplace_back(DoAction{line.actor.text, substitute(line.line.text, variables)});
  stage(story);
  ++next_;
}

void Lane::start(Story& story, const Fault& fault) {
  std::vector<std::string> texts;
  for (const Text& word : fault.words) texts.push_back(word.text);
  for (const auto& [key, value] : fault.options) texts.push_back(value);
  if (!can_be_said(story, fault.position, texts)) return;
  FaultAction action;
  const Variables& variables = story.bindings.variables();
  for (const Text& word : fault.words) action.words.push_back(substitute(word.text, variables));
  for (const auto& [key, value] : fault.options) action.options[key] = substitute(value, variables);
  story.actions.emplace_back(std::move(action));
  stage(story);
  ++next_;
}

void Lane::start(Story& story, const Pause& pause) {
  stage(story);
  pause_until_ = story.now + pause.length;
}

void Lane::start(Story&, const Optional& optional) {
  std::vector<Step> steps;
  for (const Arrow& arrow : optional.arrows) steps.push_back({arrow});
  optional_.push_back(std::make_unique<Lane>(Kind::optional, std::move(steps), start_, watches_));
  ++next_;
}

void Lane::start(Story& story, const Forbid& forbid) {
  if (!forbid.during_all) watches_->push_back(std::make_unique<Watch>(forbid, story.transcript.size()));
  ++next_;
}

void Lane::start(Story&, const Repeat&) { PARLEY_ASSERT(!"a repeat is unrolled before it is judged"); }

void Lane::abandon(Story& story, reports::Verdict verdict, const std::string& reason) const {
  for (const auto& lane : optional_)
    if (lane->begun() && !lane->finished()) lane->abandon(story, verdict, reason);
  if (group_) group_->abandon(story, verdict, reason);
  const std::size_t first = next_ + (group_ || pause_until_ ? 1 : 0);
  for (std::size_t i = first; i < steps_.size(); ++i) {
    if (std::holds_alternative<Optional>(steps_[i].what)) continue;   // It may come or not.
    for_each_arrow(steps_[i], [&](const ArrowInStep& one) {
      const auto* forbid = std::get_if<Forbid>(&steps_[i].what);
      if (forbid && forbid->during_all) return;   // Its watch says it.
      story.findings.not_run(
          {one.arrow.tags, one.arrow.position, to_words(one.arrow, story.bindings.variables())}, reason,
          story.now);
      checks_not_run(story, one.arrow, reason);
    });
  }
}

}   // namespace parley::sim::ladder
