// See node.h.
#include "transport/node.h"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "protocol/base/assert.h"

namespace parley::transport {

Node::Node(LoopContext& context, WorkThreads& work, NodeId id, NodeSpec spec)
    : context_(context), work_(work), id_(id), spec_(std::move(spec)), timer_(context.io) {
  begin(context_.now());
}

void Node::begin(const Now& now) {
  ++life_;
  endpoint_ = spec_.make(now);
  PARLEY_ASSERT(endpoint_ != nullptr);
  // As in a simulated world: a new endpoint is asked at once when it wants to wake.
  wake_at_ = now.monotonic;
  context_.inbox.push(address(), DeadlineReached{});
}

// --- Lives ---

void Node::crash(const Now& now) {
  if (endpoint_ == nullptr) return;
  for (const auto& listener : listeners_) listener->pause();
  auto links = std::exchange(links_, {});
  endpoint_.reset();
  ++life_;   // Nothing that is under way for the dead one reaches anybody.
  work_.forget(id_);
  wake_at(Instant::never());
  for (auto& [link, entry] : links) {
    entry.connection->abort("the node died");
    if (entry.known) context_.watcher().on_link_down(now, id_, link, "the node died");
  }
}

void Node::restart(const Now& now) {
  if (endpoint_ != nullptr) return;
  begin(now);
  for (const auto& listener : listeners_)
    if (auto resumed = listener->resume(); !resumed) log(now, LogLevel::error, resumed.error().detail);
}

void Node::cut_links() {
  for (auto& [link, entry] : links_) entry.connection->abort("the link was cut");
}

void Node::close_after_sending() {
  for (const auto& listener : listeners_) listener->close();
  for (auto& [link, entry] : std::exchange(links_, {})) entry.connection->close_after_sending();
}

void Node::shut_down() {
  for (const auto& listener : listeners_) listener->close();
  for (auto& [link, entry] : std::exchange(links_, {})) entry.connection->abort("the driver ends");
  timer_.cancel();
}

// --- Accepting ---

Result<std::string> Node::listen(const Url& url, bool demands_certificate) {
  Listener::Handlers handlers;
  handlers.on_accept = [this](boost::asio::ip::tcp::socket socket, const Entrance& entrance, Slot slot) {
    on_accept(std::move(socket), entrance, std::move(slot));
  };
  handlers.on_trouble = [this](std::string sentence) {
    log(context_.now(), LogLevel::warning, std::move(sentence));
  };
  auto listener = std::make_shared<Listener>(context_, std::move(handlers));
  const Entrance entrance{url.tls, demands_certificate, static_cast<std::uint32_t>(listeners_.size())};
  auto where = listener->listen(url, entrance);
  if (!where) return where;
  if (endpoint_ == nullptr) listener->pause();
  listeners_.push_back(std::move(listener));
  return where;
}

void Node::on_accept(boost::asio::ip::tcp::socket socket, const Entrance& entrance, Slot slot) {
  if (endpoint_ == nullptr) return;
  const LinkId link = next_accepted_++;
  auto connection = std::make_shared<Connection>(context_, address(), link);
  links_[link] = {connection, false};
  connection->accept(std::move(socket), entrance, std::move(slot));
}

// --- A turn ---

bool Node::take(const Now& now, const Happening& happening) {
  if (endpoint_ == nullptr || !concerns(now, happening)) return false;
  const Life mine = life_;
  show(now, happening.event);
  if (life_ != mine) return true;   // Whoever watches crashed the node.
  Turn turn = endpoint_->on_event(now, happening.event);
  for (Effect& effect : turn.effects) {
    std::visit([&](auto& one) { carry_out(now, std::move(one)); }, effect);
    if (life_ != mine) return true;   // What a dead node had not yet done is lost.
  }
  limit_silence(happening.event);
  wake_at(turn.wake_at);
  return true;
}

bool Node::concerns(const Now& now, const Happening& happening) {
  if (happening.to.life != kAnyLife && happening.to.life != life_) return false;
  const Source* source = happening.source.get();
  if (const auto* up = std::get_if<LinkUp>(&happening.event)) {
    Link* link = find_link(up->link, source);
    if (link != nullptr) link->known = true;
    return link != nullptr;
  }
  if (const auto* down = std::get_if<LinkDown>(&happening.event)) return is_down(now, *down, source);
  if (const auto* in = std::get_if<LinkBytes>(&happening.event))
    return find_link(in->link, source) != nullptr;
  return !std::holds_alternative<DeadlineReached>(happening.event) || wake_at_ <= now.monotonic;
}

// An endpoint may close a link and open another under the same number while something of the first is on
// its way; so the number alone does not say whose it is.
Node::Link* Node::find_link(LinkId link, const Source* source) {
  const auto found = links_.find(link);
  return found == links_.end() || found->second.connection.get() != source ? nullptr : &found->second;
}

bool Node::is_down(const Now& now, const LinkDown& down, const Source* source) {
  const Link* link = find_link(down.link, source);
  if (link == nullptr) return false;
  const bool known = link->known;
  links_.erase(down.link);
  if (!known) log(now, LogLevel::warning, fmt::format("a connection did not come up: {}", down.reason));
  return known;
}

void Node::show(const Now& now, const Event& event) {
  HostWatcher& watcher = context_.watcher();
  if (const auto* up = std::get_if<LinkUp>(&event)) watcher.on_link_up(now, id_, up->link, up->peer);
  if (const auto* in = std::get_if<LinkBytes>(&event)) watcher.on_received(now, id_, in->link, in->bytes);
  if (const auto* down = std::get_if<LinkDown>(&event))
    watcher.on_link_down(now, id_, down->link, down->reason);
  if (const auto* told = std::get_if<Told>(&event)) watcher.on_told(now, id_, told->line);
}

void Node::limit_silence(const Event& event) {
  const auto* up = std::get_if<LinkUp>(&event);
  const auto* in = std::get_if<LinkBytes>(&event);
  if (up == nullptr && in == nullptr) return;
  const LinkId link = up != nullptr ? up->link : in->link;
  const auto found = links_.find(link);
  if (found == links_.end()) return;
  if (const auto heard = endpoint_->heard(link)) found->second.connection->expect_more_than(*heard);
}

void Node::log(const Now& now, LogLevel level, std::string text) {
  context_.watcher().on_log(now, id_, Log{level, "", std::move(text)});
}

// --- Effects ---

void Node::carry_out(const Now&, OpenLink effect) {
  PARLEY_ASSERT((effect.link & kOpenedLink) != 0 && !links_.contains(effect.link));
  auto connection = std::make_shared<Connection>(context_, address(), effect.link);
  links_[effect.link] = {connection, true};
  const auto target = parse_url(effect.target);
  if (target) connection->open(*target);
  else connection->abort(target.error().detail);
}

void Node::carry_out(const Now& now, SendBytes effect) {
  const auto found = links_.find(effect.link);
  // Lost when the link is not up; it may have broken while its endpoint wrote, LinkDown being on its way.
  const std::size_t shared_bytes = effect.shared ? effect.shared->size() : 0;
  if (found == links_.end() || !found->second.connection->admits(effect.bytes.size() + shared_bytes)) return;
  if (effect.shared) effect.bytes += *effect.shared;
  const auto connection = found->second.connection;
  const Life mine = life_;
  context_.watcher().on_sent(now, id_, effect.link, effect.bytes);
  if (life_ == mine) connection->send(std::move(effect.bytes));
}

void Node::carry_out(const Now& now, CloseLink effect) {
  const auto found = links_.find(effect.link);
  if (found == links_.end()) return;
  found->second.connection->close_after_sending();
  links_.erase(found);   // Who closes a link hears no more of it.
  context_.watcher().on_link_down(now, id_, effect.link, "closed");
}

void Node::carry_out(const Now&, DoWork effect) {
  const auto worker = spec_.workers.find(effect.lane);
  PARLEY_ASSERT(worker != spec_.workers.end());
  work_.ask(worker->second, {address(), effect.id, std::move(effect.request)});
}

void Node::carry_out(const Now& now, Tell effect) { context_.watcher().on_tell(now, id_, effect.line); }

void Node::carry_out(const Now& now, Observed effect) { context_.watcher().on_observed(now, id_, effect); }

void Node::carry_out(const Now& now, Log effect) { context_.watcher().on_log(now, id_, effect); }

// --- The deadline ---

// Most turns move the deadline a little further away. The timer is then left as it is and looks again when
// it fires, because setting a timer costs more than most turns.
void Node::wake_at(Instant at) {
  wake_at_ = at;
  if (at >= timer_at_) return;
  timer_at_ = at;
  timer_.expires_at(to_steady(at));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) on_timer();
  });
}

void Node::on_timer() {
  timer_at_ = Instant::never();
  const Instant now = context_.now().monotonic;
  if (wake_at_ <= now) context_.inbox.push(address(), DeadlineReached{});
  else if (wake_at_ != Instant::never()) wake_at(wake_at_);
}

}   // namespace parley::transport
