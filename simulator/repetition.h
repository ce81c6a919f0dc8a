// When two requests are the same message: what a client sends again after a server had no time for it.
#pragma once

#include <string>

#include "simulator/observation.h"

namespace parley::sim {

// Everything of an INFO but its numbers and its time: a new attempt may have a new envelope (xccos.md 4.6).
std::string essence_of(const Observation& info);

// Of any request: what two attempts at it have in common. Of an INFO its essence, of another its Call-ID
// (RFC 3261, 22.2).
std::string essence_of_request(const Observation& request);

bool has_credentials(const Observation& request);
// A challenge or a 503: the client may come again with the same request, which then counts (RFC 3261, 21.5.4
// and 22). Nothing of it has happened yet.
bool puts_off(const Observation& answer);

}   // namespace parley::sim
