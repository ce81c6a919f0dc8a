#include "protocol/client/connection.h"

#include <fmt/format.h>

#include <utility>

namespace parley::client {
namespace {

constexpr std::string_view kPing = "\r\n\r\n";

}   // namespace

Connection::Connection(Ground& ground)
    : ground_(ground),
      transactions_({.timeout = ground.config.transaction_timeout}, ground.random.fork("transactions")) {}

void Connection::open() {
  ++link_;
  opening_ = true;
  parser_ = sip::StreamParser();
  keep_alive_ = kKeepAlive;
  ground_.effects.emplace_back(OpenLink{link_, ground_.config.target});
}

void Connection::close() {
  if (!up_ && !opening_) return;
  ground_.effects.emplace_back(CloseLink{link_});
  go_down();
}

void Connection::cut(std::string reason) {
  if (!up_ && !opening_) return;
  ground_.effects.emplace_back(CloseLink{link_});
  lose(std::move(reason));
}

void Connection::lose(std::string reason) {
  go_down();
  hooks_.on_lost(std::move(reason));
}

void Connection::go_down() {
  up_ = opening_ = false;
  ground_.alarms.cancel(std::exchange(silence_, 0));
  transactions_.link_down(link_);
}

// Set once for each stretch of silence and not for each message: what was said meanwhile is seen when it
// rings.
void Connection::watch_silence() {
  ground_.alarms.cancel(silence_);
  silence_ = ground_.alarms.set(said_last_ + keep_alive_, [this] {
    if (ground_.now.monotonic - said_last_ >= keep_alive_) send(std::string(kPing));
    watch_silence();
  });
}

void Connection::keep_alive_every(Duration silence) {
  keep_alive_ = silence;
  watch_silence();
}

sip::ClientTransactionId Connection::request(std::string_view via, sip::Message request) {
  said_something();
  return transactions_.request(ground_.now, {link_, via}, std::move(request), ground_.effects);
}

void Connection::respond(sip::ServerTransactionId transaction, const sip::Message& response) {
  said_something();
  transactions_.respond(ground_.now, transaction, response, ground_.effects);
}

void Connection::answer_again(sip::ServerTransactionId transaction) {
  said_something();
  transactions_.answer_again(transaction, ground_.effects);
}

void Connection::request_without_answer(std::string_view via, sip::Message request) {
  said_something();
  transactions_.request_without_answer({link_, via}, std::move(request), ground_.effects);
}

void Connection::send(std::string bytes) {
  said_something();
  ground_.effects.emplace_back(SendBytes{link_, std::move(bytes)});
}

void Connection::link_up(LinkId link) {
  if (link != link_ || !opening_) return;   // Of a link that was given up meanwhile.
  opening_ = false;
  up_ = true;
  said_something();
  watch_silence();
  hooks_.on_up();
}

void Connection::link_bytes(LinkId link, std::string_view bytes) {
  if (link != link_ || !up_) return;
  parser_.feed(bytes);
  // A message may make the client close this link or open another; what stands behind it is then lost.
  while (up_ && link == link_) {
    auto next = parser_.next();
    if (!next) return;
    if (!*next) return cut(fmt::format("the server's bytes are no SIP: {}", next->error().detail));
    receive(std::move(**next));
  }
}

void Connection::receive(sip::Message message) {
  const auto incoming = transactions_.receive(ground_.now, link_, std::move(message), ground_.effects);
  if (!incoming) return;
  if (const auto* request = std::get_if<sip::IncomingRequest>(&*incoming)) hooks_.on_request(*request);
  if (const auto* ack = std::get_if<sip::IncomingAck>(&*incoming)) hooks_.on_ack(ack->ack);
  if (const auto* response = std::get_if<sip::IncomingResponse>(&*incoming)) hooks_.on_response(*response);
  if (const auto* stray = std::get_if<sip::StrayResponse>(&*incoming)) hooks_.on_stray(*stray);
}

void Connection::link_down(LinkId link, const std::string& reason) {
  if (link != link_ || (!up_ && !opening_)) return;
  lose(reason.empty() ? "the link went down" : reason);
}

void Connection::expire() {
  for (const sip::RequestFailed& request : transactions_.expire(ground_.now, ground_.effects))
    hooks_.on_timed_out(request.transaction);
}

}   // namespace parley::client
