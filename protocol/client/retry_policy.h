// How long to wait before a refused request is sent again (RFC 3261, 20.33 and 21.5.4; xccos.md 4.6).
#pragma once

#include <optional>

#include "protocol/base/random.h"
#include "protocol/client/client_config.h"
#include "protocol/sip/message.h"

namespace parley::client {

// Exponential back-off with jitter: between half and the whole of base * 2^(failures-1), at most the cap.
// Spread, because clients that were refused together would otherwise come back together.
Duration backoff(const RetryPolicy& policy, std::uint32_t failures, Random& random);

// Seconds of Retry-After ("18000;duration=3600", "120 (comment)"); empty when absent or unreadable.
std::optional<Duration> retry_after(const sip::Message& response);

}   // namespace parley::client
