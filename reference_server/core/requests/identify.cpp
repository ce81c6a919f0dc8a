// Who is it? Without authentication the From address is believed (loopback and closed networks only); with
// digest a connection belongs to the user who answered a challenge on it. Requests inside a dialog are not
// asked again: a dialog lives and dies with the connection on which its INVITE was let in.
#include <optional>

#include "protocol/base/text.h"
#include "protocol/sip/uri.h"
#include "reference_server/core/requests/requests.h"
#include "reference_server/core/sessions.h"

namespace parley::server {
namespace {

enum class Proof : std::uint8_t { none, stale, wrong, good };

// The first Digest credentials for our realm; a client may also send those of another scheme.
std::optional<sip::DigestCredentials> credentials_in(const Step& step, const sip::Message& message) {
  for (const char* name : {"Proxy-Authorization", "Authorization"})
    for (const std::string_view value : message.headers.all(name))
      if (auto credentials = sip::parse_digest_credentials(value);
          credentials && credentials->realm == step.state.directory.domain)
        return std::move(*credentials);
  return std::nullopt;
}

// The user part of the address or all of it, whatever name the pool file gives.
bool names(const sip::DigestCredentials& credentials, const User& user) {
  const std::string_view address = std::string_view(user.uri).substr(user.uri.find(':') + 1);
  return equal_ignoring_case(credentials.username, address) ||
         equal_ignoring_case(credentials.username, address.substr(0, address.find('@')));
}

// A user without a password has nothing to prove himself by (docs/pool-file.md). Neither the uri nor the
// nonce count is compared: a real client sends uri="(null)" and nc=00000001 every time (real-client.md 5).
// What that leaves open, a second use of credentials, is open only to who can write into this very
// connection.
Proof prove(const Step& step, const Request& request, const User& user, const Connection& connection) {
  const auto credentials = credentials_in(step, request.message);
  if (!credentials) return Proof::none;
  if (user.password.empty() || !names(*credentials, user)) return Proof::wrong;
  if (!sip::verify_digest(*credentials, request.message.method, user.password)) return Proof::wrong;
  const bool ours = connection.challenge && credentials->nonce == connection.challenge->nonce;
  return ours ? Proof::good : Proof::stale;
}

void challenge(Step& step, const Request& request, Connection& connection, bool stale) {
  if (!connection.challenge) {
    connection.challenge.emplace();
    connection.challenge->realm = step.state.directory.domain;
    connection.challenge->nonce = step.state.random.hex(32);
  }
  connection.challenge->stale = stale;
  // 407 and not 401: a real client gives up on a 401 with Digest (real-client.md 5).
  sip::Message response = sip::make_response(request.message, 407);
  response.headers.add("Proxy-Authenticate", sip::to_string(*connection.challenge));
  step.respond(request, std::move(response));
}

// A password is not to be found out by trying: each connection has a few attempts.
void refuse_credentials(Step& step, const Request& request, const User& user, Connection& connection) {
  ++connection.wrong_credentials;
  step.log(LogLevel::warning, request.message.headers.get("Call-ID"),
           "link " + std::to_string(request.link) + ": wrong credentials for " + user.uri);
  if (connection.wrong_credentials < step.state.settings.wrong_credentials_per_connection_max)
    return challenge(step, request, connection, false);
  step.respond(request, 403, "Too many wrong credentials");
  close_connection(step, request.link);
}

// 20010 is the product's own diagnosis; that it comes with 403 is our choice (xccos.md 2.7).
void refuse_unknown(Step& step, const Request& request) {
  sip::Message response = sip::make_response(request.message, 403);
  response.headers.add("ms-diagnostics", "20010;source=\"" + step.state.directory.domain +
                                             "\";reason=\"Rejected session (principal not provisioned)\";"
                                             "component=\"GroupChat\"");
  step.respond(request, std::move(response));
}

// Whether he may come in; when not, the answer is given.
bool lets_in(Step& step, const Request& request, const User& user, Connection& connection) {
  if (step.state.settings.authentication == Authentication::none) return true;
  if (connection.authenticated_user == user.uri) return true;
  const Proof proof = prove(step, request, user, connection);
  if (proof == Proof::good) connection.authenticated_user = user.uri;
  else if (proof == Proof::wrong) refuse_credentials(step, request, user, connection);
  else challenge(step, request, connection, proof == Proof::stale);
  return proof == Proof::good;
}

}   // namespace

const User* identify(Step& step, const Request& request) {
  const auto from = sip::parse_name_addr(request.message.headers.get("From"));
  const User* user = from ? step.state.directory.find_user(from->uri) : nullptr;
  const auto connection = step.state.connections.find(request.link);
  if (connection == step.state.connections.end()) return nullptr;
  if (!user) return refuse_unknown(step, request), nullptr;
  if (!lets_in(step, request, *user, connection->second)) return nullptr;
  welcome(step, connection->second);
  return user;
}

}   // namespace parley::server
