// Finds the role behind a check: by its place in the ladder, or by the rule of its checker.
#include "simulator/play/attribution.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "simulator/ladder/walk.h"

namespace parley::sim {
namespace {

using reports::CheckRecord;
using reports::Verdict;

// Place in a file -> roles whose messages the line there is about.
using Senders = std::map<std::string, std::set<std::string>>;

class LineWalk {
 public:
  explicit LineWalk(const ladder::Scenario& scenario) : scenario_(scenario) {
    for (const ladder::Step& step : scenario.steps) visit(step);
  }
  Senders take() { return std::move(senders_); }

 private:
  void visit(const ladder::Step& step) {
    if (const auto* repeat = std::get_if<ladder::Repeat>(&step.what))
      for (const ladder::Step& inner : repeat->steps) visit(inner);
    else ladder::for_each_arrow(step, [&](const ladder::ArrowInStep& one) { add(one.arrow, step); });
  }
  void add(const ladder::Arrow& arrow, const ladder::Step& step) {
    const ladder::Actor* sender = scenario_.find_actor(arrow.from.text);
    if (!sender) return;   // A step inside the reference server.
    const auto at = [&](ladder::Position position) {
      senders_[scenario_.file + ":" + ladder::to_string(position)].insert(sender->role);
    };
    at(arrow.position);
    for (const auto& judgement : arrow.judgements)
      if (const auto* check = std::get_if<ladder::Check>(&judgement)) at(check->position);
    at(ladder::position_of(step));   // That of a block, whose own tags speak when nothing was seen.
  }

  const ladder::Scenario& scenario_;
  Senders senders_;
};

std::string duty_of(const CheckRecord& check, const Attribution& about, const Senders& senders) {
  if (const auto line = senders.find(check.position); line != senders.end())
    return line->second.size() == 1 ? *line->second.begin() : std::string();
  for (const Rule& rule : about.rules)
    if (rule.requirement == check.requirement && rule.expected == check.expected && !rule.duty_of.empty())
      return std::string(rule.duty_of);
  const reports::Requirement* row = about.requirements.find(check.requirement);
  return row && row->role != "both" ? row->role : std::string();
}

bool is_of_us(const Attribution& about, const std::string& actor) {
  const ladder::Actor* found = about.scenario.find_actor(actor);
  return found && found->role != about.under_test;
}

// What the side under test did that may have kept our actor from going on; empty: nothing.
std::string excuse_of(const Attribution& about) {
  std::map<std::uint32_t, const Observation*> unanswered;
  for (const Observation& seen : about.seen) {
    if (seen.kind == Observation::Kind::link_down) return fmt::format("the link of {} was lost", seen.from);
    if (seen.kind == Observation::Kind::request && seen.method != "ACK" && is_of_us(about, seen.from))
      unanswered.emplace(seen.number, &seen);
    if (seen.kind != Observation::Kind::response || seen.sip.status < 200) continue;
    unanswered.erase(seen.answers);
    const bool is_challenge = seen.sip.status == 401 || seen.sip.status == 407;
    if (is_of_us(about, seen.to) && seen.sip.status >= 300 && !is_challenge)
      return fmt::format("{} had answered {} with {}", seen.from, seen.method, seen.sip.status);
  }
  if (unanswered.empty()) return {};
  const Observation& first = *unanswered.begin()->second;
  return fmt::format("{} had not answered {}", first.to, first.method);
}

void excuse(const Attribution& about, const std::string& role, CheckRecord& check) {
  check.verdict = Verdict::inconc;
  if (!about.deviations.empty()) {
    check.actual = fmt::format("our {} did not keep this, as it was told ({}); no verdict on the {}: {}",
                               role, about.deviations, about.under_test, check.actual);
    return;
  }
  // Without evidence the message was not seen, and who does not send may have been stopped.
  const std::string reason = check.messages.empty() ? excuse_of(about) : std::string();
  if (reason.empty()) check.verdict = Verdict::error;
  check.actual = fmt::format("our {} did not keep this{}; no verdict on the {}: {}", role,
                             reason.empty() ? "" : ", and " + reason, about.under_test, check.actual);
}

// What is missing may have come behind a message that was too large to be read.
void hide(const Attribution& about, CheckRecord& check) {
  for (const Observation& seen : about.seen) {
    if (!seen.too_large || is_of_us(about, seen.from) || !check.messages.empty() || seen.at.ns > check.at_ns)
      continue;
    check.verdict = Verdict::inconc;
    check.actual =
        fmt::format("message {} of {} is larger than is read here, and what followed it is not known: {}",
                    seen.number, seen.from, check.actual);
    return;
  }
}

}   // namespace

void attribute_breaches(const Attribution& attribution, std::vector<CheckRecord>& checks) {
  const Senders senders = LineWalk(attribution.scenario).take();
  for (CheckRecord& check : checks) {
    if (check.verdict != Verdict::warn && check.verdict != Verdict::fail) continue;
    const std::string role = duty_of(check, attribution, senders);
    if (!role.empty() && role != attribution.under_test) excuse(attribution, role, check);
    else hide(attribution, check);
  }
}

}   // namespace parley::sim
