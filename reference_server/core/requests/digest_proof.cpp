#include "reference_server/core/requests/digest_proof.h"

#include <algorithm>
#include <optional>

#include "protocol/base/text.h"
#include "protocol/sip/digest_headers.h"
#include "protocol/sip/uri.h"

namespace parley::server {
namespace {

// What a client prints that has no URI at hand, and then hashes (real-client.md 5).
constexpr std::string_view kNullUri = "(null)";

std::optional<sip::DigestCredentials> credentials_of(const Step& step, const sip::Message& message) {
  const auto& offered = step.state.settings.digest_algorithms;
  for (sip::DigestCredentials& one : sip::credentials_in(message, step.state.directory.domain))
    if (std::find(offered.begin(), offered.end(), one.algorithm) != offered.end()) return std::move(one);
  return std::nullopt;
}

// The user part of the address or all of it, whatever name the pool file gives.
bool names(const sip::DigestCredentials& credentials, const User& user) {
  const std::string_view address = std::string_view(user.uri).substr(user.uri.find(':') + 1);
  return equal_ignoring_case(credentials.username, address) ||
         equal_ignoring_case(credentials.username, address.substr(0, address.find('@')));
}

// RFC 7616, 3.4.6 wants the same resource. RFC 3261, 22.4 tolerates another one for the sake of proxies that
// change the Request-URI; there is none before us, so only the spelling may differ (X).
Proof prove_uri(const sip::DigestCredentials& credentials, const Step& step, const sip::Message& message) {
  if (credentials.uri == kNullUri) return step.state.settings.null_digest_uri ? Proof::good : Proof::null_uri;
  return sip::same_address(credentials.uri, message.request_uri) ? Proof::good : Proof::another_uri;
}

}   // namespace

Proof prove(Step& step, const Request& request, const User& user, Connection& connection) {
  const auto credentials = credentials_of(step, request.message);
  if (!credentials) return Proof::none;
  if (user.password.empty() || !names(*credentials, user)) return Proof::wrong;
  if (!sip::verify_digest(*credentials, request.message.method, user.password)) return Proof::wrong;
  if (const Proof uri = prove_uri(*credentials, step, request.message); uri != Proof::good) return uri;
  switch (connection.nonces.use(credentials->nonce, credentials->count(), step.now.monotonic)) {
    case Nonces::Use::fresh: return Proof::good;
    case Nonces::Use::again: return Proof::replayed;
    case Nonces::Use::unknown: break;
  }
  return Proof::stale;
}

void challenge(Step& step, const Request& request, Connection& connection, bool stale) {
  const Settings& settings = step.state.settings;
  const Nonces::Limits limits{settings.nonce_lifetime, settings.nonces_per_connection_max};
  sip::DigestChallenge challenge{
      .realm = step.state.directory.domain,
      .nonce = connection.nonces.issue(step.state.nonce_source, step.now.monotonic, limits),
      .opaque = {},
      .stale = stale};
  sip::Message response = sip::make_response(request.message, 407);
  for (const HashKind algorithm : settings.digest_algorithms) {
    challenge.algorithm = algorithm;
    response.headers.add("Proxy-Authenticate", sip::to_string(challenge));
  }
  step.respond(request, std::move(response));
}

}   // namespace parley::server
