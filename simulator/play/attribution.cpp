// Finds the role behind a check: by its place in the ladder, or by the rule of its checker.
#include "simulator/play/attribution.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "simulator/ladder/walk.h"
#include "simulator/play/refusal.h"
#include "simulator/play/trouble.h"

namespace parley::sim {
namespace {

using reports::CheckRecord;
using reports::Verdict;

// Place in a file -> actors whose messages the line there is about.
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
      senders_[scenario_.file + ":" + ladder::to_string(position)].insert(sender->name);
    };
    at(arrow.position);
    for (const auto& judgement : arrow.judgements)
      if (const auto* check = std::get_if<ladder::Check>(&judgement)) at(check->position);
    at(ladder::position_of(step));   // That of a block, whose own tags speak when nothing was seen.
  }

  const ladder::Scenario& scenario_;
  Senders senders_;
};

std::string role_of(const Attribution& about, const std::string& actor) {
  const ladder::Actor* found = about.scenario.find_actor(actor);
  return found ? found->role : std::string();
}

std::string duty_of(const CheckRecord& check, const Attribution& about, const Senders& senders) {
  if (const auto line = senders.find(check.position); line != senders.end()) {
    std::set<std::string> roles;
    for (const std::string& actor : line->second) roles.insert(role_of(about, actor));
    return roles.size() == 1 ? *roles.begin() : std::string();
  }
  for (const Rule& rule : about.rules)
    if (rule.requirement == check.requirement && rule.expected == check.expected && !rule.duty_of.empty())
      return std::string(rule.duty_of);
  const reports::Requirement* row = about.requirements.find(check.requirement);
  return row && row->role != "both" ? row->role : std::string();
}

bool is_breach(const CheckRecord& check) {
  return check.verdict == Verdict::warn || check.verdict == Verdict::fail;
}

std::string to_words(const Observation& refusal) {
  return fmt::format("{} had answered {} with {}", refusal.from, refusal.method, refusal.sip.status);
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
    if (is_of_us(about, seen.to) && is_refusal_for_good(about.seen, seen)) return to_words(seen);
  }
  if (unanswered.empty()) return {};
  const Observation& first = *unanswered.begin()->second;
  return fmt::format("{} had not answered {}", first.to, first.method);
}

// What our actors were told to do wrong, each thing once.
std::string what_was_told(const Attribution& about) {
  std::set<std::string> all;
  for (const auto& [actor, ids] : about.deviations) all.insert(ids.begin(), ids.end());
  return fmt::format("{}", fmt::join(all, ", "));
}

void excuse(const Attribution& about, const std::string& role, CheckRecord& check) {
  check.verdict = Verdict::inconc;
  if (!about.deviations.empty()) {
    check.actual = fmt::format("our {} did not keep this, as it was told ({}); no verdict on the {}: {}",
                               role, what_was_told(about), about.under_test, check.actual);
    return;
  }
  // Without evidence the message was not seen, and who does not send may have been stopped.
  const std::string reason = check.messages.empty() ? excuse_of(about) : std::string();
  if (reason.empty()) check.verdict = Verdict::error;
  check.actual = fmt::format("our {} did not keep this{}; no verdict on the {}: {}", role,
                             reason.empty() ? "" : ", and " + reason, about.under_test, check.actual);
}

// Places of the breaches among the checks.
struct Breaches {
  std::vector<std::size_t> unexplained;   // Of our actors: ERROR so far.
  std::vector<std::size_t> of_theirs;     // Of the side under test, unless something excuses them yet.
};

// Who meets a peer that has broken something may do what it would not have done else, so the harness is not
// at fault.
void excuse_what_followed(const Breaches& breaches, std::string_view under_test,
                          std::vector<CheckRecord>& checks) {
  for (const std::size_t ours : breaches.unexplained) {
    CheckRecord& check = checks[ours];
    const auto earlier = std::find_if(
        breaches.of_theirs.begin(), breaches.of_theirs.end(),
        [&](std::size_t theirs) { return is_breach(checks[theirs]) && checks[theirs].at_ns <= check.at_ns; });
    if (earlier == breaches.of_theirs.end()) continue;
    const std::string& rule = checks[*earlier].requirement;
    check.verdict = Verdict::inconc;
    check.actual = fmt::format("the {} had broken {} by then; {}", under_test,
                               rule.empty() ? "the story" : rule, check.actual);
  }
}

// Nobody can know whether the message would have come. `trouble`: of one who refused its instruction.
void excuse_what_is_missing(const Attribution& about, const Observation& trouble, CheckRecord& check) {
  if (!is_breach(check)) return;
  if (!check.messages.empty() || check.at_ns < trouble.at.ns) return;
  check.verdict = Verdict::inconc;
  check.actual = fmt::format("our {}; no verdict on the {}: {}", trouble_in_words(trouble), about.under_test,
                             check.actual);
}

CheckRecord record_of(const Observation& trouble) {
  CheckRecord check;
  check.verdict = Verdict::inconc;
  check.position = "the actor " + trouble.from;
  check.expected = "our actors can do what they are told";
  check.actual = "our " + trouble_in_words(trouble);
  check.messages = {trouble.number};
  check.at_ns = trouble.at.ns;
  return check;
}

// Where everybody is judged, the one who stopped is at fault; why he stopped is worth knowing all the same.
// Who that is says the line, else the role that the rule speaks of.
void name_refusal(const Attribution& about, const Senders& senders, CheckRecord& check) {
  if (!check.messages.empty()) return;
  const auto line = senders.find(check.position);
  const std::string role = duty_of(check, about, senders);
  const auto refusal = std::find_if(about.seen.rbegin(), about.seen.rend(), [&](const Observation& seen) {
    return seen.at.ns <= check.at_ns &&
           (line != senders.end() ? line->second.contains(seen.to) : role_of(about, seen.to) == role) &&
           is_refusal_for_good(about.seen, seen);
  });
  if (refusal != about.seen.rend()) check.actual += "; " + to_words(*refusal);
}

// A request that its sender broke by itself: in the evidence of a breach the last one, and all since the
// first time (what stands before that shows what should have been).
struct BrokenRequest {
  std::string role, requirement;
};
using BrokenRequests = std::map<std::uint32_t, BrokenRequest>;

BrokenRequests broken_requests(const Attribution& about, const Senders& senders,
                               const std::vector<CheckRecord>& checks) {
  BrokenRequests broken;
  for (const CheckRecord& check : checks) {
    if (!is_breach(check) || check.messages.empty()) continue;
    const std::set<std::uint32_t> shown(check.messages.begin(), check.messages.end());
    const std::string role = duty_of(check, about, senders);
    for (const Observation& seen : about.seen) {
      const ladder::Actor* from = about.scenario.find_actor(seen.from);
      if (seen.kind != Observation::Kind::request || !from || from->role != role) continue;
      if (shown.contains(seen.number) && (seen.number == *shown.rbegin() || seen.at.ns >= check.at_ns))
        broken.emplace(seen.number, BrokenRequest{role, check.requirement});
    }
  }
  return broken;
}

// Who is sent something broken may refuse it: that is an answer, if not one that the ladder knows. A line
// that waits for another answer ends at the refusal and has no message to show.
void excuse_refusal_of_broken(const Attribution& about, const BrokenRequests& broken, CheckRecord& check) {
  for (const Observation& seen : about.seen) {
    const auto asked = broken.find(seen.answers);
    if (asked == broken.end() || !is_refusal(about.seen, seen)) continue;
    const auto& shown = check.messages;
    const bool is_it = shown.empty() ? seen.at.ns == check.at_ns
                                     : std::find(shown.begin(), shown.end(), seen.number) != shown.end();
    if (!is_it) continue;
    check.verdict = Verdict::inconc;
    check.actual = fmt::format("message {}, which it answers, breaks {}, and that is the {}'s fault: {}",
                               seen.answers, asked->second.requirement, asked->second.role, check.actual);
    return;
  }
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

// Who was told to do something wrong may well be stopped by it.
void weigh_troubles(const Attribution& about, std::vector<CheckRecord>& checks) {
  std::vector<const Observation*> troubles = troubles_of_ours(about);
  std::erase_if(troubles,
                [&](const Observation* trouble) { return about.deviations.contains(trouble->from); });
  for (const Observation* trouble : troubles)
    if (refused_its_instruction(about, *trouble))
      for (CheckRecord& check : checks) excuse_what_is_missing(about, *trouble, check);
  const auto is_open = [](const CheckRecord& check) { return check.verdict >= Verdict::inconc; };
  if (!troubles.empty() && std::none_of(checks.begin(), checks.end(), is_open))
    checks.push_back(record_of(*troubles.front()));
}

}   // namespace

bool is_of_us(const Attribution& about, const std::string& actor) {
  const std::string role = role_of(about, actor);
  return !role.empty() && role != about.under_test;
}

void attribute_breaches(const Attribution& attribution, std::vector<CheckRecord>& checks) {
  const Senders senders = LineWalk(attribution.scenario).take();
  const bool all_are_judged = attribution.under_test.empty();
  const BrokenRequests broken = broken_requests(attribution, senders, checks);
  Breaches breaches;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    CheckRecord& check = checks[i];
    if (is_breach(check)) excuse_refusal_of_broken(attribution, broken, check);
    if (!is_breach(check)) continue;
    const std::string role = duty_of(check, attribution, senders);
    const bool is_ours = !role.empty() && role != attribution.under_test;
    if (all_are_judged) name_refusal(attribution, senders, check);
    else if (is_ours) excuse(attribution, role, check);
    else hide(attribution, check);
    if (check.verdict == Verdict::error) breaches.unexplained.push_back(i);
    if (role == attribution.under_test) breaches.of_theirs.push_back(i);
  }
  if (all_are_judged) return;
  weigh_troubles(attribution, checks);
  excuse_what_followed(breaches, attribution.under_test, checks);
}

}   // namespace parley::sim
