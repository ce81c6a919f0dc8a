// The slow work of simulated nodes: performed at once, answered after a while of virtual time.
//
// A lane stands for one thread that takes all that waits, performs it as one group and then looks again, as
// the real one does; so a group commit happens here in the same places. A group is performed at the end of
// its time: who crashes while it waits may lose it or not (abandon).
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "protocol/base/endpoint.h"
#include "protocol/base/host.h"
#include "protocol/base/random.h"
#include "simulator/agenda.h"

namespace parley::sim {

struct WorkModel {
  Duration latency_min = std::chrono::milliseconds{1};
  Duration jitter_max = std::chrono::milliseconds{1};   // Drawn for every group.
  Duration per_request = std::chrono::microseconds{20};
};

class Lanes {
 public:
  explicit Lanes(Agenda& agenda) : agenda_(agenda) {}

  using LaneIndex = std::uint32_t;
  LaneIndex add(NodeId node, const WorkModel& model, std::shared_ptr<Worker> worker, Random random);

  void ask(LaneIndex lane, DoWork&& effect);
  // To be called after every turn of the node: an idle lane takes what the whole turn has asked for.
  void begin(Instant now, LaneIndex lane);
  // The group is done: performs it and plans one answer each.
  void finish(Instant now, const Due& due);

  struct Answer {
    NodeId node = 0;
    WorkDone done;
  };
  std::optional<Answer> take_answer(const Due& due);

  // Groups that begin before `until` take `by` longer.
  void slow(LaneIndex lane, Duration by, Instant until);
  // The node died. What waited is lost; a group under way was performed or not, drawn from the seed.
  void abandon(LaneIndex lane);

 private:
  struct Request {
    WorkId id = 0;
    std::shared_ptr<const WorkRequest> request;
  };
  struct LaneState {
    NodeId node = 0;
    WorkModel model;
    std::shared_ptr<Worker> worker;
    Random random;
    std::vector<Request> waiting, under_way;
    std::deque<WorkDone> answers;
    Duration slow_by{0};
    Instant slow_until;
    std::uint32_t generation = 0;
  };
  std::vector<std::shared_ptr<const WorkAnswer>> perform(LaneState& lane);

  Agenda& agenda_;
  std::deque<LaneState> lanes_;
};

}   // namespace parley::sim
