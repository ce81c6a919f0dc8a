// See attempts.h.
#include "simulator/ladder/attempts.h"

#include <algorithm>
#include <iterator>

#include "simulator/patience.h"
#include "simulator/repetition.h"

namespace parley::sim::ladder {

void Attempts::see(const Observation& seen) {
  if (seen.kind == Observation::Kind::request && seen.method == "INFO") see_info(seen);
  if (seen.kind == Observation::Kind::response && seen.sip.status >= 200) see_answer(seen);
}

void Attempts::see_info(const Observation& info) {
  Key key{info.from, essence_of(info)};
  if (const auto open = open_.find(key); open != open_.end()) {
    Refused& message = refused_[open->second];
    message.attempts.push_back(info.number);
    message.is_open = false;
    message.until = info.at + kTransactionTime;
    message_of_[info.number] = open->second;
    open_.erase(open);
  }
  sent_.emplace(info.number, std::move(key));
}

void Attempts::see_answer(const Observation& answer) {
  const auto sent = sent_.find(answer.answers);
  if (sent == sent_.end()) return;
  const bool is_refusal = answer.sip.status == 503;
  const auto known = message_of_.find(answer.answers);
  if (known == message_of_.end() && !is_refusal) return;
  const std::size_t index = known == message_of_.end() ? refused_.size() : known->second;
  if (known == message_of_.end()) {
    refused_.push_back({.attempts = {answer.answers}, .refusals = {}, .until = {}});
    message_of_[answer.answers] = index;
  }
  Refused& message = refused_[index];
  message.is_open = is_refusal;
  message.until = answer.at + kPatience;
  if (!is_refusal) return;
  message.refusals.push_back(answer.number);
  message.until = message.until + retry_after(answer.sip).value_or(Duration{0});
  open_[sent->second] = index;
}

const Attempts::Refused* Attempts::find(std::uint32_t number) const {
  const auto found = message_of_.find(number);
  return found == message_of_.end() ? nullptr : &refused_[found->second];
}

bool Attempts::follows(std::uint32_t first, std::uint32_t later) const {
  if (first == later) return true;
  const Refused* message = find(first);
  return message && message == find(later) && first < later;
}

std::uint32_t Attempts::last_of(std::uint32_t number) const {
  const Refused* message = find(number);
  return message ? message->attempts.back() : number;
}

std::uint32_t Attempts::refusal_before(std::uint32_t number) const {
  const Refused* message = find(number);
  if (!message || message->attempts.front() == number) return 0;
  const auto before = std::lower_bound(message->refusals.begin(), message->refusals.end(), number);
  return before == message->refusals.begin() ? 0 : *std::prev(before);
}

}   // namespace parley::sim::ladder
