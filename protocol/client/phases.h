// Whether the client is signed in, and every way from one such phase to the next. The lifecycle goes no other
// way, and docs/protocol/errors.md draws its diagram from this table.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace parley::client {

enum class Phase : std::uint8_t { signed_out, signing_in, signed_in, without_chat, signing_out };
std::string_view to_string(Phase phase);

struct PhaseChange {
  Phase from, to;
  std::string_view when;
};
std::span<const PhaseChange> phase_changes();
bool is_phase_change(Phase from, Phase to);

}   // namespace parley::client
