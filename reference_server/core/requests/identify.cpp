// Who is it? Without authentication the From address is believed (loopback and closed networks only); with
// digest a connection belongs to the user who answered a challenge on it.
#include "protocol/base/text.h"
#include "protocol/sip/uri.h"
#include "reference_server/core/requests/requests.h"

namespace parley::server {
namespace {

// True when the request carries good credentials of this user; the connection is his from then on. The
// user name may be the login or the whole address (real-client.md 5).
bool proves(const Request& request, const User& user, const Directory& directory, Connection& connection) {
  const std::string* header = request.message.headers.find("Authorization");
  if (!header) header = request.message.headers.find("Proxy-Authorization");
  if (!header || !connection.challenge) return false;
  const auto credentials = sip::parse_digest_credentials(*header);
  if (!credentials || credentials->nonce != connection.challenge->nonce) return false;
  const bool named = equal_ignoring_case(credentials->username, user.name) ||
                     equal_ignoring_case(credentials->username, user.name + "@" + directory.domain);
  if (!named || !sip::verify_digest(*credentials, request.message.method, user.password)) return false;
  connection.authenticated_user = user.uri;
  return true;
}

void challenge(Step& step, const Request& request, Connection& connection) {
  // 407 and not 401: a real client gives up on a 401 with Digest (real-client.md 5).
  sip::DigestChallenge asked;
  asked.realm = step.state.directory.domain;
  asked.nonce = step.state.random.hex(32);
  connection.challenge = std::move(asked);
  sip::Message response = sip::make_response(request.message, 407);
  response.headers.add("Proxy-Authenticate", sip::to_string(*connection.challenge));
  step.respond(request, std::move(response));
}

}   // namespace

const User* identify(Step& step, const Request& request) {
  const auto from = sip::parse_name_addr(request.message.headers.get("From"));
  const User* user = from ? step.state.directory.find_user(from->uri) : nullptr;
  const auto connection = step.state.connections.find(request.link);
  if (connection == step.state.connections.end()) return nullptr;
  if (!user) {
    // 20010 is the product's own diagnosis; that it comes with 403 is our choice (xccos.md 2.7).
    sip::Message response = sip::make_response(request.message, 403);
    response.headers.add("ms-diagnostics", "20010;source=\"" + step.state.directory.domain +
                                               "\";reason=\"Rejected session (principal not provisioned)\";"
                                               "component=\"GroupChat\"");
    step.respond(request, std::move(response));
    return nullptr;
  }
  if (step.state.settings.authentication == Authentication::none) return user;
  if (connection->second.authenticated_user == user->uri) return user;
  if (proves(request, *user, step.state.directory, connection->second)) return user;
  challenge(step, request, connection->second);
  return nullptr;
}

}   // namespace parley::server
