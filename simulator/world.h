// A network, two clocks and a set of endpoints inside one thread and one seed.
//
// Time jumps from one planned thing to the next. Everything that a run does follows from its configuration,
// the calls made on it and the endpoints; so two runs of one seed are the same to the byte, and their
// fingerprints say so.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/fingerprint.h"
#include "protocol/base/host.h"
#include "protocol/base/random.h"
#include "simulator/agenda.h"
#include "simulator/lanes.h"
#include "simulator/network.h"

namespace parley::sim {

// 2013-08-02T21:00:00Z, when every story begins on the wall clock unless it says otherwise.
inline constexpr WallTime kStoryStart{1'375'477'200 * WallTime::kTicksPerSecond};

struct WorldConfig {
  std::uint64_t seed = 1;
  WallTime wall_start = kStoryStart;
  LinkModel link;
  WorkModel store, archive;
  // More turns of one node without time passing are an endless loop. The largest honest number is a server
  // that hears from everybody at one instant without latency: 80,000 endpoints (product.md, a pool).
  std::uint32_t turns_at_one_instant_max = 200'000;
};

class World final : public Host {
 public:
  explicit World(const WorldConfig& config);

  NodeId add(NodeSpec spec) override;
  Result<std::string> listen(NodeId node, std::string_view url) override;
  void tell(NodeId node, std::string line) override;
  void crash(NodeId node) override;     // Does nothing to a node that is down,
  void restart(NodeId node) override;   // nor to one that is up.
  void cut_links(NodeId node) override;
  void watch(HostWatcher* watcher) override { watcher_ = watcher; }
  Now now() const override { return {now_, config_.wall_start + Duration{now_.ns}}; }
  // Ends early, with false, when there is trouble(). With Instant::never(): until nothing is left to do.
  bool run_until(Instant deadline, const std::function<bool()>& done) override;

  // What the story does by itself: called at that time, between two turns.
  void at(Instant when, std::function<void()> action);
  bool alive(NodeId node) const { return nodes_[node].endpoint != nullptr; }
  const std::string& name(NodeId node) const { return nodes_[node].spec.name; }

  // --- Faults ---

  // Each group of work that begins within `duration` takes `by` longer.
  void slow_lane(NodeId node, Lane lane, Duration by, Duration duration);
  // What `from` sends to `to` arrives only after `duration`, in order; a partition is two of these.
  void stall(NodeId from, NodeId to, Duration duration);
  // The node dies right before it carries out its n-th effect from now (n from 1; 0 takes the order back).
  // Observed and Log are not counted: no one can tell a death before them from one before what follows.
  void crash_at_effect(NodeId node, std::uint64_t n);
  // Counted like that, since the world began: the bound of a search through every crash point.
  std::uint64_t effects_carried_out(NodeId node) const { return nodes_[node].effects_done; }

  // --- What became of the run ---

  // Over everything delivered: time, node, kind, bytes.
  const Fingerprint& fingerprint() const { return fingerprint_; }
  // Why the run ended early: a sentence, or null.
  const Error* trouble() const { return trouble_ ? &*trouble_ : nullptr; }
  std::uint64_t turns() const { return turns_; }

 private:
  static constexpr std::uint32_t kNoLane = UINT32_MAX;

  struct Node {
    NodeSpec spec;
    std::unique_ptr<Endpoint> endpoint;        // Null while it is down.
    std::uint32_t incarnation = 0;             // Counts up with every death.
    Instant wake_at = Instant::never();        // What the last turn asked for.
    Instant wake_planned = Instant::never();   // The earliest wake in the agenda that is not stale.
    std::uint32_t wake_generation = 0;
    std::deque<std::string> told;
    std::array<Lanes::LaneIndex, 2> lanes{kNoLane, kNoLane};
    std::uint64_t effects_done = 0;
    std::uint64_t dies_at_effect = 0;   // 0: not.
    Instant last_turn;
    std::uint32_t turns_at_last = 0;
  };

  void give_birth(NodeId id);
  bool happen(const Due& due);
  bool wake(const Due& due);
  bool tell_next(const Due& due);
  void plan_wake(NodeId id);
  bool deliver(NodeId id, const Event& event);
  bool is_looping(Node& node);
  void mix(NodeId id, const Event& event);
  void show(NodeId id, const Event& event);
  void carry_out(NodeId id, std::vector<Effect>&& effects);
  void carry(NodeId id, OpenLink&& effect);
  void carry(NodeId id, SendBytes&& effect);
  void carry(NodeId id, CloseLink&& effect);
  void carry(NodeId id, DoWork&& effect);
  void carry(NodeId id, Tell&& effect);
  void carry(NodeId id, Observed&& effect);
  void carry(NodeId id, Log&& effect);

  WorldConfig config_;
  Random random_;
  Agenda agenda_;
  Network network_;
  Lanes lanes_;
  std::deque<Node> nodes_;   // A deque, because a watcher may add a node while another one is in its turn.
  std::vector<std::function<void()>> actions_;
  std::vector<std::uint32_t> free_actions_;
  HostWatcher* watcher_ = nullptr;
  Instant now_;
  Fingerprint fingerprint_;
  std::optional<Error> trouble_;
  std::uint64_t turns_ = 0;
};

}   // namespace parley::sim
