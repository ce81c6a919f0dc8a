// One loop: take the earliest plan, let it happen, carry out what follows. No look-up by text anywhere on
// that path, and payloads are moved from the sender's effect to the receiver's event.
#include "simulator/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "protocol/base/assert.h"

namespace parley::sim {

World::World(const WorldConfig& config)
    : config_(config),
      random_(config.seed),
      network_(agenda_, random_.fork("network"), config.link),
      lanes_(agenda_) {}

NodeId World::add(NodeSpec spec) {
  const auto id = static_cast<NodeId>(nodes_.size());
  network_.add_node(spec.name);
  Node& node = nodes_.emplace_back();
  for (auto& [lane, worker] : spec.workers) {
    const bool is_store = lane == Lane::store;
    const Random random = random_.fork(spec.name).fork(is_store ? "store" : "archive");
    node.lanes[static_cast<std::size_t>(lane)] =
        lanes_.add(id, is_store ? config_.store : config_.archive, worker, random);
  }
  node.spec = std::move(spec);
  give_birth(id);
  return id;
}

void World::give_birth(NodeId id) {
  Node& node = nodes_[id];
  node.endpoint = node.spec.make(now());
  PARLEY_ASSERT(node.endpoint != nullptr);
  node.wake_at = now_;
  plan_wake(id);
}

Result<std::string> World::listen(NodeId node, std::string_view url) { return network_.listen(node, url); }

void World::tell(NodeId id, std::string line) {
  Node& node = nodes_[id];
  if (!node.endpoint) return;
  node.told.push_back(std::move(line));
  agenda_.plan(now_, DueKind::told, id, node.incarnation);
}

void World::crash(NodeId id) {
  Node& node = nodes_[id];
  if (!node.endpoint) return;
  node.endpoint.reset();
  ++node.incarnation;
  ++node.wake_generation;
  node.wake_at = node.wake_planned = Instant::never();
  node.dies_at_effect = 0;
  node.told.clear();
  for (const auto lane : node.lanes)
    if (lane != kNoLane) lanes_.abandon(lane);
  network_.set_alive(id, false);
  for (const LinkId link : network_.abandon(now_, id))
    if (watcher_) watcher_->on_link_down(now(), id, link, "the node died");
}

void World::restart(NodeId id) {
  if (nodes_[id].endpoint) return;
  network_.set_alive(id, true);
  give_birth(id);
}

void World::cut_links(NodeId node) { network_.cut(now_, node); }

void World::at(Instant when, std::function<void()> action) {
  std::uint32_t slot = 0;
  if (free_actions_.empty()) {
    slot = static_cast<std::uint32_t>(actions_.size());
    actions_.push_back(std::move(action));
  } else {
    slot = free_actions_.back();
    free_actions_.pop_back();
    actions_[slot] = std::move(action);
  }
  agenda_.plan(std::max(when, now_), DueKind::action, slot, 0);
}

void World::slow_lane(NodeId node, Lane lane, Duration by, Duration duration) {
  const auto index = nodes_[node].lanes[static_cast<std::size_t>(lane)];
  PARLEY_ASSERT(index != kNoLane);
  lanes_.slow(index, by, now_ + duration);
}

void World::stall(NodeId from, NodeId to, Duration duration) { network_.stall(from, to, now_ + duration); }

void World::crash_at_effect(NodeId node, std::uint64_t n) {
  nodes_[node].dies_at_effect = n == 0 ? 0 : nodes_[node].effects_done + n;
}

// --- The loop ---

bool World::run_until(Instant deadline, const std::function<bool()>& done) {
  const auto is_done = [&] { return done && done(); };
  if (is_done()) return true;
  while (!trouble_) {
    const auto due = agenda_.take_until(deadline);
    if (!due) break;
    now_ = due->at;   // Time is a consequence of what happens, not its cause.
    if (happen(*due) && is_done()) return true;
  }
  if (trouble_) return false;
  if (now_ < deadline && deadline != Instant::never()) now_ = deadline;
  return is_done();
}

// True when something was done that `done` may want to look at.
bool World::happen(const Due& due) {
  switch (due.kind) {
    case DueKind::arrival: {
      const auto delivery = network_.arrive(now_, due);
      return delivery && deliver(delivery->node, delivery->event);
    }
    case DueKind::wake: return wake(due);
    case DueKind::told: return tell_next(due);
    case DueKind::work: lanes_.finish(now_, due); return false;
    case DueKind::answer: {
      auto answer = lanes_.take_answer(due);
      return answer && deliver(answer->node, std::move(answer->done));
    }
    case DueKind::action: {
      const auto action = std::exchange(actions_[due.subject], nullptr);
      free_actions_.push_back(due.subject);
      action();
      return true;
    }
  }
  return false;
}

bool World::wake(const Due& due) {
  Node& node = nodes_[due.subject];
  if (due.generation != node.wake_generation) return false;
  node.wake_planned = Instant::never();
  if (now_ < node.wake_at) {   // It asked for a later time since this was planned.
    plan_wake(due.subject);
    return false;
  }
  return deliver(due.subject, DeadlineReached{});
}

bool World::tell_next(const Due& due) {
  Node& node = nodes_[due.subject];
  if (due.generation != node.incarnation) return false;
  Told told{std::move(node.told.front())};
  node.told.pop_front();
  return deliver(due.subject, std::move(told));
}

// An earlier plan is kept and looked at when it comes: most turns only push the deadline away, and the
// agenda would otherwise fill with one stale entry per turn.
void World::plan_wake(NodeId id) {
  Node& node = nodes_[id];
  if (node.wake_at == Instant::never() || node.wake_planned <= node.wake_at) return;
  node.wake_planned = std::max(node.wake_at, now_);
  agenda_.plan(node.wake_planned, DueKind::wake, id, ++node.wake_generation);
}

// --- One turn ---

bool World::deliver(NodeId id, const Event& event) {
  Node& node = nodes_[id];
  const std::uint32_t incarnation = node.incarnation;
  if (!node.endpoint || is_looping(node)) return false;
  ++turns_;
  mix(id, event);
  if (watcher_) show(id, event);
  if (node.incarnation != incarnation) return true;   // The watcher killed it.
  Turn turn = node.endpoint->on_event(now(), event);
  node.wake_at = turn.wake_at;
  carry_out(id, std::move(turn.effects));
  if (node.incarnation != incarnation) return true;
  plan_wake(id);
  for (const auto lane : node.lanes)
    if (lane != kNoLane) lanes_.begin(now_, lane);
  return true;
}

bool World::is_looping(Node& node) {
  if (node.last_turn != now_) {
    node.last_turn = now_;
    node.turns_at_last = 0;
  }
  if (++node.turns_at_last <= config_.turns_at_one_instant_max) return false;
  trouble_ = Error{Errc::limit_exceeded,
                   fmt::format("'{}' had {} turns at {} ns without time passing: an endless loop",
                               node.spec.name, config_.turns_at_one_instant_max, now_.ns)};
  return true;
}

void World::mix(NodeId id, const Event& event) {
  fingerprint_.add(static_cast<std::uint64_t>(now_.ns));
  fingerprint_.add(std::uint64_t{id} << 8 | event.index());
  if (const auto* bytes = std::get_if<LinkBytes>(&event)) {
    fingerprint_.add(bytes->link);
    fingerprint_.add(bytes->bytes);
  } else if (const auto* up = std::get_if<LinkUp>(&event)) {
    fingerprint_.add(up->link);
    fingerprint_.add(up->peer);
  } else if (const auto* down = std::get_if<LinkDown>(&event)) {
    fingerprint_.add(down->link);
    fingerprint_.add(down->reason);
  } else if (const auto* done = std::get_if<WorkDone>(&event)) {
    fingerprint_.add(done->id);
  } else if (const auto* told = std::get_if<Told>(&event)) {
    fingerprint_.add(told->line);
  }
}

void World::show(NodeId id, const Event& event) {
  if (const auto* bytes = std::get_if<LinkBytes>(&event))
    watcher_->on_received(now(), id, bytes->link, bytes->bytes);
  else if (const auto* up = std::get_if<LinkUp>(&event)) watcher_->on_link_up(now(), id, up->link, up->peer);
  else if (const auto* down = std::get_if<LinkDown>(&event))
    watcher_->on_link_down(now(), id, down->link, down->reason);
  else if (const auto* told = std::get_if<Told>(&event)) watcher_->on_told(now(), id, told->line);
}

void World::carry_out(NodeId id, std::vector<Effect>&& effects) {
  Node& node = nodes_[id];
  const std::uint32_t incarnation = node.incarnation;
  for (Effect& effect : effects) {
    const bool is_counted = !std::holds_alternative<Observed>(effect) && !std::holds_alternative<Log>(effect);
    if (is_counted) {
      if (node.effects_done + 1 == node.dies_at_effect) return crash(id);
      ++node.effects_done;
    }
    std::visit([&](auto& one) { carry(id, std::move(one)); }, effect);
    if (node.incarnation != incarnation) return;   // A watcher killed it: the rest is not carried out.
  }
}

void World::carry(NodeId id, OpenLink&& effect) { network_.open(now_, id, effect); }

void World::carry(NodeId id, SendBytes&& effect) {
  if (!network_.can_send(id, effect.link)) return;
  if (effect.shared) effect = SendBytes{effect.link, effect.whole()};
  if (watcher_) {
    const std::uint32_t incarnation = nodes_[id].incarnation;
    watcher_->on_sent(now(), id, effect.link, effect.bytes);
    if (nodes_[id].incarnation != incarnation) return;
  }
  network_.send(now_, id, std::move(effect));
}

void World::carry(NodeId id, CloseLink&& effect) {
  if (network_.close(now_, id, effect.link) && watcher_)
    watcher_->on_link_down(now(), id, effect.link, "closed");
}

void World::carry(NodeId id, DoWork&& effect) {
  const auto lane = nodes_[id].lanes[static_cast<std::size_t>(effect.lane)];
  PARLEY_ASSERT(lane != kNoLane);
  lanes_.ask(lane, std::move(effect));
}

void World::carry(NodeId id, Tell&& effect) {
  if (watcher_) watcher_->on_tell(now(), id, effect.line);
}

void World::carry(NodeId id, Observed&& effect) {
  if (watcher_) watcher_->on_observed(now(), id, effect);
}

void World::carry(NodeId id, Log&& effect) {
  if (watcher_) watcher_->on_log(now(), id, effect);
}

}   // namespace parley::sim
