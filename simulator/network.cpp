// Links as values in one array, what travels as items in another: no allocation per event but the bytes.
#include "simulator/network.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/assert.h"
#include "protocol/base/text.h"

namespace parley::sim {
namespace {

constexpr std::uint32_t direction_number(std::uint32_t link, int to) {
  return link * 2 + static_cast<std::uint32_t>(to);
}

std::optional<std::string_view> host_and_port(std::string_view url) {
  if (!url.starts_with("tcp://") && !url.starts_with("tls://")) return std::nullopt;
  const std::string_view rest = url.substr(6);
  const auto colon = rest.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const auto port = parse_uint32(rest.substr(colon + 1));
  if (!port || *port > 65535) return std::nullopt;
  return rest;
}

}   // namespace

Network::Network(Agenda& agenda, Random random, LinkModel model)
    : agenda_(agenda), random_(random), model_(model) {}

void Network::add_node(std::string_view name) { ports_.push_back({std::string(name), true, {}, {}, 0}); }

void Network::set_alive(NodeId node, bool alive) { ports_[node].alive = alive; }

Result<std::string> Network::listen(NodeId node, std::string_view url) {
  const auto address = host_and_port(url);
  if (!address)
    return fail(Errc::malformed, fmt::format("'{}' is no address to listen at: want tcp://HOST:PORT", url));
  std::string text(url);
  if (address->ends_with(":0")) {
    text.resize(text.size() - 1);
    text += fmt::format("{}", next_port_++);
  }
  if (listener_by_url_.contains(text))
    return fail(Errc::conflict, fmt::format("somebody listens at '{}' already", text));
  listener_by_url_.emplace(text, static_cast<std::uint32_t>(listeners_.size()));
  const auto number = std::count_if(listeners_.begin(), listeners_.end(),
                                    [&](const Listener& other) { return other.node == node; });
  listeners_.push_back({node, text.substr(6), static_cast<std::uint32_t>(number)});
  return text;
}

// --- Effects of a node ---

void Network::open(Instant now, NodeId node, const OpenLink& effect) {
  PARLEY_ASSERT((effect.link & kOpenedLink) != 0);
  PARLEY_ASSERT(find(node, effect.link) == kNone);
  Ports& ports = ports_[node];
  const LinkIndex index = allocate();
  Link& link = links_[index];
  link.ends[0] = {node, effect.link, EndState::opening};
  link.ends[1] = {};
  // Named after the node and its count of links, so that another node's links never shift these draws.
  const Random random = random_.fork(fmt::format("{} {}", ports.name, ports.opened_ever++));
  for (const int to : {0, 1}) {
    link.to[to].random = random.fork(to == 0 ? "back" : "forth");
    link.to[to].last_arrival = now;
  }
  const auto listener = listener_by_url_.find(effect.target);
  link.listener = listener == listener_by_url_.end() ? kNone : listener->second;
  ports.opened.emplace(effect.link, index);
  push(draw_arrival(now, link, 1), index, 1, {{}, {}, kNone, ItemKind::connect});
}

bool Network::can_send(NodeId node, LinkId link) const {
  const LinkIndex index = find(node, link);
  return index != kNone && links_[index].ends[end_of(links_[index], node, link)].state == EndState::up;
}

void Network::send(Instant now, NodeId node, SendBytes&& effect) {
  const LinkIndex index = find(node, effect.link);
  if (index == kNone || effect.bytes.empty()) return;
  Link& link = links_[index];
  const int from = end_of(link, node, effect.link);
  const int to = 1 - from;
  if (link.ends[from].state != EndState::up) return;
  Random& random = link.to[to].random;
  // Nothing is drawn for what is switched off, so switching one fault on leaves the others' draws alone.
  if (model_.cut_per_million > 0 && random.chance(model_.cut_per_million, 1'000'000))
    return break_link(now, index, from);
  if (link.ends[to].state == EndState::gone) return;
  std::string rest;
  if (effect.bytes.size() > 1 && model_.split_percent > 0 && random.chance(model_.split_percent, 100)) {
    const std::size_t first = 1 + random.below(effect.bytes.size() - 1);
    rest = effect.bytes.substr(first);
    effect.bytes.resize(first);
  }
  push(draw_arrival(now, link, to), index, to, {{}, std::move(effect.bytes), kNone, ItemKind::bytes});
  if (!rest.empty())
    push(draw_arrival(now, links_[index], to), index, to, {{}, std::move(rest), kNone, ItemKind::bytes});
}

bool Network::close(Instant now, NodeId node, LinkId id) {
  const LinkIndex index = find(node, id);
  if (index == kNone) return false;
  const int end = end_of(links_[index], node, id);
  const bool was_broken = links_[index].ends[end].state == EndState::broken;
  forget(index, end);
  if (!was_broken)   // Otherwise the peer has been told by what broke it.
    tell_down(draw_arrival(now, links_[index], 1 - end), index, 1 - end, "closed by the peer");
  release_if_over(index);
  return true;
}

// --- Faults ---

void Network::cut(Instant now, NodeId node) {
  for (const LinkIndex index : links_of(node))
    break_link(now, index, links_[index].ends[0].node == node ? 0 : 1);
}

std::vector<LinkId> Network::abandon(Instant now, NodeId node) {
  std::vector<LinkId> lost;
  for (const LinkIndex index : links_of(node)) {
    for (const int end : {0, 1}) {
      const End mine = links_[index].ends[end];
      if (mine.node != node || mine.state == EndState::unborn || mine.state == EndState::gone) continue;
      lost.push_back(mine.link);
      close(now, node, mine.link);
    }
  }
  return lost;
}

void Network::stall(NodeId from, NodeId to, Instant until) {
  Instant& stalled = stalls_[{from, to}];
  stalled = std::max(stalled, until);
}

Instant Network::stalled_until(const Link& link, int to) const {
  const End& sender = link.ends[1 - to];
  const NodeId receiver = to == 1 && link.ends[1].state == EndState::unborn && link.listener != kNone
                              ? listeners_[link.listener].node
                              : link.ends[to].node;
  const auto found = stalls_.find({sender.node, receiver});
  return found == stalls_.end() ? Instant{} : found->second;
}

void Network::break_link(Instant now, LinkIndex index, int near_end) {
  for (const int end : {0, 1}) {
    End& there = links_[index].ends[end];
    if (there.state == EndState::gone) continue;
    clear(index, end);
    if (there.state == EndState::unborn) {
      there.state = EndState::gone;
      continue;
    }
    there.state = EndState::broken;
    tell_down(end == near_end ? now : draw_arrival(now, links_[index], end), index, end, "the link was cut");
  }
  release_if_over(index);
}

// --- What arrives ---

std::optional<Network::Delivery> Network::arrive(Instant now, const Due& due) {
  const LinkIndex index = due.subject / 2;
  const int to = static_cast<int>(due.subject % 2);
  Link& link = links_[index];
  if (link.to[to].generation != due.generation) return std::nullopt;
  if (!stalls_.empty()) {
    const Instant until = stalled_until(link, to);
    if (now < until) {
      agenda_.plan(until, DueKind::arrival, due.subject, due.generation);
      return std::nullopt;
    }
  }
  Item item = pop(index, to);
  if (item.kind == ItemKind::connect) return accept(now, index);
  return deliver(index, to, std::move(item));
}

std::optional<Network::Delivery> Network::accept(Instant now, LinkIndex index) {
  Link& link = links_[index];
  if (link.listener == kNone || !ports_[listeners_[link.listener].node].alive) {
    link.ends[1].state = EndState::gone;
    clear(index, 1);
    tell_down(draw_arrival(now, link, 0), index, 0, "connection refused");
    release_if_over(index);
    return std::nullopt;
  }
  const NodeId node = listeners_[link.listener].node;
  ports_[node].accepted.push_back(index);
  const auto id = static_cast<LinkId>(ports_[node].accepted.size());
  link.ends[1] = {node, id, EndState::up};
  const std::string& peer = ports_[link.ends[0].node].name;
  if (link.ends[0].state == EndState::opening)
    push(draw_arrival(now, link, 0), index, 0, {{}, {}, kNone, ItemKind::up});
  return Delivery{node, LinkUp{id, peer, listeners_[link.listener].number}};
}

std::optional<Network::Delivery> Network::deliver(LinkIndex index, int to, Item&& item) {
  End& end = links_[index].ends[to];
  if (end.state == EndState::gone || end.state == EndState::unborn) return std::nullopt;
  const NodeId node = end.node;
  const LinkId id = end.link;
  if (item.kind == ItemKind::bytes) return Delivery{node, LinkBytes{id, std::move(item.text)}};
  if (item.kind == ItemKind::up) {
    end.state = EndState::up;
    return Delivery{node, LinkUp{id, listeners_[links_[index].listener].host_and_port}};
  }
  forget(index, to);
  release_if_over(index);
  return Delivery{node, LinkDown{id, std::move(item.text)}};
}

// --- Bookkeeping ---

Network::LinkIndex Network::find(NodeId node, LinkId link) const {
  const Ports& ports = ports_[node];
  if ((link & kOpenedLink) == 0)
    return link == 0 || link > ports.accepted.size() ? kNone : ports.accepted[link - 1];
  const auto found = ports.opened.find(link);
  return found == ports.opened.end() ? kNone : found->second;
}

int Network::end_of(const Link& link, NodeId node, LinkId id) {
  return link.ends[0].node == node && link.ends[0].link == id ? 0 : 1;
}

std::vector<Network::LinkIndex> Network::links_of(NodeId node) const {
  std::vector<LinkIndex> all;
  for (const auto& [id, index] : ports_[node].opened) all.push_back(index);
  for (const LinkIndex index : ports_[node].accepted) {
    if (index == kNone) continue;
    const End& opener = links_[index].ends[0];   // A link to oneself is in the list already.
    if (opener.node != node || opener.state == EndState::gone) all.push_back(index);
  }
  return all;
}

Network::LinkIndex Network::allocate() {
  if (free_links_.empty()) {
    links_.emplace_back();
    return static_cast<LinkIndex>(links_.size() - 1);
  }
  const LinkIndex index = free_links_.back();
  free_links_.pop_back();
  return index;
}

// The end has been told, or has said itself, that the link is over for it.
void Network::forget(LinkIndex index, int end) {
  End& there = links_[index].ends[end];
  if (end == 0) ports_[there.node].opened.erase(there.link);
  else ports_[there.node].accepted[there.link - 1] = kNone;
  there.state = EndState::gone;
  clear(index, end);
}

void Network::release_if_over(LinkIndex index) {
  const Link& link = links_[index];
  const bool nobody = link.ends[0].state == EndState::gone && link.ends[1].state == EndState::gone;
  if (nobody) free_links_.push_back(index);
}

void Network::push(Instant at, LinkIndex index, int to, Item&& item) {
  Direction& direction = links_[index].to[to];
  ItemIndex slot = kNone;
  if (free_items_.empty()) {
    slot = static_cast<ItemIndex>(items_.size());
    items_.push_back(std::move(item));
  } else {
    slot = free_items_.back();
    free_items_.pop_back();
    items_[slot] = std::move(item);
  }
  items_[slot].at = at;
  if (direction.first == kNone) {
    direction.first = slot;
    agenda_.plan(at, DueKind::arrival, direction_number(index, to), direction.generation);
  } else {
    items_[direction.last].next = slot;
  }
  direction.last = slot;
}

Network::Item Network::pop(LinkIndex index, int to) {
  Direction& direction = links_[index].to[to];
  const ItemIndex slot = direction.first;
  PARLEY_ASSERT(slot != kNone);
  Item item = std::move(items_[slot]);
  free_items_.push_back(slot);
  direction.first = item.next;
  if (direction.first != kNone)
    agenda_.plan(items_[direction.first].at, DueKind::arrival, direction_number(index, to),
                 direction.generation);
  return item;
}

void Network::clear(LinkIndex index, int to) {
  Direction& direction = links_[index].to[to];
  for (ItemIndex slot = direction.first; slot != kNone; slot = items_[slot].next) {
    items_[slot].text.clear();
    free_items_.push_back(slot);
  }
  direction.first = direction.last = kNone;
  ++direction.generation;   // The plan for the first item, if any, is now stale.
}

Instant Network::draw_arrival(Instant now, Link& link, int to) {
  Direction& direction = link.to[to];
  const Duration jitter{direction.random.between(0, model_.jitter_max.count())};
  direction.last_arrival = std::max(direction.last_arrival, now + model_.latency_min + jitter);
  return direction.last_arrival;
}

void Network::tell_down(Instant at, LinkIndex index, int to, std::string reason) {
  if (links_[index].ends[to].state == EndState::gone) return;
  push(at, index, to, {{}, std::move(reason), kNone, ItemKind::down});
}

}   // namespace parley::sim
