// The one link of a client and the SIP messages on it. Opens, cuts and closes it; what comes in is framed,
// matched to transactions and handed on. When nothing was said for long, CR LF CR LF keeps the link alive
// (real-client.md 6).
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/client/ground.h"
#include "protocol/sip/stream_parser.h"
#include "protocol/sip/transactions.h"

namespace parley::client {

class Connection {
 public:
  // As a real client, until the server says otherwise.
  static constexpr Duration kKeepAlive = std::chrono::seconds{60};

  struct Hooks {
    std::function<void()> on_up;
    std::function<void(std::string reason)> on_lost;   // Also: could not be opened.
    std::function<void(const sip::IncomingRequest&)> on_request;
    std::function<void(const sip::Message& ack)> on_ack;   // Of a 2xx of ours.
    std::function<void(const sip::IncomingResponse&)> on_response;
    std::function<void(const sip::StrayResponse&)> on_stray;
    std::function<void(sip::ClientTransactionId)> on_timed_out;
  };

  explicit Connection(Ground& ground);
  void set_hooks(Hooks hooks) { hooks_ = std::move(hooks); }

  void open();
  bool up() const { return up_; }
  // Closes on purpose; on_lost is not called. Either way the open transactions are forgotten.
  void close();
  // Cuts the link as a broken cable does: on_lost is called.
  void cut(std::string reason);

  sip::ClientTransactionId request(std::string_view via, sip::Message request);   // A hook has the answer.
  void respond(sip::ServerTransactionId transaction, const sip::Message& response);
  void answer_again(sip::ServerTransactionId transaction);                   // The final answer, once more.
  void request_without_answer(std::string_view via, sip::Message request);   // The ACK of a 2xx.
  void send(std::string bytes);                                              // As they are.

  // The silence that a server lets pass (`timeout` of its ms-keep-alive); until the link is opened anew.
  void keep_alive_every(Duration silence);

  void link_up(LinkId link);
  void link_bytes(LinkId link, std::string_view bytes);
  void link_down(LinkId link, const std::string& reason);
  void expire();   // Reports the transactions whose time is over.
  Instant wake_at() const { return transactions_.wake_at(); }

 private:
  void receive(sip::Message message);
  void lose(std::string reason);
  void go_down();
  void said_something() { said_last_ = ground_.now.monotonic; }
  void watch_silence();

  Ground& ground_;
  Hooks hooks_;
  sip::Transactions transactions_;
  sip::StreamParser parser_;
  LinkId link_ = kOpenedLink;   // The last one opened; numbers are never used twice.
  bool opening_ = false;
  bool up_ = false;
  Duration keep_alive_ = kKeepAlive;
  Instant said_last_;
  AlarmId silence_ = 0;
};

}   // namespace parley::client
