// One endpoint with all that a driver keeps for it: its links, listeners, deadline and lives.
//
// take() is the only place from which an endpoint is called, so the driver contract of
// protocol/base/endpoint.h is kept, or broken, here.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "protocol/base/endpoint.h"
#include "protocol/base/host.h"
#include "transport/connection.h"
#include "transport/listener.h"
#include "transport/loop_context.h"
#include "transport/work_threads.h"

namespace parley::transport {

class Node {
 public:
  Node(LoopContext& context, WorkThreads& work, NodeId id, NodeSpec spec);

  Result<std::string> listen(const Url& url, bool demands_certificate);
  // Tells the endpoint what happened and does what it answers. False, and nothing is done, when that was
  // for another life or a link that is no more, or the endpoint wants to wake later by now.
  bool take(const Now& now, const Happening& happening);
  Address address() const { return {id_, life_}; }
  void crash(const Now& now);
  void restart(const Now& now);
  void cut_links();
  // Accepts nothing any more and closes what is open, after what was sent.
  void close_after_sending();
  // Frees what needs the io_context.
  void shut_down();

 private:
  struct Link {
    std::shared_ptr<Connection> connection;
    bool known = false;   // The endpoint opened it or was told that it is up.
  };

  void begin(const Now& now);
  void on_accept(boost::asio::ip::tcp::socket socket, const Entrance& entrance, Slot slot);
  bool concerns(const Now& now, const Happening& happening);
  Link* find_link(LinkId link, const Source* source);
  bool is_down(const Now& now, const LinkDown& down, const Source* source);
  void show(const Now& now, const Event& event);
  // The peer that was heard of in this event has so long for its next word.
  void limit_silence(const Event& event);
  void log(const Now& now, LogLevel level, std::string text);

  void carry_out(const Now& now, OpenLink effect);
  void carry_out(const Now& now, SendBytes effect);
  void carry_out(const Now& now, CloseLink effect);
  void carry_out(const Now& now, DoWork effect);
  void carry_out(const Now& now, Tell effect);
  void carry_out(const Now& now, Observed effect);
  void carry_out(const Now& now, Log effect);

  void wake_at(Instant at);
  void on_timer();

  LoopContext& context_;
  WorkThreads& work_;
  const NodeId id_;
  const NodeSpec spec_;
  Life life_ = kAnyLife;                 // Counts births and deaths; the first life is 1.
  std::unique_ptr<Endpoint> endpoint_;   // Null while it is dead.
  std::map<LinkId, Link> links_;
  LinkId next_accepted_ = 1;
  std::vector<std::shared_ptr<Listener>> listeners_;
  boost::asio::steady_timer timer_;
  Instant wake_at_ = Instant::never();    // What the endpoint wants.
  Instant timer_at_ = Instant::never();   // What the timer is set to; never later than wake_at_.
};

}   // namespace parley::transport
