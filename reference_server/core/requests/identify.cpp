// Who is it? Without authentication the From address is believed (loopback and closed networks only); with
// digest a connection belongs to the users who answered a challenge on it, and each is asked once; with
// certificates to those whom the peer's is about. Requests inside a dialog are not asked: a dialog lives and
// dies with the connection on which its INVITE was let in.
#include <fmt/format.h>

#include "protocol/sip/header_views.h"
#include "reference_server/core/requests/digest_proof.h"
#include "reference_server/core/sessions.h"

namespace parley::server {
namespace {

void warn(Step& step, const Request& request, std::string_view what, const User& user) {
  step.log(LogLevel::warning, request.message.headers.get("Call-ID"),
           fmt::format("link {}: {} {}", request.link, what, user.uri));
}

// A password is not to be found out by trying: each connection has a few attempts.
void refuse_credentials(Step& step, const Request& request, const User& user, Connection& connection) {
  ++connection.wrong_credentials;
  warn(step, request, "wrong credentials for", user);
  if (connection.wrong_credentials < step.state.settings.wrong_credentials_per_connection_max)
    return challenge(step, request, connection, false);
  step.respond(request, 403, "Too many wrong credentials");
  close_connection(step, request.link);
}

// RFC 7616, 3.4.6.
void refuse_uri(Step& step, const Request& request, std::string_view what, const User& user) {
  warn(step, request, fmt::format("credentials {}, of", what), user);
  step.respond(request, 400, "Credentials for another URI");
}

// 20010 is the product's own diagnosis; that it comes with 403 is our choice (xccos.md 2.7).
void refuse_unknown(Step& step, const Request& request) {
  sip::Message response = sip::make_response(request.message, 403);
  response.headers.add("ms-diagnostics", "20010;source=\"" + step.state.directory.domain +
                                             "\";reason=\"Rejected session (principal not provisioned)\";"
                                             "component=\"GroupChat\"");
  step.respond(request, std::move(response));
}

// Credentials that nobody asked for are looked at all the same: who says them once more is not let through.
bool passes_digest(Step& step, const Request& request, const User& user, Connection& connection) {
  const Proof proof = prove(step, request, user, connection);
  switch (proof) {
    case Proof::good: connection.authenticated_users.insert(user.uri); return true;
    case Proof::none:
      if (connection.authenticated_users.contains(user.uri)) return true;
      challenge(step, request, connection, false);
      return false;
    case Proof::wrong: refuse_credentials(step, request, user, connection); return false;
    case Proof::another_uri:
      refuse_uri(step, request, "for another URI than that of the request", user);
      return false;
    case Proof::null_uri:
      refuse_uri(step, request, "with uri=\"(null)\" (see null_digest_uri)", user);
      return false;
    case Proof::replayed: warn(step, request, "credentials that were used before, of", user); break;
    case Proof::stale: break;
  }
  challenge(step, request, connection, true);
  return false;
}

bool passes_certificate(Step& step, const Request& request, const User& user, const Connection& connection) {
  for (const std::string& address : connection.certified)
    if (step.state.directory.find_user(address) == &user) return true;
  warn(step, request, "the certificate is not that of", user);
  step.respond(request, 403, "Not the address of your certificate");
  return false;
}

// Whether he may come in; when not, the answer is given.
bool lets_in(Step& step, const Request& request, const User& user, Connection& connection) {
  switch (connection.authentication) {
    case Authentication::none: return true;
    case Authentication::digest: return passes_digest(step, request, user, connection);
    case Authentication::certificate: return passes_certificate(step, request, user, connection);
  }
  return false;
}

}   // namespace

const User* identify(Step& step, const Request& request) {
  const auto from = sip::view_name_addr(request.message.headers.get(sip::HeaderName::from));
  const User* user = from ? step.state.directory.find_user(from->uri) : nullptr;
  const auto connection = step.state.connections.find(request.link);
  if (connection == step.state.connections.end()) return nullptr;
  if (!user) return refuse_unknown(step, request), nullptr;
  if (!lets_in(step, request, *user, connection->second)) return nullptr;
  welcome(step, connection->second);
  return user;
}

}   // namespace parley::server
