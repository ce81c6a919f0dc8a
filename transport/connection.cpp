// Every handler holds the connection and looks first whether it has gone meanwhile.
#include "transport/connection.h"

#include <fmt/format.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <utility>

#include "protocol/base/assert.h"
#include "transport/peer_certificate.h"
#include "transport/socket_text.h"

namespace parley::transport {
namespace {

namespace asio = boost::asio;
using boost::asio::ip::tcp;

constexpr std::size_t kTlsRecordBytesMax = 16 * 1024;   // RFC 8446, 5.1: no read returns more.

// One minute of probes (config.h).
constexpr int kKeepaliveSeconds = 15;
constexpr int kKeepaliveProbes = 4;

bool is_end_of_stream(const boost::system::error_code& error) {
  return error == asio::error::eof || error == asio::ssl::error::stream_truncated;
}

// Where the system refuses, its own two hours hold.
void keep_alive(int socket, Duration after) {
  const auto set = [socket](int level, int option, int value) {
    (void)::setsockopt(socket, level, option, &value, sizeof value);
  };
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, static_cast<int>(std::chrono::ceil<std::chrono::seconds>(after).count()));
  set(IPPROTO_TCP, TCP_KEEPINTVL, kKeepaliveSeconds);
  set(IPPROTO_TCP, TCP_KEEPCNT, kKeepaliveProbes);
}

}   // namespace

Connection::Connection(LoopContext& context, Address owner, LinkId link)
    : context_(context), owner_(owner), link_(link), stream_(Socket(context.io)), timer_(context.io) {}

Connection::Socket& Connection::socket() {
  if (auto* tls = std::get_if<TlsStream>(&stream_)) return tls->next_layer();
  return std::get<Socket>(stream_);
}

// --- From nothing to up ---

void Connection::accept(Socket socket, const Entrance& entrance, Slot slot) {
  stream_.emplace<Socket>(std::move(socket));
  slot_.emplace(std::move(slot));
  entrance_ = entrance;
  if (entrance.tls) return start_tls(true);
  come_up();
}

void Connection::open(const Url& target) {
  target_ = target;
  allow(context_.config.connect_timeout);
  ErrorCode is_a_name;
  const auto address = asio::ip::make_address(target.host, is_a_name);
  if (is_a_name) return resolve(target);
  socket().async_connect(tcp::endpoint(address, target.port),
                         [self = shared_from_this()](const ErrorCode& error) { self->on_connected(error); });
}

void Connection::resolve(const Url& target) {
  auto resolver = std::make_shared<tcp::resolver>(context_.io);
  resolver->async_resolve(target.host, std::to_string(target.port),
                          [self = shared_from_this(), resolver](const ErrorCode& error, const Found& found) {
                            self->on_resolved(error, found);
                          });
}

void Connection::on_resolved(const ErrorCode& error, const Found& found) {
  if (stage_ == Stage::gone) return;
  if (error) return end(failed_to_connect(describe(error)));
  asio::async_connect(socket(), found,
                      [self = shared_from_this()](const ErrorCode& failure, const tcp::endpoint&) {
                        self->on_connected(failure);
                      });
}

void Connection::on_connected(const ErrorCode& error) {
  if (stage_ == Stage::gone) return;
  if (error) return end(failed_to_connect(describe(error)));
  if (target_->tls) return start_tls(false);
  come_up();
}

void Connection::start_tls(bool as_server) {
  stage_ = Stage::handshaking;
  allow(context_.config.handshake_timeout);
  asio::ssl::context& settings = as_server ? *context_.tls.server : *context_.tls.client;
  Socket plain = std::move(std::get<Socket>(stream_));
  try {
    stream_.emplace<TlsStream>(std::move(plain), settings);
  } catch (const std::exception& error) {   // SSL_new may be out of memory, and Asio then throws.
    stream_.emplace<Socket>(context_.io);
    return end(fmt::format("TLS cannot be started: {}", error.what()));
  }
  auto& tls = std::get<TlsStream>(stream_);
  if (entrance_.demands_certificate) demand_certificate(tls.native_handle());
  if (!as_server) prepare_client(tls.native_handle(), target_->host, context_.config.trust);
  tls_bytes_.resize(kTlsRecordBytesMax);
  tls.async_handshake(as_server ? TlsStream::server : TlsStream::client,
                      [self = shared_from_this()](const ErrorCode& error) { self->on_handshake(error); });
}

void Connection::on_handshake(const ErrorCode& error) {
  if (stage_ == Stage::gone) return;
  if (!error) return come_up();
  if (!target_) return end(failed_handshake(error));
  const std::string trouble = certificate_trouble(std::get<TlsStream>(stream_).native_handle());
  end(failed_to_connect(trouble.empty() ? fmt::format("the TLS handshake failed: {}", describe(error))
                                        : fmt::format("its certificate is not accepted: {}", trouble)));
}

std::string Connection::failed_handshake(const ErrorCode& error) {
  const std::string why = fmt::format("the TLS handshake failed: {}", describe(error));
  if (!entrance_.demands_certificate) return why;
  ErrorCode ignored;
  const std::string who = to_url(true, socket().remote_endpoint(ignored));
  const std::string trouble = certificate_trouble(std::get<TlsStream>(stream_).native_handle());
  if (!trouble.empty()) return fmt::format("the certificate of {} is not accepted: {}", who, trouble);
  if (ERR_GET_REASON(static_cast<unsigned long>(error.value())) == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE)
    return fmt::format("{} shows no certificate", who);
  return why;
}

std::vector<std::string> Connection::certified_addresses() {
  if (!entrance_.demands_certificate) return {};
  const std::unique_ptr<X509, decltype(&X509_free)> shown(
      SSL_get1_peer_certificate(std::get<TlsStream>(stream_).native_handle()), X509_free);
  return shown == nullptr ? std::vector<std::string>() : addresses_in(shown.get());
}

void Connection::come_up() {
  timer_.cancel();
  ErrorCode ignored;
  socket().set_option(tcp::no_delay(true), ignored);   // A small request must not wait for an ACK.
  socket().non_blocking(true, ignored);
  keep_alive(socket().native_handle(), context_.config.keepalive_after);
  const tcp::endpoint peer = socket().remote_endpoint(ignored);
  stage_ = Stage::up;
  // on_delivered() begins to read.
  tell(LinkUp{link_, to_url(!tls_bytes_.empty(), peer), entrance_.number, certified_addresses()});
}

// --- Up ---

void Connection::read() {
  if (stage_ != Stage::up || reading_ || peer_is_done_) return;
  reading_ = true;
  if (auto* tls = std::get_if<TlsStream>(&stream_)) {
    tls->async_read_some(asio::buffer(tls_bytes_),
                         [self = shared_from_this()](const ErrorCode& error, std::size_t size) {
                           self->on_read(error, std::string_view(self->tls_bytes_).substr(0, size));
                         });
    return;
  }
  socket().async_wait(Socket::wait_read,
                      [self = shared_from_this()](const ErrorCode& error) { self->on_readable(error); });
}

void Connection::on_readable(const ErrorCode& error) {
  if (stage_ == Stage::gone) return;
  ErrorCode failure = error;
  std::size_t size = 0;
  if (!failure) size = socket().read_some(asio::buffer(context_.read_buffer), failure);
  if (failure == asio::error::would_block) {
    reading_ = false;
    return read();
  }
  on_read(failure, std::string_view(context_.read_buffer.data(), size));
}

void Connection::on_read(const ErrorCode& error, std::string_view bytes) {
  if (stage_ == Stage::gone) return;
  reading_ = false;
  if (is_end_of_stream(error)) {
    // What the owner has sent still leaves: a peer may stop speaking before it stops listening.
    peer_is_done_ = true;
    if (!owner_is_done_) allow(context_.config.close_timeout);
    tell_down("closed by the peer");
    return finish();
  }
  if (error) return end(describe(error));
  if (owner_is_done_) return read();   // A close with unread bytes would reset what was just sent.
  tell(LinkBytes{link_, std::string(bytes)});
}

void Connection::on_delivered() { read(); }

void Connection::expect_more_than(const Heard& heard) {
  if (!slot_ || stage_ != Stage::up || owner_is_done_) return;
  const bool may_be_silent = heard.messages > 0 && !heard.unfinished;
  if (may_be_silent) {
    if (std::exchange(waiting_since_, std::nullopt)) timer_.cancel();
    return;
  }
  if (waiting_since_ == heard.messages) return;   // Its time is running: a byte now and then buys no more.
  waiting_since_ = heard.messages;
  allow(heard.messages == 0 ? context_.config.first_message_timeout : context_.config.message_timeout);
}

bool Connection::admits(std::size_t bytes) {
  if (stage_ != Stage::up || owner_is_done_) return false;
  const std::size_t most = context_.config.output_bytes_max;
  if (bytes <= most && output_.size() <= most - bytes) return true;
  abort(fmt::format("the peer reads too slowly: {} bytes wait and {} more exceed the limit of {}",
                    output_.size(), bytes, most));
  return false;
}

void Connection::send(std::string bytes) {
  output_.append(std::move(bytes));
  if (std::exchange(to_flush_, true)) return;
  context_.to_flush.push_back(shared_from_this());
}

void Connection::flush() {
  to_flush_ = false;
  if (stage_ != Stage::up || writing_) return;
  if (output_.empty()) return finish();
  writing_ = true;
  std::visit(
      [this](auto& stream) {
        stream.async_write_some(asio::buffer(output_.front()),
                                [self = shared_from_this()](const ErrorCode& error, std::size_t size) {
                                  self->on_written(error, size);
                                });
      },
      stream_);
}

void Connection::on_written(const ErrorCode& error, std::size_t bytes) {
  if (stage_ == Stage::gone) return;
  writing_ = false;
  if (error) return end(describe(error));
  output_.consumed(bytes);
  flush();
}

// --- From up to nothing ---

void Connection::close_after_sending() {
  if (std::exchange(owner_is_done_, true)) return;
  if (stage_ != Stage::up) return drop();
  allow(context_.config.close_timeout);
  finish();
}

// Goes on when one side is done and nothing waits any more; until then on_written() comes back here.
void Connection::finish() {
  if (!owner_is_done_ || stage_ != Stage::up || writing_ || !output_.empty()) return;
  if (std::exchange(finishing_, true)) {
    if (peer_is_done_ && std::holds_alternative<Socket>(stream_)) drop();
    return;
  }
  if (auto* tls = std::get_if<TlsStream>(&stream_)) {
    tls->async_shutdown([self = shared_from_this()](const ErrorCode&) { self->drop(); });
    return;
  }
  if (peer_is_done_) return drop();
  ErrorCode ignored;
  socket().shutdown(Socket::shutdown_send, ignored);
}

void Connection::abort(std::string reason) {
  if (stage_ == Stage::gone) return;
  ErrorCode ignored;
  socket().set_option(asio::socket_base::linger(true, 0), ignored);
  end(std::move(reason));
}

void Connection::end(std::string reason) {
  tell_down(std::move(reason));
  drop();
}

void Connection::tell(Event event) {
  if (!owner_is_done_) context_.inbox.push(owner_, std::move(event), shared_from_this());
}

void Connection::tell_down(std::string reason) {
  tell(LinkDown{link_, std::move(reason)});
  owner_is_done_ = true;
}

void Connection::drop() {
  if (std::exchange(stage_, Stage::gone) == Stage::gone) return;
  ErrorCode ignored;
  timer_.cancel();
  socket().close(ignored);
  slot_.reset();
}

void Connection::allow(Duration at_most) {
  timer_.expires_after(at_most);
  timer_.async_wait([self = shared_from_this()](const ErrorCode& error) {
    if (!error) self->on_timer();
  });
}

void Connection::on_timer() {
  // A timer that was set anew after it had fired is not due.
  if (stage_ == Stage::gone || timer_.expiry() > asio::steady_timer::clock_type::now()) return;
  switch (stage_) {
    case Stage::connecting: return end(failed_to_connect("there is no answer"));
    case Stage::handshaking: return end("the TLS handshake took too long");
    case Stage::up:
      if (owner_is_done_) return drop();
      if (waiting_since_) end("the peer takes too long to say what it wants");
      return;
    case Stage::gone: return;
  }
}

std::string Connection::failed_to_connect(std::string_view why) const {
  return fmt::format("cannot connect to {}: {}", to_string(*target_), why);
}

}   // namespace parley::transport
