// See faults.h.
#include "simulator/faults.h"

#include <utility>

#include "protocol/base/assert.h"

namespace parley::sim {

FaultyWorker::FaultyWorker(std::shared_ptr<Worker> inner, Refuse refuse)
    : inner_(std::move(inner)), refuse_(std::move(refuse)) {
  PARLEY_ASSERT(inner_ != nullptr && refuse_ != nullptr);
}

std::shared_ptr<const WorkAnswer> FaultyWorker::refusal_of(const WorkRequest& request) {
  if (!refusing_ && refuse_next_ == 0) return nullptr;
  auto answer = refuse_(request);
  if (!answer) return nullptr;
  if (refuse_next_ > 0) --refuse_next_;
  ++refused_;
  return answer;
}

std::vector<std::shared_ptr<const WorkAnswer>> FaultyWorker::perform(
    std::span<const std::shared_ptr<const WorkRequest>> requests) {
  std::vector<std::shared_ptr<const WorkAnswer>> answers;
  answers.reserve(requests.size());
  std::size_t passed_from = 0;
  const auto pass_until = [&](std::size_t end) {
    if (passed_from == end) return;
    auto group = inner_->perform(requests.subspan(passed_from, end - passed_from));
    PARLEY_ASSERT(group.size() == end - passed_from);
    for (auto& answer : group) answers.push_back(std::move(answer));
  };
  for (std::size_t i = 0; i < requests.size(); ++i) {
    auto refusal = refusal_of(*requests[i]);
    if (!refusal) continue;
    pass_until(i);
    passed_from = i + 1;
    answers.push_back(std::move(refusal));
  }
  pass_until(requests.size());
  return answers;
}

}   // namespace parley::sim
