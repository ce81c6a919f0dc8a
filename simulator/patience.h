// How long a story waits before it blames somebody: one time for everything, so that a line of a ladder and a
// checker never disagree about what is late.
#pragma once

#include "protocol/base/time.h"

namespace parley::sim {

// 64*T1: timers B and F of a client transaction (RFC 3261, 17.1.1.2 and 17.1.2.2). An answer that comes later
// comes to nobody; one that comes earlier breaks a wish at most, never the protocol.
inline constexpr Duration kTransactionTime = std::chrono::seconds{32};

// For everything for which no source states a time: the copies of a post, the reply to a command, another
// attempt after 503, the steps of the compliance flow. Our own choice, the time of a transaction.
inline constexpr Duration kPatience = kTransactionTime;

}   // namespace parley::sim
