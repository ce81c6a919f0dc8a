// TLS as both ends of a connection need it: what we show, whom we believe, which versions we speak.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "protocol/base/result.h"
#include "transport/config.h"

namespace parley::transport {

struct TlsContexts {
  std::shared_ptr<boost::asio::ssl::context> server;   // Null without an identity.
  std::shared_ptr<boost::asio::ssl::context> client;
  bool can_demand_certificates = false;   // There are client authorities.
};

// Fails with a sentence about the file that cannot be read, is not PEM, or does not fit the other one.
Result<TlsContexts> make_tls_contexts(const DriverConfig& config);

// The peer must prove to be `host`, a name or an address, unless `trust` lets it through. Asks for the
// name (RFC 6066, 3), so that a peer with several can choose.
void prepare_client(SSL* session, const std::string& host, const TlsTrust& trust);

// The peer must show a certificate that the client authorities vouch for, or the handshake fails.
void demand_certificate(SSL* session);

// Why the peer's certificate was not accepted, as part of a sentence; empty when that was not the trouble.
std::string certificate_trouble(SSL* session);

}   // namespace parley::transport
