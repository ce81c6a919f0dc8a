// The common errors get words of ours, because those of the system do not say who did what.
#include "transport/socket_text.h"

#include <boost/asio/error.hpp>

#include "transport/url.h"

namespace parley::transport {

std::string to_url(bool tls, const boost::asio::ip::tcp::endpoint& endpoint) {
  return to_string(Url{tls, endpoint.address().to_string(), endpoint.port()});
}

std::string describe(const boost::system::error_code& error) {
  namespace asio = boost::asio;
  if (error == asio::error::eof) return "closed by the peer";
  if (error == asio::error::connection_refused) return "the connection was refused";
  if (error == asio::error::connection_reset || error == asio::error::broken_pipe) return "reset by the peer";
  if (error == asio::error::host_not_found || error == asio::error::host_not_found_try_again)
    return "there is no such host";
  if (error == asio::error::timed_out) return "there is no answer";
  return error.message();
}

}   // namespace parley::transport
