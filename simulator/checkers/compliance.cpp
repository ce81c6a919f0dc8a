// See compliance.h.
#include "simulator/checkers/compliance.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reports/wording.h"
#include "simulator/checkers/chat_text.h"
#include "simulator/patience.h"

namespace parley::sim {
namespace {

using reports::Keyword;
using xccos::Grade;

enum : std::size_t { kQueued, kTaken, kHandedOver, kDeleted };
constexpr Rule kRules[] = {
    {"FLOW-COMP-2", Keyword::must, Grade::S,
     "Every message that was delivered is in the private queue, once."},
    {"FLOW-COMP-3", Keyword::must, Grade::S,
     "Every event of the queue gets into mgccomp, unchanged and once."},
    {"FLOW-COMP-4", Keyword::must, Grade::S,
     "The adapter is handed only events of mgccomp, each in one batch."},
    {"FLOW-COMP-5", Keyword::must, Grade::S,
     "Events are deleted from mgccomp when the adapter has succeeded, and not before."},
};

std::string shown_event(const EventFacts& facts) {
  return fmt::format("{} of {} in {} ({})", facts.kind, facts.user, facts.room, shown(facts.text));
}

}   // namespace

ComplianceChecker::ComplianceChecker(const CheckerOptions& options) : options_(options) {
  for (const Rule& rule : kRules) tallies_.emplace_back(rule);
}

std::span<const Rule> ComplianceChecker::rules() const { return kRules; }

// --- What is seen ---

void ComplianceChecker::see(const Observation& seen) {
  const Dialog* dialog = dialogs_.see(seen);
  memberships_.see(seen, dialog);
  topics_.see(seen, dialog, memberships_);
  if (seen.kind == Observation::Kind::link_down) ++links_lost_;
  const bool is_internal = seen.kind == Observation::Kind::internal;
  if (is_internal || (dialog && seen.from == dialog->server)) server_alive_ = seen.at;
  if (is_internal) see_internal(seen);
}

void ComplianceChecker::see_internal(const Observation& seen) {
  if (seen.from == "channel" && seen.to == "queue") {
    const auto event = read_event(seen.xml());
    if (!event) return;
    enabled_ = true;
    queued_.push_back({seen.number, seen.at, event->facts});
  } else if (seen.from == "queue" && seen.to == "mgccomp") {
    if (const auto event = read_event(seen.xml())) see_taken(seen, *event);
  } else if (const auto batch = read_batch(seen.xml())) {
    if (seen.from == "mgccomp" && seen.to == "adapter") see_batch(seen, *batch);
    if (seen.from == "adapter" && seen.to == "mgccomp") see_outcome(seen, *batch);
    if (seen.from == "mgccomp" && seen.to == "mgccomp" && seen.what == "DELETE") see_deletion(seen, *batch);
  }
}

void ComplianceChecker::see_taken(const Observation& seen, const EventStep& step) {
  enabled_ = true;
  const std::uint64_t sequence = step.sequence.value_or(std::uint64_t{1} << 63 | seen.number);
  const auto [at, is_new] = taken_.try_emplace(sequence, Taken{seen.number, step.facts, links_lost_ > 0});
  // The same place of the queue may be read again after a failure, as long as it holds the same.
  if (is_new || at->second.facts == step.facts) return;
  tallies_[kTaken].violate(seen.at,
                           fmt::format("Event {} was {} and came again as {}.", sequence,
                                       shown_event(at->second.facts), shown_event(step.facts)),
                           {at->second.number, seen.number});
}

void ComplianceChecker::see_batch(const Observation& seen, const BatchStep& step) {
  Batch& batch = batches_[step.id];
  if (batch.deleted != 0)
    tallies_[kDeleted].violate(seen.at,
                               fmt::format("Batch {} was handed over after it was deleted.", step.id),
                               {batch.deleted, seen.number});
  else if (batch.succeeded != 0 && batch.links_lost_before_success == links_lost_)
    tallies_[kDeleted].violate(
        seen.at, fmt::format("Batch {} had succeeded and was handed over again instead of deleted.", step.id),
        {batch.succeeded, seen.number});
  batch.size = step.size;
  batch.sequences = step.sequences;
  batch.handed_over = seen.number;
  batch.succeeded = 0;
}

void ComplianceChecker::see_outcome(const Observation& seen, const BatchStep& step) {
  Batch& batch = batches_[step.id];
  if (seen.what != "OK") return;
  batch.succeeded = seen.number;
  batch.succeeded_at = seen.at;
  batch.links_lost_before_success = links_lost_;
}

void ComplianceChecker::see_deletion(const Observation& seen, const BatchStep& step) {
  Batch& batch = batches_[step.id];
  if (batch.succeeded == 0)
    tallies_[kDeleted].violate(seen.at,
                               fmt::format("Batch {} was deleted before the adapter had succeeded.", step.id),
                               {batch.handed_over != 0 ? batch.handed_over : seen.number, seen.number});
  else if (batch.deleted != 0)
    tallies_[kDeleted].violate(seen.at, fmt::format("Batch {} was deleted twice.", step.id),
                               {batch.deleted, seen.number});
  else tallies_[kDeleted].hold();
  batch.deleted = seen.number;
}

// --- What is judged at the end ---

std::vector<Tally> ComplianceChecker::judge(Instant end) {
  if (!enabled_) return {};   // Switched off, or not to be seen from outside.
  const std::vector<Tally> so_far = tallies_;
  judge_queued();
  judge_taken(end);
  judge_contents(end);
  judge_deletions();
  return std::exchange(tallies_, so_far);
}

void ComplianceChecker::judge_queued() {
  std::map<Words, std::pair<std::size_t, const Queued*>> queued;
  for (const Queued& event : queued_) {
    if (event.facts.kind != "CHAT") continue;
    auto& [count, last] = queued[{event.facts.room, event.facts.user, event.facts.text}];
    ++count;
    last = &event;
  }
  for (const auto& [words, topic] : topics_.all()) {
    std::size_t posted = 0, delivered = 0;
    for (const Post& post : topic.posts) posted += post.may_be_posted();
    for (const auto& [receiver, copies] : topic.copies) delivered = std::max(delivered, copies.size());
    const auto found = queued.find(words);
    const std::size_t count = found == queued.end() ? 0 : found->second.first;
    const auto copy = topic.first_copy(0);
    if (count < std::min(posted, delivered))
      tallies_[kQueued].violate(
          copy->at,
          fmt::format("{} of {} was delivered {} over and queued {}.", shown(words.text), words.author,
                      reports::count_of(delivered, "time"), reports::count_of(count, "time")),
          {topic.posts.front().number, copy->number});
    else if (count > posted && options_.closed_world)
      tallies_[kQueued].violate(
          found->second.second->at,
          fmt::format("{} of {} was posted {} and queued {}.", shown(words.text), words.author,
                      reports::count_of(posted, "time"), reports::count_of(count, "time")),
          {found->second.second->number});
    else if (count > 0) tallies_[kQueued].hold();
  }
}

void ComplianceChecker::judge_taken(Instant end) {
  std::map<EventFacts, std::vector<const Taken*>> taken;
  for (const auto& [sequence, event] : taken_) taken[event.facts].push_back(&event);
  // Of equal events the first that was queued is the first that was taken.
  std::map<EventFacts, std::size_t> met;
  std::vector<bool> got_through;
  for (const Queued& event : queued_) got_through.push_back(met[event.facts]++ < taken[event.facts].size());
  // What was queued before something that got through must have got through too.
  bool later_got_through = false;
  for (std::size_t i = queued_.size(); i-- > 0;) {
    const Queued& event = queued_[i];
    if (got_through[i]) {
      later_got_through = true;
      tallies_[kTaken].hold();
      continue;
    }
    const Instant due = event.at + kPatience;
    std::string actual = shown_event(event.facts) + " was queued and never got into mgccomp.";
    // Nobody can tell a server that is silent from one that is dead.
    if (later_got_through || server_alive_ > due)
      tallies_[kTaken].violate(event.at, std::move(actual), {event.number});
    else tallies_[kTaken].owe(due, std::move(actual), {event.number});
  }
  for (const auto& [facts, events] : taken) {
    const auto known = met.find(facts);
    const std::size_t was_queued = known == met.end() ? 0 : known->second;
    if (events.size() <= was_queued || events.back()->may_be_unseen) continue;
    tallies_[kTaken].violate(
        end,
        fmt::format("{} was queued {} and got into mgccomp {}.", shown_event(facts),
                    reports::count_of(was_queued, "time"), reports::count_of(events.size(), "time")),
        {events.back()->number});
  }
}

void ComplianceChecker::judge_contents(Instant end) {
  std::uint64_t handed_over = 0;
  std::uint32_t last = 0;
  std::map<std::uint64_t, std::string> batch_of;
  for (const auto& [id, batch] : batches_) {
    handed_over += batch.size;
    last = std::max(last, batch.handed_over);
    for (const std::uint64_t sequence : batch.sequences) {
      if (!taken_.contains(sequence))
        tallies_[kHandedOver].violate(
            end, fmt::format("Batch {} holds event {}, which is not in mgccomp.", id, sequence),
            {batch.handed_over});
      else if (const auto [other, is_new] = batch_of.try_emplace(sequence, id); !is_new)
        tallies_[kHandedOver].violate(
            end, fmt::format("Event {} is in the batches {} and {}.", sequence, other->second, id),
            {batch.handed_over});
    }
  }
  if (batches_.empty()) return;
  if (handed_over <= taken_.size()) return tallies_[kHandedOver].hold();
  tallies_[kHandedOver].violate(end,
                                fmt::format("The adapter was handed {} events, but only {} were in mgccomp.",
                                            handed_over, taken_.size()),
                                {last});
}

void ComplianceChecker::judge_deletions() {
  for (const auto& [id, batch] : batches_) {
    if (batch.succeeded == 0 || batch.deleted != 0 || batch.links_lost_before_success != links_lost_)
      continue;
    std::string actual = fmt::format("Batch {} succeeded and was never deleted.", id);
    const Instant due = batch.succeeded_at + kPatience;
    if (server_alive_ > due)
      tallies_[kDeleted].violate(batch.succeeded_at, std::move(actual), {batch.succeeded});
    else tallies_[kDeleted].owe(due, std::move(actual), {batch.succeeded});
  }
}

}   // namespace parley::sim
