// Assigns messages to the arrows of one step.
#include "simulator/ladder/group.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "simulator/ladder/taken.h"
#include "simulator/ladder/wording.h"
#include "simulator/patience.h"

namespace parley::sim::ladder {
namespace {

using reports::Verdict;

// Others may refer to what this arrow takes, so it keeps it.
bool gives_names(const Arrow& arrow, const Bindings& bindings) {
  return !arrow.capture.empty() || (!arrow.dialog.empty() && !bindings.call_id(arrow.dialog.text)) ||
         std::any_of(arrow.judgements.begin(), arrow.judgements.end(),
                     [](const auto& judgement) { return std::holds_alternative<Let>(judgement); });
}

}   // namespace

void Group::add(const Arrow& arrow, std::optional<Duration> limit) {
  Member member{.pattern = Pattern(arrow), .limit = arrow.within ? arrow.within : limit, .tags = arrow.tags};
  member.next = start_.first;
  members_.push_back(std::move(member));
}

Group Group::of(const Arrow& arrow, Start start) {
  Group group(Goal::all, start, arrow.position);
  group.add(arrow, std::nullopt);
  return group;
}

Group Group::maybe(const Arrow& arrow, Start start) {
  Group group = of(arrow, start);
  group.may_miss_ = true;
  return group;
}

Group Group::of(const Unordered& unordered, Start start) {
  Group group(Goal::all, start, unordered.position);
  for (const Arrow& arrow : unordered.arrows) group.add(arrow, unordered.within);
  return group;
}

Group Group::of(const OneOf& one_of, Start start) {
  Group group(Goal::any, start, one_of.position);
  group.tags_ = one_of.tags;
  for (const Branch& branch : one_of.branches) {
    group.add(branch.arrow, one_of.within);
    group.members_.back().outcome = branch.verdict;
    if (branch.arrow.tags.empty()) group.members_.back().tags = one_of.tags;
  }
  return group;
}

bool Group::touched() const {
  return std::any_of(members_.begin(), members_.end(),
                     [](const Member& member) { return member.taken.has_value(); });
}

Instant Group::base_of(const Story& story, const Member& member) const {
  const Arrow& arrow = member.pattern.arrow();
  for (const Text* name : {&arrow.answers, &arrow.reply_to})
    if (const auto index = story.bindings.captured(name->text)) {
      const std::uint32_t last = story.transcript.attempts().last_of(story.transcript[*index].number);
      return story.transcript[story.transcript.index_of(last)].at;
    }
  return start_.base;
}

Instant Group::deadline_of(const Story& story, const Member& member) const {
  if (may_miss_) return Instant::never();
  const bool response = member.pattern.arrow().kind == ArrowKind::response;
  Instant deadline = base_of(story, member) + member.limit.value_or(response ? kTransactionTime : kPatience);
  for (const Attempts::Refused& refused : story.transcript.attempts().all())
    if (deadline < refused.until && has_time_from(story, member, refused)) deadline = refused.until;
  return deadline;
}

// Whether the arrow waits for an answer or a reply to this message.
bool Group::is_about(const Story& story, const Member& member, const Attempts::Refused& refused) {
  const Arrow& arrow = member.pattern.arrow();
  for (const Text* name : {&arrow.answers, &arrow.reply_to})
    if (const auto index = story.bindings.captured(name->text))
      return story.transcript.attempts().find(story.transcript[*index].number) == &refused;
  return false;
}

bool Group::has_time_from(const Story& story, const Member& member, const Attempts::Refused& refused) {
  if (!refused.was_put_off) return refused.is_open && is_about(story, member, refused);
  return !waits_for_repetition(story, member, refused);
}

// The refusal gives nobody time to whom the next attempt is owed (FLOW-RETRY-1).
bool Group::waits_for_repetition(const Story& story, const Member& member, const Attempts::Refused& refused) {
  const std::size_t first = story.transcript.index_of(refused.attempts.front());
  return member.pattern.compare(first, story.transcript, story.bindings).fit == Pattern::Fit::fits;
}

bool Group::is_refused_for_good(const Story& story, const Member& member) {
  if (!member.refusal || member.taken) return false;
  const auto* refused = story.transcript.attempts().find(story.transcript[*member.refusal].answers);
  return refused->is_open && story.now > refused->until;
}

// Why it is nobody's fault that the message was not seen; empty when it is. A refusal that an arrow has taken
// is part of the story, and explains nothing.
std::string Group::excuse_of(const Story& story, const Member& member) {
  const Transcript& transcript = story.transcript;
  if (!member.last_word.empty()) return {};
  for (const Attempts::Refused& refused : transcript.attempts().all()) {
    const std::size_t refusal = transcript.index_of(refused.refusals.back());
    if (refused.is_open && transcript.available(refusal, {}) && !waits_for_repetition(story, member, refused))
      return refused_for_good(transcript[transcript.index_of(refused.attempts.back())], transcript[refusal]);
  }
  return {};
}

Instant Group::deadline(const Story& story) const {
  Instant earliest = Instant::never();
  if (decided_) return earliest;
  for (const Member& member : members_)
    if (!member.taken && !member.late) earliest = std::min(earliest, deadline_of(story, member));
  return earliest;
}

std::string Group::waits_for(const Story& story) const {
  std::set<std::string> actors;
  for (const Member& member : members_) {
    if (member.taken || member.late) continue;
    const auto& refused = story.transcript.attempts().all();
    const auto challenged = std::find_if(refused.begin(), refused.end(), [&](const auto& one) {
      return one.is_open && one.is_challenged && is_about(story, member, one);
    });
    actors.insert(challenged == refused.end()
                      ? member.pattern.arrow().from.text
                      : story.transcript[story.transcript.index_of(challenged->attempts.back())].from);
  }
  return actors.size() == 1 && !decided_ ? *actors.begin() : std::string();
}

void Group::compare(const Story& story, Member& member) const {
  for (std::size_t& i = member.next; i < story.transcript.size(); ++i) {
    const Pattern::Result result = member.pattern.compare(i, story.transcript, story.bindings);
    const Observation& seen = story.transcript[i];
    const bool is_refusal =
        seen.kind == Observation::Kind::response && story.transcript.attempts().is_refusal(seen);
    if (result.fit == Pattern::Fit::fits) {
      if (is_refusal && member.pattern.allows_success()) member.refusal = i;
      else member.candidates.push_back(i);
    }
    if (result.is_last_word && !is_refusal)
      member.last_word = fmt::format("the answer was {}: {}", to_words(seen), result.wrong);
    const auto closeness = std::pair(result.fit, result.held);
    if (result.fit == Pattern::Fit::fits || closeness <= member.best) continue;
    member.best = closeness;
    member.closest = fmt::format("; the closest was {}: {}", to_words(story.transcript[i]), result.wrong);
  }
}

bool Group::in_time(const Story& story, const Member& member, std::size_t index) const {
  return story.transcript[index].at <= deadline_of(story, member);
}

Group::Member* Group::movable_owner(std::size_t index) {
  const auto found = std::find_if(members_.begin(), members_.end(), [&](const Member& member) {
    return member.taken == index && !member.judged;
  });
  return found == members_.end() ? nullptr : &*found;
}

// An augmenting path (Kuhn's algorithm for bipartite matching), over the messages in their order.
bool Group::assign(Story& story, Member& member, std::set<std::size_t>& tried) {
  const Arrow& arrow = member.pattern.arrow();
  for (const std::size_t i : member.candidates) {
    if (!in_time(story, member, i) || !tried.insert(i).second) continue;
    if (!story.transcript.available(i, arrow.reply_to.text)) {
      Member* owner = movable_owner(i);
      if (!owner || !assign(story, *owner, tried)) continue;
    }
    if (member.taken) story.transcript.give_back(*member.taken, arrow.reply_to.text);
    member.taken = i;
    story.transcript.take(i, arrow.reply_to.text, story.findings.place(arrow.position));
    return true;
  }
  return false;
}

// True when a name was given, so that others may fit now.
bool Group::take_all(Story& story) {
  for (Member& member : members_) {
    if (member.taken || member.late) continue;
    std::set<std::size_t> tried;
    if (!assign(story, member, tried)) continue;
    if (!gives_names(member.pattern.arrow(), story.bindings)) continue;
    judge(story, member);
    return true;
  }
  return false;
}

// The message that was seen first decides; of two branches that fit it, the first in the file.
bool Group::take_any(Story& story) {
  Member* first = nullptr;
  for (Member& member : members_) {
    const std::string& reply_to = member.pattern.arrow().reply_to.text;
    const auto found = std::find_if(member.candidates.begin(), member.candidates.end(), [&](std::size_t i) {
      return in_time(story, member, i) && story.transcript.available(i, reply_to);
    });
    if (found == member.candidates.end() || (first && *first->taken <= *found)) continue;
    if (first) first->taken.reset();
    first = &member;
    first->taken = *found;
  }
  if (!first) return false;
  const Arrow& arrow = first->pattern.arrow();
  story.transcript.take(*first->taken, arrow.reply_to.text, story.findings.place(arrow.position));
  judge(story, *first);
  return true;
}

void Group::judge(Story& story, Member& member) {
  const Arrow& arrow = member.pattern.arrow();
  const Instant base = base_of(story, member);
  member.judged = true;
  bind_names(story, arrow, *member.taken);
  judge_taken(
      story,
      {.arrow = arrow, .tags = member.tags, .index = *member.taken, .base = base, .outcome = member.outcome});
  if (member.taken != member.refusal) return;
  const Observation& seen = story.transcript[*member.taken];
  const auto& attempts = story.transcript.attempts().find(seen.answers)->attempts;
  const Observation& last = story.transcript[story.transcript.index_of(attempts.back())];
  story.findings.add({{}, arrow.position, "the message is accepted in the end"}, Verdict::inconc,
                     refused_for_good(last, seen), {{last.number, seen.number}, story.now});
  story.weigh(Verdict::inconc, arrow.position);
}

std::string Group::sentence_of(const Story& story, const Member& member) const {
  const Duration limit = deadline_of(story, member) - base_of(story, member);
  return fmt::format("{} within {}", to_words(member.pattern.arrow(), story.bindings.variables()),
                     to_words(limit));
}

// Whether the member may still give this name.
bool Group::gives(const Member& member, const std::string& name, const Bindings& bindings) const {
  if (member.taken || member.late) return false;
  const Arrow& arrow = member.pattern.arrow();
  return arrow.capture.text == name || (arrow.dialog.text == name && member.pattern.opens_dialog(bindings)) ||
         std::any_of(arrow.judgements.begin(), arrow.judgements.end(), [&](const auto& judgement) {
           const auto* let = std::get_if<Let>(&judgement);
           return let && let->name.text == name;
         });
}

// True when there was one: its own names will not be given either.
bool Group::give_up_nameless(const Story& story) {
  for (Member& member : members_) {
    if (member.taken || member.late) continue;
    const std::string name = member.pattern.missing_name(story.bindings);
    if (name.empty() || std::any_of(members_.begin(), members_.end(), [&](const Member& other) {
          return &other != &member && gives(other, name, story.bindings);
        }))
      continue;
    return member.late = true;
  }
  return false;
}

void Group::miss(Story& story, const Member& member) const {
  const Arrow& arrow = member.pattern.arrow();
  const Expected expected{member.tags, arrow.position, sentence_of(story, member)};
  if (const std::string name = member.pattern.missing_name(story.bindings); !name.empty()) {
    story.findings.not_run(expected, stands_for_nothing(name), story.now);
    return checks_not_run(story, arrow, stands_for_nothing(name));
  }
  if (const std::string excuse = excuse_of(story, member); !excuse.empty()) {
    story.findings.add(expected, Verdict::inconc, excuse, {{}, story.now});
    story.weigh(Verdict::inconc, arrow.position);
    return checks_not_run(story, arrow, "the message was not seen");
  }
  const std::string actual =
      !member.last_word.empty()
          ? member.last_word
          : fmt::format("not seen until {}{}", to_words(deadline_of(story, member) - Instant{}),
                        member.closest);
  story.weigh(story.findings.broken(expected, actual, {{}, story.now}), arrow.position);
  checks_not_run(story, arrow, "the message was not seen");
}

// No branch of a one-of was seen: its own tags speak, else those of the first branch that has some.
void Group::miss_all(Story& story) const {
  std::string sentence, closest, missing, excuse;
  std::span<const Tag> tags = tags_;
  std::size_t nameless = 0;
  std::pair<Pattern::Fit, std::size_t> best{};
  for (const Member& member : members_) {
    sentence += (sentence.empty() ? "" : ", or ") + sentence_of(story, member);
    if (tags.empty()) tags = member.tags;
    if (member.best > best) best = member.best, closest = member.closest;
    checks_not_run(story, member.pattern.arrow(), "the message was not seen");
    std::string name = member.pattern.missing_name(story.bindings);
    if (!name.empty() && nameless++ == 0) missing = stands_for_nothing(name);
    if (excuse.empty()) excuse = excuse_of(story, member);
  }
  if (nameless == members_.size())
    return story.findings.not_run({tags, position_, sentence}, missing, story.now);
  // A branch without its name may have been the one that was seen.
  if (nameless > 0 || !excuse.empty()) {
    story.findings.add({tags, position_, sentence}, Verdict::inconc, nameless > 0 ? missing : excuse,
                       {{}, story.now});
    return story.weigh(Verdict::inconc, position_);
  }
  story.weigh(story.findings.broken(
                  {tags, position_, sentence},
                  fmt::format("none of them was seen until {}{}", to_words(story.now - Instant{}), closest),
                  {{}, story.now}),
              position_);
}

void Group::decide(Story& story) {
  const bool any_taken = touched();
  const bool open = std::any_of(members_.begin(), members_.end(),
                                [](const Member& member) { return !member.taken && !member.late; });
  if (goal_ == Goal::any ? open && !any_taken : open) return;
  decided_ = true;
  done_at_ = start_.base;
  for (Member& member : members_) {
    if (member.taken && !member.judged) judge(story, member);
    if (member.taken) done_at_ = std::max(done_at_, story.transcript[*member.taken].at);
    if (member.late && goal_ == Goal::all) miss(story, member);
    if (member.late && (goal_ == Goal::all || !any_taken)) done_at_ = std::max(done_at_, story.now);
  }
  if (goal_ == Goal::any && !any_taken) miss_all(story);
}

void Group::look(Story& story, bool others_may_name) {
  if (decided_) return;
  bool again = true;
  while (again && !story.ended_at) {
    if (std::exchange(version_, story.bindings.version()) != story.bindings.version())
      for (Member& member : members_) {
        member.candidates.clear();
        member.next = start_.first;
        member.best = {};
        member.refusal.reset();
      }
    for (Member& member : members_) {
      compare(story, member);
      if (is_refused_for_good(story, member)) member.candidates.push_back(*member.refusal);
    }
    again = goal_ == Goal::all ? take_all(story) : !touched() && take_any(story);
  }
  for (Member& member : members_) {
    const bool settled = !may_miss_ && !member.last_word.empty();
    if (!member.taken && (settled || story.now > deadline_of(story, member))) member.late = true;
    // What was seen is judged, even when a neighbour has just ended the case.
    if (member.taken && !member.judged && story.ended_at) judge(story, member);
  }
  while (!others_may_name && !may_miss_ && give_up_nameless(story)) {
  }
  if (!story.ended_at || (goal_ == Goal::any && touched())) decide(story);
}

void Group::abandon(Story& story, Verdict verdict, const std::string& reason) const {
  for (const Member& member : members_) {
    if (member.judged || decided_) continue;
    const Arrow& arrow = member.pattern.arrow();
    story.findings.add({member.tags, arrow.position, to_words(arrow, story.bindings.variables())}, verdict,
                       reason, {{}, story.now});
    checks_not_run(story, arrow, reason);
  }
}

}   // namespace parley::sim::ladder
