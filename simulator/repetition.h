// When two requests are the same message: what a client sends again after a server had no time for it.
#pragma once

#include <optional>
#include <string>

#include "protocol/base/time.h"
#include "protocol/sip/message.h"
#include "simulator/observation.h"

namespace parley::sim {

// Everything of an INFO but its numbers and its time: a new attempt may have a new envelope (xccos.md 4.6).
std::string essence_of(const Observation& info);

// Of any request: what two attempts at it have in common. Of an INFO its essence, of another its Call-ID
// (RFC 3261, 22.2).
std::string essence_of_request(const Observation& request);

// 401 or 407: the client may come again and say who it is.
bool is_challenge(const Observation& answer);
bool has_credentials(const Observation& request);

// Of a 503: how long not to come again (RFC 3261, 20.33). Empty: none, or above a day, which is taken for a
// mistake.
std::optional<Duration> retry_after(const sip::Message& response);

}   // namespace parley::sim
