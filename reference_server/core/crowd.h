// Whether a room is large: nobody is told who enters and leaves, and a join reply lists nobody
// (product.md 2.5). Endpoints are counted and not users, as each costs a notice: whom the product counts is
// unknown (our choice).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "protocol/base/state_machine.h"

namespace parley::server {

enum class Crowd : std::uint8_t { small, large };
std::string_view to_string(Crowd crowd);
std::span<const Transition<Crowd>> transitions_of(Crowd);

// So many are inside now. `limit`: the participant update limit.
void recount(StateMachine<Crowd>& crowd, std::size_t endpoints, std::size_t limit);

}   // namespace parley::server
