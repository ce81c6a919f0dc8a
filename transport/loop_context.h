// What the parts of one driver share: the Asio loop, the inbox, the limits. One thread.
#pragma once

#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "transport/clocks.h"
#include "transport/config.h"
#include "transport/inbox.h"
#include "transport/slots.h"
#include "transport/tls.h"

namespace parley::transport {

class Connection;

struct LoopContext {
  LoopContext(DriverConfig settings, TlsContexts contexts)
      : config(std::move(settings)),
        clocks(config.wall_start),
        accepted(config.connections_max),
        tls(std::move(contexts)) {}

  Now now() const { return clocks.read(); }
  HostWatcher& watcher() { return watcher_or_null != nullptr ? *watcher_or_null : nobody; }

  const DriverConfig config;
  const Clocks clocks;
  Slots accepted;
  TlsContexts tls;
  Inbox inbox;
  std::vector<std::shared_ptr<Connection>> to_flush;   // Has output that is not yet with the system.
  // Plain sockets are read only when they are ready, so one buffer serves them all.
  std::array<char, std::size_t{64} * 1024> read_buffer;
  HostWatcher* watcher_or_null = nullptr;
  HostWatcher nobody;
  // After the others, so that it dies first: handlers that never ran hold connections, which hold slots.
  boost::asio::io_context io{1};
  // Without any socket there is still time to wait for.
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> keep_waiting{io.get_executor()};
};

}   // namespace parley::transport
