// Which versions of TLS a peer can get from us, tried in memory against a peer that knows only one.
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <memory>

#include "transport/self_signed.h"
#include "transport/tls.h"

namespace parley::transport {
namespace {

struct FreeSsl {
  void operator()(SSL* session) const { SSL_free(session); }
};
using Session = std::unique_ptr<SSL, FreeSsl>;

// The version that a server of ours and this client agree on, or "none".
std::string agreed_version(bool old_versions, int only_version) {
  const auto made = make_self_signed();
  DriverConfig config;
  config.identity.certificate_pem = made->certificate_pem;
  config.identity.key_pem = made->key_pem;
  config.old_tls_versions = old_versions;
  const auto contexts = make_tls_contexts(config);
  if (!contexts) return contexts.error().detail;

  boost::asio::ssl::context old_peer(boost::asio::ssl::context::tls_client);
  SSL_CTX_set_security_level(old_peer.native_handle(), 0);
  SSL_CTX_set_min_proto_version(old_peer.native_handle(), only_version);
  SSL_CTX_set_max_proto_version(old_peer.native_handle(), only_version);

  const Session server(SSL_new(contexts->server->native_handle()));
  const Session client(SSL_new(old_peer.native_handle()));
  BIO *server_end = nullptr, *client_end = nullptr;
  BIO_new_bio_pair(&server_end, 0, &client_end, 0);
  SSL_set_bio(server.get(), server_end, server_end);
  SSL_set_bio(client.get(), client_end, client_end);
  SSL_set_accept_state(server.get());
  SSL_set_connect_state(client.get());
  for (int i = 0; i < 10; ++i) {
    const int client_done = SSL_do_handshake(client.get());
    const int server_done = SSL_do_handshake(server.get());
    if (client_done == 1 && server_done == 1) return SSL_get_version(server.get());
  }
  return "none";
}

TEST(TlsVersions, of_today_are_spoken) {
  EXPECT_EQ(agreed_version(false, TLS1_3_VERSION), "TLSv1.3");
  EXPECT_EQ(agreed_version(false, TLS1_2_VERSION), "TLSv1.2");
}

TEST(TlsVersions, that_are_forbidden_are_refused_unless_asked_for) {
  EXPECT_EQ(agreed_version(false, TLS1_1_VERSION), "none");
  EXPECT_EQ(agreed_version(false, TLS1_VERSION), "none");
  EXPECT_EQ(agreed_version(true, TLS1_1_VERSION), "TLSv1.1");
  EXPECT_EQ(agreed_version(true, TLS1_VERSION), "TLSv1");
}

}   // namespace
}   // namespace parley::transport
