// How long to wait before a refused request is sent again (RFC 3261, 20.33 and 21.5.4; xccos.md 4.6).
#pragma once

#include "protocol/base/random.h"
#include "protocol/base/result.h"
#include "protocol/client/client_config.h"
#include "protocol/sip/message.h"

namespace parley::client {

// Exponential back-off with jitter: between half and the whole of base * 2^(failures-1), at most the cap.
// Spread, because clients that were refused together would otherwise come back together.
Duration backoff(const RetryPolicy& policy, std::uint32_t failures, Random& random);

// Before a request that was refused so many times is sent again: what the server asks for, and the back-off
// where that is longer, so that a server that asks for nothing or for 0 s is not overrun.
// Errc::limit_exceeded when it asks for more than retry_after_max.
Result<Duration> wait_before_retry(const RetryPolicy& policy, const sip::Message& response,
                                   std::uint32_t failures, Random& random);

}   // namespace parley::client
