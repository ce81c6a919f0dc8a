// Accepts the connections of one URL of one node, up to the number of slots.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "protocol/base/result.h"
#include "transport/loop_context.h"
#include "transport/url.h"

namespace parley::transport {

// How its connections begin.
struct Entrance {
  bool tls = false;
  bool demands_certificate = false;
  std::uint32_t number = 0;   // Of the listener among those of its node.
};

class Listener : public std::enable_shared_from_this<Listener> {
 public:
  using OnAccept =
      std::function<void(boost::asio::ip::tcp::socket socket, const Entrance& entrance, Slot slot)>;
  using OnTrouble = std::function<void(std::string sentence)>;   // For the log; accepting goes on.

  struct Handlers {
    OnAccept on_accept;
    OnTrouble on_trouble;
  };
  Listener(LoopContext& context, Handlers handlers);

  // Port 0 takes a free one. The result is the URL with the port that it became. Fails with a sentence
  // when the host is unknown or not ours, the port is taken or not allowed, TLS has no certificate, or
  // certificates are demanded without TLS or client authorities.
  Result<std::string> listen(const Url& url, const Entrance& entrance);
  // Refuses connections, as if nobody listened, but keeps the port from everybody else.
  void pause();
  Result<void> resume();
  void close();

 private:
  using ErrorCode = boost::system::error_code;

  Result<void> bind();
  Result<void> start_accepting();
  void accept();
  void on_accepted(const ErrorCode& error, boost::asio::ip::tcp::socket socket);
  void accept_later();
  void complain(std::string sentence);
  Result<void> check_tls() const;
  tl::unexpected<Error> cannot_listen(const ErrorCode& error) const;

  LoopContext& context_;
  Handlers handlers_;
  Url url_;
  Entrance entrance_;
  boost::asio::ip::tcp::endpoint endpoint_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer retry_;
  std::uint64_t openings_ = 0;    // Tells a connection of the present opening from one of an earlier one.
  bool has_complained_ = false;   // One line per flood, not one per connection.
};

}   // namespace parley::transport
