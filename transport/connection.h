// One TCP or TLS connection of one node, from accept or open to its end.
//
// Promises to its owner: LinkUp at most once, after the TLS handshake; LinkBytes in order, the next only
// after the last was dealt with; LinkDown once, unless the owner closed it; after either nothing is said.
// A connection keeps itself alive while the system owes it an answer.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "transport/inbox.h"
#include "transport/listener.h"
#include "transport/loop_context.h"
#include "transport/output_buffer.h"
#include "transport/slots.h"
#include "transport/url.h"

namespace parley::transport {

class Connection final : public Source, public std::enable_shared_from_this<Connection> {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  Connection(LoopContext& context, Address owner, LinkId link);

  // Exactly one of these two comes first.
  void accept(Socket socket, const Entrance& entrance, Slot slot);
  void open(const Url& target);

  // True when these bytes may be sent. False when the link is not up, and when they exceed
  // output_bytes_max together with what waits: then this connection breaks.
  bool admits(std::size_t bytes);
  void send(std::string bytes);   // Only after admits(). Leaves with the next flush().
  void flush();
  // What the owner has heard by now: an accepted peer that says nothing, or does not finish what it says,
  // is dropped when its time is over.
  void expect_more_than(const Heard& heard);
  // The owner is done and hears no more of it; what was sent before still leaves.
  void close_after_sending();
  // Breaks the connection as a cut cable does: what waits is lost, the peer sees a reset.
  void abort(std::string reason);

  void on_delivered() override;

 private:
  using ErrorCode = boost::system::error_code;
  using Found = boost::asio::ip::tcp::resolver::results_type;
  using TlsStream = boost::asio::ssl::stream<Socket>;
  enum class Stage { connecting, handshaking, up, gone };

  Socket& socket();
  void resolve(const Url& target);
  void on_resolved(const ErrorCode& error, const Found& found);
  void on_connected(const ErrorCode& error);
  void start_tls(bool as_server);
  void on_handshake(const ErrorCode& error);
  void come_up();
  void read();
  void on_readable(const ErrorCode& error);
  void on_read(const ErrorCode& error, std::string_view bytes);
  void on_written(const ErrorCode& error, std::size_t bytes);
  void on_timer();
  void allow(Duration at_most);   // From now until the timer is set anew or cancelled.
  void finish();
  void tell(Event event);   // Unless the owner is done.
  void tell_down(std::string reason);
  void end(std::string reason);   // tell_down() and drop().
  void drop();
  std::string failed_handshake(const ErrorCode& error);   // The sentence for who accepted.
  std::vector<std::string> certified_addresses();
  std::string failed_to_connect(std::string_view why) const;

  LoopContext& context_;
  const Address owner_;
  const LinkId link_;
  std::variant<Socket, TlsStream> stream_;
  boost::asio::steady_timer timer_;   // Runs while somebody is waited for.
  std::optional<Slot> slot_;          // Of an accepted one.
  Entrance entrance_;                 // Likewise.
  std::optional<Url> target_;         // Of an opened one.
  std::string tls_bytes_;             // Where TLS decrypts to; empty for plain TCP.
  OutputBuffer output_;
  // So many messages were whole when the timer was set to wait for the next. Empty: the peer may be silent.
  std::optional<std::uint64_t> waiting_since_;
  Stage stage_ = Stage::connecting;
  bool owner_is_done_ = false;   // It closed the link, or LinkDown is on its way to it.
  bool peer_is_done_ = false;    // It will send no more.
  bool reading_ = false;
  bool writing_ = false;
  bool finishing_ = false;
  bool to_flush_ = false;
};

}   // namespace parley::transport
