// How sockets and their errors are shown to people and to endpoints.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <string>

namespace parley::transport {

// "tcp://127.0.0.1:5060", "tls://[::1]:5061".
std::string to_url(bool tls, const boost::asio::ip::tcp::endpoint& endpoint);

// Part of a sentence, without a full stop: "the connection was refused".
std::string describe(const boost::system::error_code& error);

}   // namespace parley::transport
