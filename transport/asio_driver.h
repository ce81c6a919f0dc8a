// Drives endpoints (endpoint.h) on real sockets, real clocks and threads of their own for blocking work: the
// Host that is not a simulation.
//
// One AsioDriver is one thread: all its functions are called on the thread that calls run(), but for
// stop(), which any thread may call. Endpoints, watchers and callbacks are called on that
// thread too; Workers on a thread each. Nothing throws. Scale is more drivers, not more threads.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "protocol/base/host.h"
#include "transport/config.h"

namespace parley::transport {

class Loop;

class AsioDriver final : public Host {
 public:
  using Config = DriverConfig;

  // Fails with a sentence when certificate, key or authorities are unusable, or the system lets us have
  // no event loop.
  static Result<std::unique_ptr<AsioDriver>> make(Config config = {});
  // Breaks all links. Waits for work that has begun, and for a look-up of a name that has.
  ~AsioDriver() override;

  // --- Host ---
  NodeId add(NodeSpec spec) override;
  // Fails with a sentence: not a URL, port in use or not allowed, no address of this machine, no
  // certificate. Whether to listen on an address that others can reach is the caller's decision.
  Result<std::string> listen(NodeId node, std::string_view url) override;
  void tell(NodeId node, std::string line) override;   // The turn itself happens in run_until().
  void crash(NodeId node) override;
  void restart(NodeId node) override;
  void cut_links(NodeId node) override;
  void watch(HostWatcher* watcher) override;
  Now now() const override;
  // `done` may be empty. Also returns false after stop().
  bool run_until(Instant deadline, const std::function<bool()>& done) override;

  // --- What only real hosts do ---
  // As listen(), on tls:// only: who shows no certificate that the client authorities vouch for does not get
  // in, and LinkUp says whom it is about.
  Result<std::string> listen_for_certificates(NodeId node, std::string_view url);
  void stop();   // For good: later calls of run_until() return at once.
  // stop() at the first of these signals, or `at_first` at the first and stop() at the second. One
  // more has its ordinary effect again.
  Result<void> stop_on_signals(std::initializer_list<int> signals, std::function<void()> at_first = {});
  // Ends what nodes have accepted as CloseLink does, and waits until what was sent has left and the peers
  // have closed, too. False when the deadline or stop() came first. Nothing is accepted afterwards.
  bool close_all(Instant deadline);

  // Every line of the descriptor is told to the node, until its end; then on_end, with an empty sentence
  // or the reason why it ended early. The descriptor is not closed and stays the caller's.
  Result<void> read_lines_from(int descriptor, NodeId node,
                               std::function<void(std::string_view sentence)> on_end);

 private:
  explicit AsioDriver(std::unique_ptr<Loop> loop);

  std::unique_ptr<Loop> loop_;   // Hidden, so that nobody else needs to include Asio.
};

}   // namespace parley::transport
