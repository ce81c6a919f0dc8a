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

bool is_breach(const CheckRecord& check) {
  return check.verdict == Verdict::warn || check.verdict == Verdict::fail;
}

bool is_of_us(const Attribution& about, const std::string& actor) {
  const ladder::Actor* found = about.scenario.find_actor(actor);
  return found && found->role != about.under_test;
}

// For good: who is challenged answers, and who is told to come later does.
bool is_refusal(const Observation& seen) {
  const int status = seen.sip.status;
  return seen.kind == Observation::Kind::response && status >= 300 && status != 401 && status != 407;
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
    if (is_of_us(about, seen.to) && is_refusal(seen)) return to_words(seen);
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

bool is_note(const Observation& seen, std::string_view label) {
  return seen.kind == Observation::Kind::note && seen.what.starts_with(label);
}

bool tells_of_trouble(const Observation& seen) { return is_note(seen, "error") || is_note(seen, "gave-up"); }

// Whether the ladder knows why: a line has taken the refusal that the actor was answered last.
bool is_part_of_the_story(const Attribution& about, const Observation& trouble) {
  bool known = false;
  for (const Observation& seen : about.seen) {
    if (seen.number >= trouble.number) break;
    if (is_note(seen, "fault")) return true;
    if (seen.kind == Observation::Kind::response && seen.to == trouble.from && seen.sip.status >= 300)
      known = about.taken.contains(seen.number);
  }
  return known;
}

// Whether an actor of ours would not do what it was told: it said nothing to anybody in between.
bool refused_an_instruction(const Attribution& about, const Observation& trouble) {
  bool refused = false;
  for (const Observation& seen : about.seen) {
    if (seen.number >= trouble.number) break;
    if (seen.from != trouble.from) continue;
    if (is_note(seen, "do ")) refused = true;
    if (seen.kind == Observation::Kind::request) refused = false;
  }
  return refused;
}

// The text of a field of a client's line, without its escapes; empty when there is none.
std::string text_of(std::string_view line, std::string_view field) {
  const std::string begin = fmt::format("\"{}\":\"", field);
  std::string text;
  const auto found = line.find(begin);
  for (std::size_t i = found == line.npos ? line.size() : found + begin.size(); i < line.size(); ++i) {
    if (line[i] == '"') break;
    if (line[i] == '\\' && i + 1 < line.size()) ++i;
    text += line[i];
  }
  return text;
}

// Nobody can know whether the message would have come.
void excuse_what_is_missing(const Attribution& about, const Observation& trouble, CheckRecord& check) {
  if (!is_breach(check)) return;
  if (!check.messages.empty() || check.at_ns < trouble.at.ns || !refused_an_instruction(about, trouble))
    return;
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
void name_refusal(const Attribution& about, const std::string& role, CheckRecord& check) {
  const Observation* refusal = nullptr;
  for (const Observation& seen : about.seen) {
    const ladder::Actor* to = about.scenario.find_actor(seen.to);
    if (is_refusal(seen) && seen.at.ns <= check.at_ns && to && to->role == role) refusal = &seen;
  }
  if (refusal && check.messages.empty()) check.actual += "; " + to_words(*refusal);
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
    if (!is_refusal(seen) || asked == broken.end()) continue;
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

}   // namespace

std::string trouble_in_words(const Observation& trouble) {
  if (is_note(trouble, "gave-up"))
    return fmt::format("{} gave up {}", trouble.from, text_of(trouble.text, "what"));
  return fmt::format("{} reported an error ({}: {})", trouble.from, text_of(trouble.text, "doing"),
                     text_of(trouble.text, "reason"));
}

const Observation* trouble_of_ours(const Attribution& about) {
  for (const Observation& seen : about.seen)
    if (tells_of_trouble(seen) && is_of_us(about, seen.from) && !is_part_of_the_story(about, seen))
      return &seen;
  return nullptr;
}

void attribute_breaches(const Attribution& attribution, std::vector<CheckRecord>& checks) {
  const Senders senders = LineWalk(attribution.scenario).take();
  const bool all_are_judged = attribution.under_test.empty();
  const BrokenRequests broken = broken_requests(attribution, senders, checks);
  for (CheckRecord& check : checks) {
    if (is_breach(check)) excuse_refusal_of_broken(attribution, broken, check);
    if (!is_breach(check)) continue;
    const std::string role = duty_of(check, attribution, senders);
    if (all_are_judged) name_refusal(attribution, role, check);
    else if (!role.empty() && role != attribution.under_test) excuse(attribution, role, check);
    else hide(attribution, check);
  }
  // Who was told to do something wrong may well be stopped by it.
  if (all_are_judged || !attribution.deviations.empty()) return;
  const Observation* trouble = trouble_of_ours(attribution);
  if (!trouble) return;
  for (CheckRecord& check : checks) excuse_what_is_missing(attribution, *trouble, check);
  const auto is_open = [](const CheckRecord& check) { return check.verdict >= Verdict::inconc; };
  if (std::none_of(checks.begin(), checks.end(), is_open)) checks.push_back(record_of(*trouble));
}

}   // namespace parley::sim
