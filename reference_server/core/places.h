// Where a session stands towards a room, and the one function that changes it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "protocol/base/state_machine.h"
#include "reference_server/core/step.h"

namespace parley::server {

// `entering` and `again`: a join of it waits for the store, and every later join and part waits for that
// (commands/turns.cpp).
enum class Place : std::uint8_t { outside, entering, inside, again };
std::string_view to_string(Place place);
std::span<const Transition<Place>> transitions_of(Place);

Place place_of(Step& step, const Session& session, const std::string& room_uri);
// Only by a way of the table. Who is to hear of it is the caller's business.
void move(Step& step, Session& session, const std::string& room_uri, Place to);

}   // namespace parley::server
