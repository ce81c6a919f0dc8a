// Our refresh of a session, on either side of it: RFC 4028, 7.2 and 7.3; RFC 3261, 14.1. When it is due, and
// when nobody's came in time, is in session_timer.h.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "protocol/base/state_machine.h"

namespace parley::sip {

enum class RefreshState : std::uint8_t { resting, asked, crossed, refused };
std::string_view to_string(RefreshState state);
std::span<const Transition<RefreshState>> transitions_of(RefreshState);

// The peer has refreshed: what became of ours does not matter any more, unless its answer is still to come.
void take_refresh_of_peer(StateMachine<RefreshState>& ours);

}   // namespace parley::sip
