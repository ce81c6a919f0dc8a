// See attempts.h.
#include "simulator/ladder/attempts.h"

#include <algorithm>
#include <iterator>

#include "protocol/sip/digest.h"
#include "protocol/sip/retry_after.h"
#include "simulator/patience.h"
#include "simulator/repetition.h"

namespace parley::sim::ladder {

void Attempts::see(const Observation& seen) {
  if (seen.kind == Observation::Kind::request && seen.method != "ACK") see_request(seen);
  if (seen.kind == Observation::Kind::response && seen.sip.status >= 200) see_answer(seen);
}

void Attempts::see_request(const Observation& request) {
  Key key{request.from, essence_of_request(request)};
  const auto open = open_.find(key);
  if (open != open_.end() && (!refused_[open->second].is_challenged || has_credentials(request))) {
    Refused& message = refused_[open->second];
    message.attempts.push_back(request.number);
    message.is_open = false;
    message.until = request.at + kTransactionTime;
    message_of_[request.number] = open->second;
    open_.erase(open);
  }
  sent_.emplace(request.number, std::move(key));
}

void Attempts::see_answer(const Observation& answer) {
  const auto sent = sent_.find(answer.answers);
  if (sent == sent_.end()) return;
  const bool is_put_off = puts_off(answer);
  const auto known = message_of_.find(answer.answers);
  if (known == message_of_.end() && !is_put_off) return;
  const std::size_t index = known == message_of_.end() ? refused_.size() : known->second;
  if (known == message_of_.end()) {
    refused_.push_back({.attempts = {answer.answers}, .refusals = {}, .until = {}});
    message_of_[answer.answers] = index;
  }
  Refused& message = refused_[index];
  message.is_open = is_put_off;
  message.until = answer.at + kPatience;
  if (!is_put_off) return;
  message.is_challenged = sip::is_challenge(answer.sip.status);
  message.refusals.push_back(answer.number);
  message.was_put_off = message.was_put_off || !message.is_challenged;
  if (!message.is_challenged)
    message.until = message.until + sip::retry_after(answer.sip).value_or(std::chrono::seconds{0});
  open_[sent->second] = index;
}

bool Attempts::is_refusal(const Observation& answer) const {
  const Refused* message = find(answer.answers);
  return message && std::binary_search(message->refusals.begin(), message->refusals.end(), answer.number);
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
