// See lanes.h. Nothing here depends on what is asked: requests and answers are carried, never read.
#include "simulator/lanes.h"

#include <utility>

#include "protocol/base/assert.h"

namespace parley::sim {

Lanes::LaneIndex Lanes::add(NodeId node, const WorkModel& model, std::shared_ptr<Worker> worker,
                            Random random) {
  lanes_.push_back({node, model, std::move(worker), random, {}, {}, {}, Duration{0}, {}, 0});
  return static_cast<LaneIndex>(lanes_.size() - 1);
}

void Lanes::ask(LaneIndex lane, DoWork&& effect) {
  lanes_[lane].waiting.push_back({effect.id, std::move(effect.request)});
}

void Lanes::begin(Instant now, LaneIndex index) {
  LaneState& lane = lanes_[index];
  if (!lane.under_way.empty() || lane.waiting.empty()) return;
  std::swap(lane.under_way, lane.waiting);
  const auto count = static_cast<std::int64_t>(lane.under_way.size());
  Duration takes = lane.model.latency_min + lane.model.per_request * count +
                   Duration{lane.random.between(0, lane.model.jitter_max.count())};
  if (now < lane.slow_until) takes += lane.slow_by;
  agenda_.plan(now + takes, DueKind::work, index, lane.generation);
}

std::vector<std::shared_ptr<const WorkAnswer>> Lanes::perform(LaneState& lane) {
  std::vector<std::shared_ptr<const WorkRequest>> requests;
  requests.reserve(lane.under_way.size());
  for (const Request& request : lane.under_way) requests.push_back(request.request);
  auto answers = lane.worker->perform(requests);
  PARLEY_ASSERT(answers.size() == requests.size());
  return answers;
}

void Lanes::finish(Instant now, const Due& due) {
  LaneState& lane = lanes_[due.subject];
  if (lane.generation != due.generation) return;
  auto answers = perform(lane);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    lane.answers.push_back({lane.under_way[i].id, std::move(answers[i])});
    agenda_.plan(now, DueKind::answer, due.subject, lane.generation);
  }
  lane.under_way.clear();
  begin(now, due.subject);
}

std::optional<Lanes::Answer> Lanes::take_answer(const Due& due) {
  LaneState& lane = lanes_[due.subject];
  if (lane.generation != due.generation) return std::nullopt;
  PARLEY_ASSERT(!lane.answers.empty());
  Answer answer{lane.node, std::move(lane.answers.front())};
  lane.answers.pop_front();
  return answer;
}

void Lanes::slow(LaneIndex index, Duration by, Instant until) {
  lanes_[index].slow_by = by;
  lanes_[index].slow_until = until;
}

void Lanes::abandon(LaneIndex index) {
  LaneState& lane = lanes_[index];
  if (!lane.under_way.empty() && lane.random.chance(1, 2)) perform(lane);
  lane.under_way.clear();
  lane.waiting.clear();
  lane.answers.clear();
  ++lane.generation;
}

}   // namespace parley::sim
