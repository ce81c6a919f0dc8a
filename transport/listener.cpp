// A port is bound and listened on in two steps, so that a paused listener can keep the first.
#include "transport/listener.h"

#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>
#include <utility>

#include "transport/socket_text.h"

namespace parley::transport {
namespace {

namespace asio = boost::asio;
using boost::asio::ip::tcp;

// When the process or the system is out of descriptors or buffers, asking again at once would only
// spin; connections wait in the backlog meanwhile.
constexpr std::chrono::milliseconds kRetryAfter{100};

}   // namespace

Listener::Listener(LoopContext& context, Handlers handlers)
    : context_(context), handlers_(std::move(handlers)), acceptor_(context.io), retry_(context.io) {}

tl::unexpected<Error> Listener::cannot_listen(const ErrorCode& error) const {
  const std::string where = to_string(url_);
  if (error == asio::error::address_in_use)
    return fail(Errc::conflict,
                fmt::format("cannot listen on {}: port {} is in use already", where, url_.port));
  if (error == asio::error::access_denied)
    return fail(Errc::denied, fmt::format("cannot listen on {}: port {} needs more rights than this program "
                                          "has",
                                          where, url_.port));
  if (error == boost::system::errc::address_not_available)
    return fail(Errc::not_found,
                fmt::format("cannot listen on {}: {} is no address of this machine", where, url_.host));
  return fail(Errc::unavailable, fmt::format("cannot listen on {}: {}", where, describe(error)));
}

Result<void> Listener::check_tls() const {
  const auto lacks = [&](std::string_view what) {
    return fail(Errc::not_found, fmt::format("cannot listen on {}: {}", to_string(url_), what));
  };
  if (url_.tls && context_.tls.server == nullptr) return lacks("no certificate and key were given");
  if (!entrance_.demands_certificate) return {};
  if (!url_.tls) return lacks("certificates of clients need tls://");
  if (!context_.tls.can_demand_certificates)
    return lacks("no authorities for certificates of clients were given");
  return {};
}

Result<std::string> Listener::listen(const Url& url, const Entrance& entrance) {
  url_ = url;
  entrance_ = entrance;
  entrance_.tls = url.tls;
  if (auto fits = check_tls(); !fits) return tl::unexpected(fits.error());
  ErrorCode error;
  tcp::resolver resolver(context_.io);
  const auto found = resolver.resolve(url.host, std::to_string(url.port), tcp::resolver::passive, error);
  if (error) return cannot_listen(error);
  endpoint_ = found.begin()->endpoint();
  if (auto bound = bind(); !bound) return tl::unexpected(bound.error());
  if (auto accepting = start_accepting(); !accepting) return tl::unexpected(accepting.error());
  return to_string(url_);
}

Result<void> Listener::bind() {
  ErrorCode error;
  acceptor_.open(endpoint_.protocol(), error);
  // A port whose last connections are still in TIME_WAIT is free; one that is listened on is not.
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint_, error);
  if (!error) endpoint_ = acceptor_.local_endpoint(error);
  if (error) {
    close();
    return cannot_listen(error);
  }
  url_.port = endpoint_.port();
  return {};
}

Result<void> Listener::start_accepting() {
  ErrorCode error;
  acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    close();
    return cannot_listen(error);
  }
  accept();
  return {};
}

void Listener::pause() {
  close();
  // Failing is told by resume(), which then binds again.
  (void)bind();
}

Result<void> Listener::resume() {
  if (!acceptor_.is_open())
    if (auto bound = bind(); !bound) return bound;
  return start_accepting();
}

void Listener::close() {
  ErrorCode ignored;
  ++openings_;
  retry_.cancel();
  acceptor_.close(ignored);
}

void Listener::accept() {
  acceptor_.async_accept(
      [self = shared_from_this(), opening = openings_](const ErrorCode& error, tcp::socket socket) {
        if (opening == self->openings_) self->on_accepted(error, std::move(socket));
      });
}

void Listener::on_accepted(const ErrorCode& error, tcp::socket socket) {
  if (error == asio::error::connection_aborted) return accept();   // The peer gave up in the backlog.
  if (error) {
    complain(fmt::format("cannot accept on {}: {}", to_string(url_), describe(error)));
    return accept_later();
  }
  if (auto slot = context_.accepted.take()) {
    has_complained_ = false;
    handlers_.on_accept(std::move(socket), entrance_, std::move(*slot));
  } else {
    ErrorCode ignored;
    socket.set_option(asio::socket_base::linger(true, 0), ignored);
    socket.close(ignored);
    complain(fmt::format("connections to {} are refused: {} are open (connections_max)", to_string(url_),
                         context_.config.connections_max));
  }
  accept();
}

void Listener::complain(std::string sentence) {
  if (!std::exchange(has_complained_, true)) handlers_.on_trouble(std::move(sentence));
}

void Listener::accept_later() {
  retry_.expires_after(kRetryAfter);
  retry_.async_wait([self = shared_from_this(), opening = openings_](const ErrorCode&) {
    if (opening == self->openings_) self->accept();
  });
}

}   // namespace parley::transport
