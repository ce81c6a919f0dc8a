// What remains of the state machines of RFC 3261, 17, when nothing is sent again by a timer.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "protocol/base/state_machine.h"

namespace parley::sip {

// An INVITE of ours. Any other request of ours has the first state and the last alone.
enum class InviteState : std::uint8_t { calling, proceeding, cancelled, terminated };
std::string_view to_string(InviteState state);
std::span<const Transition<InviteState>> transitions_of(InviteState);

// A request of a peer.
enum class AnswerState : std::uint8_t { trying, proceeding, completed, terminated };
std::string_view to_string(AnswerState state);
std::span<const Transition<AnswerState>> transitions_of(AnswerState);

}   // namespace parley::sip
