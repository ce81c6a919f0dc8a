// Errors of OpenSSL name routines; ours name the file and what is wrong with it.
#include "transport/tls.h"
#include "transport/url.h"

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace parley::transport {
namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

// A chain of certificates takes a few kB and all authorities of a system about 250 kB; more is a mistake.
constexpr std::size_t kPemBytesMax = std::size_t{4} << 20;

struct Pem {
  std::string text;
  std::string name;   // For sentences: "the certificate file '/etc/x.pem'".
};

Result<Pem> load_pem(std::string_view what, const std::string& file, const std::string& in_memory) {
  if (file.empty()) return Pem{in_memory, fmt::format("the {} given in memory", what)};
  const std::string name = fmt::format("the {} file '{}'", what, file);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(file.c_str(), "rbe"), std::fclose);
  std::string text(kPemBytesMax + 1, '\0');
  if (in != nullptr) text.resize(std::fread(text.data(), 1, text.size(), in.get()));
  if (in == nullptr || std::ferror(in.get()) != 0)
    return fail(Errc::unavailable, fmt::format("cannot read {}: {}", name, std::strerror(errno)));
  if (text.size() > kPemBytesMax)
    return fail(Errc::limit_exceeded, fmt::format("{} is larger than {} bytes", name, kPemBytesMax));
  return Pem{std::move(text), name};
}

void set_versions(ssl::context& context, bool old_versions) {
  SSL_CTX* native = context.native_handle();
  SSL_CTX_set_min_proto_version(native, old_versions ? TLS1_VERSION : TLS1_2_VERSION);
  if (old_versions) {
    // OpenSSL 3 counts the SHA-1 signatures of TLS 1.0 and 1.1 as security level 0. What a certificate must
    // be stays as it is without them.
    X509_VERIFY_PARAM_set_auth_level(SSL_CTX_get0_param(native), SSL_CTX_get_security_level(native));
    SSL_CTX_set_security_level(native, 0);
  }
  // Connections live for hours: resuming saves nothing, and a ticket sent to a peer that has closed
  // already turns its close into a reset. Renegotiation lets a peer make us work for free.
  SSL_CTX_set_num_tickets(native, 0);
  SSL_CTX_set_options(native, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);   // 34 kB less for each idle connection.
}

Result<void> use_identity(ssl::context& context, const TlsIdentity& identity) {
  const auto certificate = load_pem("certificate", identity.certificate_file, identity.certificate_pem);
  if (!certificate) return tl::unexpected(certificate.error());
  const auto key = load_pem("key", identity.key_file, identity.key_pem);
  if (!key) return tl::unexpected(key.error());

  error_code error;
  context.use_certificate_chain(boost::asio::buffer(certificate->text), error);
  if (error)
    return fail(Errc::malformed, fmt::format("{} holds no usable certificate in PEM form: {}",
                                             certificate->name, error.message()));
  // A key with a passphrase is refused; without this OpenSSL would ask at the terminal.
  context.set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string(); },
                                error);
  context.use_private_key(boost::asio::buffer(key->text), ssl::context::pem, error);
  if (error && key->text.find("-----BEGIN") != std::string::npos &&
      X509_R_KEY_VALUES_MISMATCH == ERR_GET_REASON(static_cast<unsigned long>(error.value())))
    return fail(Errc::malformed, fmt::format("{} does not belong to {}", key->name, certificate->name));
  if (error)
    return fail(Errc::malformed,
                fmt::format("{} holds no usable private key in PEM form: {}", key->name, error.message()));
  return {};
}

bool uses_system(const TlsTrust& trust) {
  return trust.authorities_file.empty() && trust.authorities_pem.empty();
}

// When the system has none, nobody is believed.
void read_system_authorities(SSL_CTX* context) {
  STACK_OF(X509_OBJECT)* known = X509_STORE_get0_objects(SSL_CTX_get_cert_store(context));
  if (sk_X509_OBJECT_num(known) == 0) SSL_CTX_set_default_verify_paths(context);
}

Result<void> use_authorities(ssl::context& context, const std::string& file, const std::string& pem) {
  error_code error;
  const auto authorities = load_pem("authorities", file, pem);
  if (!authorities) return tl::unexpected(authorities.error());
  context.add_certificate_authority(boost::asio::buffer(authorities->text), error);
  if (error)
    return fail(Errc::malformed, fmt::format("{} holds no usable certificate in PEM form: {}",
                                             authorities->name, error.message()));
  return {};
}

// They are named to who connects, too, so that a client with several certificates can choose.
Result<void> use_client_authorities(ssl::context& context, const ClientAuthorities& authorities) {
  if (auto used = use_authorities(context, authorities.file, authorities.pem); !used) return used;
  STACK_OF(X509_OBJECT)* known = X509_STORE_get0_objects(SSL_CTX_get_cert_store(context.native_handle()));
  for (int i = 0; i < sk_X509_OBJECT_num(known); ++i)
    if (X509* one = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(known, i)))
      SSL_CTX_add_client_CA(context.native_handle(), one);
  return {};
}

bool is_empty(const TlsIdentity& identity) {
  return identity.certificate_file.empty() && identity.certificate_pem.empty() && identity.key_file.empty() &&
         identity.key_pem.empty();
}

bool must_verify(const std::string& host, const TlsTrust& trust) {
  if (trust.verify == TlsVerify::never) return false;
  return !is_loopback(host) || !uses_system(trust);
}

Result<TlsContexts> make(const DriverConfig& config) {
  TlsContexts contexts;
  contexts.can_demand_certificates =
      !config.client_authorities.file.empty() || !config.client_authorities.pem.empty();
  if (!is_empty(config.identity)) {
    contexts.server = std::make_shared<ssl::context>(ssl::context::tls_server);
    set_versions(*contexts.server, config.old_tls_versions);
    if (auto used = use_identity(*contexts.server, config.identity); !used)
      return tl::unexpected(used.error());
    if (contexts.can_demand_certificates)
      if (auto used = use_client_authorities(*contexts.server, config.client_authorities); !used)
        return tl::unexpected(used.error());
  }
  contexts.client = std::make_shared<ssl::context>(ssl::context::tls_client);
  set_versions(*contexts.client, config.old_tls_versions);
  if (!uses_system(config.trust))   // Which is read when first needed: that takes 20 ms.
    if (auto used =
            use_authorities(*contexts.client, config.trust.authorities_file, config.trust.authorities_pem);
        !used)
      return tl::unexpected(used.error());
  if (!is_empty(config.client_identity))
    if (auto used = use_identity(*contexts.client, config.client_identity); !used)
      return tl::unexpected(used.error());
  return contexts;
}

}   // namespace

Result<TlsContexts> make_tls_contexts(const DriverConfig& config) {
  try {
    return make(config);
  } catch (const std::exception& error) {   // The constructor of ssl::context has no other way to fail.
    return fail(Errc::unavailable, fmt::format("OpenSSL cannot be set up: {}", error.what()));
  }
}

void prepare_client(SSL* session, const std::string& host, const TlsTrust& trust) {
  error_code not_an_address;
  boost::asio::ip::make_address(host, not_an_address);
  if (not_an_address) SSL_set_tlsext_host_name(session, host.c_str());
  if (!must_verify(host, trust)) {
    SSL_set_verify(session, SSL_VERIFY_NONE, nullptr);
    return;
  }
  if (uses_system(trust)) read_system_authorities(SSL_get_SSL_CTX(session));
  SSL_set_verify(session, SSL_VERIFY_PEER, nullptr);
  X509_VERIFY_PARAM* rules = SSL_get0_param(session);
  if (not_an_address) X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size());
  else X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str());
}

void demand_certificate(SSL* session) {
  SSL_set_verify(session, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

std::string certificate_trouble(SSL* session) {
  const long result = SSL_get_verify_result(session);
  if (SSL_get_verify_mode(session) == SSL_VERIFY_NONE || result == X509_V_OK) return "";
  return X509_verify_cert_error_string(result);
}

}   // namespace parley::transport
