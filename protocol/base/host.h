// A place where endpoints live together and are driven: simulator/World in virtual time, or
// transport/AsioDriver on real sockets. A scenario is played on a Host and cannot find out which.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "protocol/base/endpoint.h"
#include "protocol/base/result.h"

namespace parley {

using NodeId = std::uint32_t;

// Sees what happens at every node, in order. Called between two turns, never from two threads at once.
class HostWatcher {
 public:
  virtual ~HostWatcher() = default;
  virtual void on_sent(const Now&, NodeId, LinkId, std::string_view /*bytes*/) {}
  virtual void on_received(const Now&, NodeId, LinkId, std::string_view /*bytes*/) {}
  virtual void on_link_up(const Now&, NodeId, LinkId, std::string_view /*peer*/) {}
  virtual void on_link_down(const Now&, NodeId, LinkId, std::string_view /*reason*/) {}
  virtual void on_told(const Now&, NodeId, std::string_view /*line*/) {}
  virtual void on_tell(const Now&, NodeId, std::string_view /*line*/) {}
  virtual void on_observed(const Now&, NodeId, const Observed&) {}
  virtual void on_log(const Now&, NodeId, const Log&) {}
};

struct NodeSpec {
  std::string name;                                            // Of the actor; unique in the host.
  std::function<std::unique_ptr<Endpoint>(const Now&)> make;   // Called at add() and again at restart().
  // Performs the work of each lane that the endpoint uses. A worker outlives a crash: it is the disk.
  std::map<Lane, std::shared_ptr<Worker>> workers;
};

class Host {
 public:
  virtual ~Host() = default;

  virtual NodeId add(NodeSpec spec) = 0;
  // Accepts connections for a node. `url` is "tcp://HOST:PORT" or "tls://HOST:PORT", port 0 for any free
  // one; returns the URL that clients use as OpenLink.target.
  virtual Result<std::string> listen(NodeId node, std::string_view url) = 0;
  // The endpoint gets Told{line} at once.
  virtual void tell(NodeId node, std::string line) = 0;
  // The node dies as by SIGKILL: its links break, what it had not yet sent or asked for is lost, its workers
  // keep what they did. restart() makes a new endpoint on the same workers and listeners.
  virtual void crash(NodeId node) = 0;
  virtual void restart(NodeId node) = 0;
  // Breaks every link of the node, as a cut cable does.
  virtual void cut_links(NodeId node) = 0;

  virtual void watch(HostWatcher* watcher) = 0;   // One watcher; not owned; null for none.
  virtual Now now() const = 0;
  // Drives everything until `done` says so (asked after every turn) or the time has come. True when done.
  virtual bool run_until(Instant deadline, const std::function<bool()>& done) = 0;
};

}   // namespace parley
