// What a refusal on the wire is: an answer that keeps its request from being done. Who is challenged comes
// again with credentials, and who is told to come later does, so one answer alone does not tell.
#pragma once

#include <cstdint>
#include <deque>

#include "simulator/observation.h"

namespace parley::sim {

using Seen = std::deque<Observation>;

// Null: there is no such message. Their numbers rise.
const Observation* find_message(const Seen& seen, std::uint32_t number);

// An answer of 300 or above. A challenge is one only where the request had credentials already, which it
// refuses (RFC 3261, 22.2).
bool is_refusal(const Seen& seen, const Observation& answer);
// A refusal of a message of which no later attempt was accepted.
bool is_refusal_for_good(const Seen& seen, const Observation& answer);
// A reply that refuses its command (xccos.md 1.4).
bool is_refusing_reply(const Observation& info);

}   // namespace parley::sim
