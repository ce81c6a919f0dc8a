// How long a peer asks not to be troubled again (RFC 3261, 20.33): the one reading of Retry-After.
#pragma once

#include <chrono>
#include <optional>

#include "protocol/sip/message.h"

namespace parley::sip {

// What a larger number is taken for, so that any sum of times fits: 68 years, as of Expires.
inline constexpr std::chrono::seconds kRetryAfterMax{0x7fffffff};

// The seconds of "120", "18000;duration=3600" and "120 (I am in a meeting)". Empty: there is none, or it does
// not begin with a number. How long is too long is for him to say who would have to wait.
std::optional<std::chrono::seconds> retry_after(const Message& response);

}   // namespace parley::sip
