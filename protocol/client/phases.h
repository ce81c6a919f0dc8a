// Whether the client is signed in, and every way from one such phase to the next.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "protocol/base/state_machine.h"

namespace parley::client {

enum class Phase : std::uint8_t { signed_out, signing_in, signed_in, without_chat, signing_out };
std::string_view to_string(Phase phase);
std::span<const Transition<Phase>> transitions_of(Phase);

}   // namespace parley::client
