// See retry.h.
#include "simulator/checkers/retry.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/sip/retry_after.h"
#include "simulator/message_record.h"
#include "simulator/patience.h"
#include "simulator/repetition.h"

namespace parley::sim {
namespace {

using reports::Keyword;
using xccos::Grade;

enum : std::size_t { kAgain, kSpacing, kOnce };
constexpr Rule kRules[] = {
    {"FLOW-RETRY-1", Keyword::must, Grade::S, "A message that was refused with 503 is sent again."},
    {"OVER-3", Keyword::should_not, Grade::S,
     "A message is not sent again before the time of Retry-After (RFC 3261, 21.5.4)."},
    {"OVER-5", Keyword::must_not, Grade::R,
     "A message that was refused and then accepted is not sent once more (xccos.md 4.6)."},
};

}   // namespace

RetryChecker::RetryChecker() {
  for (const Rule& rule : kRules) tallies_.emplace_back(rule);
}

std::span<const Rule> RetryChecker::rules() const { return kRules; }

void RetryChecker::see(const Observation& seen) {
  const Dialog* dialog = dialogs_.see(seen);
  if (seen.kind == Observation::Kind::link_down) return excuse(seen, nullptr);
  if (!dialog) return;
  if (seen.method == "BYE") excuse(seen, dialog);
  if (seen.kind == Observation::Kind::request) {
    if (seen.xccos && seen.from == dialog->client) see_attempt(seen, *dialog);
    return;
  }
  const auto attempt = attempts_.find(seen.answers);
  if (attempt == attempts_.end() || seen.sip.status < 200) return;
  Message& message = messages_.at(attempt->second.first);
  if (seen.sip.status == 503) see_refusal(seen, message);
  else if (seen.sip.status / 100 == 2 && message.was_refused)
    message.accepted.insert_or_assign(attempt->second.second, seen.number);
}

// Whoever lost his link may have lost his memory with it (a crash), and who hangs up need not come back; but
// what had waited too long before that had waited too long.
void RetryChecker::excuse(const Observation& seen, const Dialog* dialog) {
  for (auto& [key, message] : messages_) {
    const bool concerned = dialog ? message.dialog == dialog->number : key.first == seen.from;
    if (concerned && seen.at - message.refused_at <= patience_for(message)) message.refused = 0;
  }
}

void RetryChecker::see_refusal(const Observation& seen, Message& message) {
  message.refused = seen.number;
  message.refused_at = seen.at;
  message.retry_after = sip::retry_after(seen.sip);
  message.was_refused = true;
}

void RetryChecker::see_attempt(const Observation& seen, const Dialog& dialog) {
  const std::uint64_t envid = seen.xccos->envid;
  const MessageKey key{dialog.client, essence_of(seen)};
  attempts_.insert_or_assign(seen.number, std::pair{key, envid});
  Message& message = messages_[key];
  const auto accepted = message.accepted.find(envid);
  if (accepted != message.accepted.end() && message.dialog == dialog.number)
    tallies_[kOnce].violate(
        seen.at, fmt::format("{} sent {} again after it was accepted.", dialog.client, label_of(seen)),
        {accepted->second, seen.number});
  else if (message.was_refused) tallies_[kOnce].hold();
  // The user may say the same words anew while the refused ones wait; another envelope that comes early is
  // taken for that.
  const bool is_early = message.retry_after && seen.at < message.refused_at + *message.retry_after;
  if (message.refused != 0 && (message.envid == envid || !is_early)) {
    judge_spacing(seen, message);
    tallies_[kAgain].hold();
    message.refused = 0;
    message.was_repeated = true;
  }
  message.envid = envid;
  message.dialog = dialog.number;
}

void RetryChecker::judge_spacing(const Observation& seen, const Message& message) {
  if (!message.retry_after) return;
  const Duration waited = seen.at - message.refused_at;
  if (waited >= *message.retry_after) return tallies_[kSpacing].hold();
  tallies_[kSpacing].violate(
      seen.at,
      fmt::format("{} was told to wait {} s and sent {} again after {} ms.", seen.from,
                  message.retry_after->count() / 1'000'000'000, label_of(seen), waited.count() / 1'000'000),
      {message.refused, seen.number});
}

// How long a client may think: the back-off of the Microsoft client is unknown (xccos.md 4.6).
Duration RetryChecker::patience_for(const Message& message) const {
  return message.retry_after.value_or(Duration{0}) + kPatience;
}

std::vector<Tally> RetryChecker::judge(Instant end) {
  std::vector<Tally> all = tallies_;
  for (const auto& [key, message] : messages_) {
    if (message.refused == 0 || message.was_repeated) continue;
    all[kAgain].miss(message.refused_at + patience_for(message), end,
                     fmt::format("{} was refused with 503 and never sent it again.", key.first),
                     {message.refused});
  }
  return all;
}

}   // namespace parley::sim
