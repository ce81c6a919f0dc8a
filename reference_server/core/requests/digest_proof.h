// Digest on the side that challenges: what the credentials of a request prove, and the challenge that follows
// when they prove nothing (RFC 3261, 22.3; RFC 7616, 3.4).
#pragma once

#include "reference_server/core/requests/requests.h"

namespace parley::server {

enum class Proof : std::uint8_t {
  none,          // No credentials for our realm, or only by an algorithm that was not offered.
  wrong,         // Another user's name, or not his password.
  another_uri,   // Right, but for another request than this one.
  null_uri,      // Right, with uri="(null)", which the settings do not let pass.
  stale,         // Right, with a nonce that is too old or not of this connection.
  replayed,      // Right, but the nonce was used so often before: somebody says it once more.
  good,
};

// A user without a password has nothing to prove himself by (docs/pool-file.md). What is right is used up.
Proof prove(Step& step, const Request& request, const User& user, Connection& connection);

// 407, with a challenge of one new nonce for each algorithm. 407 and not 401: a real client gives up on a 401
// with Digest (real-client.md 5). `stale`: the password was right, so nobody needs to be asked for it again.
void challenge(Step& step, const Request& request, Connection& connection, bool stale);

}   // namespace parley::server
