// The loop of a driver: waits for what comes first, gives the nodes their turns, sends what they wrote.
//
// A round is: send, wait, run the handlers that are ready (they only fill the inbox), then one turn for
// each thing in the inbox. Nothing is polled: without input and deadlines the thread sleeps.
#pragma once

#include <atomic>
#include <boost/asio/signal_set.hpp>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/host.h"
#include "transport/loop_context.h"
#include "transport/node.h"
#include "transport/work_threads.h"

namespace parley::transport {

class Loop {
 public:
  Loop(DriverConfig config, TlsContexts tls);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  LoopContext& context() { return context_; }
  NodeId add(NodeSpec spec);
  Node& node(NodeId id);

  void tell(NodeId id, std::string line);
  bool run_until(Instant deadline, const std::function<bool()>& done);
  void stop();   // From any thread.
  Result<void> stop_on_signals(std::initializer_list<int> signals, std::function<void()> at_first);
  bool close_all(Instant deadline);

 private:
  bool round(Instant deadline, const std::function<bool()>& done);
  void flush();
  void wait_and_handle(Instant deadline);
  bool take(const Happening& happening);
  void await_signal(std::function<void()> then);

  LoopContext context_;
  std::vector<std::unique_ptr<Node>> nodes_;
  // After the nodes, so that the threads have ended before anything else goes.
  WorkThreads work_;
  std::atomic<bool> stopped_{false};
  boost::asio::signal_set signals_;
};

}   // namespace parley::transport
