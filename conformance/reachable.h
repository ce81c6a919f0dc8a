// Is there anybody at all? Asked before a run, so that a dead port is "unreachable" and not a list of
// failures.
#pragma once

#include <string>

#include "conformance/client_tls.h"
#include "protocol/base/result.h"

namespace parley::conformance {

// Opens one connection, says nothing of weight on it and closes it; 0.3 s. The error says what could not be
// reached and why, and names the other scheme where that is likely to be the reason: a tcp:// target that
// closes at empty lines and shakes hands by TLS, a tls:// target that does not shake hands. A server that
// demands a certificate and does not get one that it takes cannot be reached.
Result<void> check_reachable(const std::string& url, const ClientTls& tls = {});

}   // namespace parley::conformance
