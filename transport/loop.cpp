// See loop.h.
#include "transport/loop.h"

#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <utility>

#include "protocol/base/assert.h"
#include "transport/socket_text.h"

namespace parley::transport {
namespace {

// Handlers of one round before the nodes get their turns, so that a flood of new connections cannot
// keep those that are served from being served.
constexpr std::size_t kHandlersPerRound = 256;

}   // namespace

Loop::Loop(DriverConfig config, TlsContexts tls)
    : context_(std::move(config), std::move(tls)), work_(context_), signals_(context_.io) {}

Loop::~Loop() {
  for (const auto& node : nodes_) node->shut_down();
  context_.inbox.clear();
  context_.to_flush.clear();
}

NodeId Loop::add(NodeSpec spec) {
  const auto id = static_cast<NodeId>(nodes_.size());
  nodes_.push_back(std::make_unique<Node>(context_, work_, id, std::move(spec)));
  return id;
}

Node& Loop::node(NodeId id) {
  PARLEY_ASSERT(id < nodes_.size());
  return *nodes_[id];
}

void Loop::tell(NodeId id, std::string line) {
  context_.inbox.push(node(id).address(), Told{std::move(line)});
}

void Loop::stop() {
  stopped_ = true;
  boost::asio::post(context_.io, [] {});   // Wakes the loop.
}

Result<void> Loop::stop_on_signals(std::initializer_list<int> signals, std::function<void()> at_first) {
  boost::system::error_code error;
  for (const int signal : signals) {
    signals_.add(signal, error);
    if (error)
      return fail(Errc::unavailable, fmt::format("cannot wait for signal {}: {}", signal, describe(error)));
  }
  const auto end = [this] {
    boost::system::error_code ignored;
    signals_.clear(ignored);   // One more signal ends the program, should stopping take too long.
    stop();
  };
  if (!at_first) await_signal(end);
  else
    await_signal([this, end, at_first = std::move(at_first)] {
      await_signal(end);
      at_first();
    });
  return {};
}

void Loop::await_signal(std::function<void()> then) {
  signals_.async_wait([then = std::move(then)](const boost::system::error_code& failure, int) {
    if (!failure) then();
  });
}

bool Loop::close_all(Instant deadline) {
  for (const auto& node : nodes_) node->close_after_sending();
  bool is_time = false;
  while (!context_.accepted.all_free() && !stopped_ && !is_time) {
    is_time = context_.now().monotonic >= deadline;   // One round even then: what was sent shall leave.
    round(deadline, {});
  }
  return context_.accepted.all_free();
}

bool Loop::run_until(Instant deadline, const std::function<bool()>& done) {
  bool is_done = done && done();
  bool is_time = false;
  while (!is_done && !is_time && !stopped_) {
    is_time = context_.now().monotonic >= deadline;   // One round even then: for what is ready.
    is_done = round(deadline, done);
  }
  flush();
  return is_done;
}

bool Loop::round(Instant deadline, const std::function<bool()>& done) {
  flush();
  wait_and_handle(deadline);
  // What these turns cause waits for the next round: two nodes that answer each other at once must not
  // keep the loop from its sockets and its deadline.
  for (std::size_t left = context_.inbox.size(); left > 0 && !context_.inbox.empty(); --left) {
    if (take(context_.inbox.pop()) && done && done()) return true;
  }
  return false;
}

void Loop::flush() {
  // Flushing may break a connection, never add output.
  for (const auto& connection : std::exchange(context_.to_flush, {})) connection->flush();
}

void Loop::wait_and_handle(Instant deadline) {
  auto& io = context_.io;
  std::size_t handled = 0;
  if (!context_.inbox.empty()) handled = io.poll_one();
  else if (deadline == Instant::never()) handled = io.run_one();
  else handled = io.run_one_until(to_steady(deadline));   // Does nothing when the deadline has passed.
  while (handled < kHandlersPerRound && io.poll_one() > 0) ++handled;
}

bool Loop::take(const Happening& happening) {
  const bool turned = node(happening.to.node).take(context_.now(), happening);
  if (happening.source != nullptr) happening.source->on_delivered();
  return turned;
}

}   // namespace parley::transport
