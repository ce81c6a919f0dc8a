#include "protocol/client/phases.h"

#include <algorithm>
#include <array>

namespace parley::client {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"signed_out", "signing_in", "signed_in", "without_chat",
                                                    "signing_out"};

using enum Phase;
constexpr std::array kChanges = {
    PhaseChange{signed_out, signing_in, "sign-in"},
    PhaseChange{signing_in, signed_in, "the walk came to its end"},
    PhaseChange{signing_in, without_chat, "EnablePersistentChat is false"},
    PhaseChange{signing_in, signed_out, "refused, or gave up"},
    PhaseChange{signing_in, signing_in, "nobody answered, or lost again; after a back-off"},
    PhaseChange{signed_in, signing_in, "link lost, the whole walk; session lost, INVITE and bjoin"},
    PhaseChange{without_chat, signing_in, "link lost, the whole walk"},
    PhaseChange{signed_in, signing_out, "sign-out"},
    PhaseChange{without_chat, signing_out, "sign-out"},
    PhaseChange{signing_in, signing_out, "sign-out while nobody is talked to"},
    PhaseChange{signing_out, signed_out, "BYE, end of subscription, REGISTER 0, close"},
};

}   // namespace

std::string_view to_string(Phase phase) { return kNames[static_cast<std::size_t>(phase)]; }

std::span<const PhaseChange> phase_changes() { return kChanges; }

bool is_phase_change(Phase from, Phase to) {
  return std::ranges::any_of(kChanges,
                             [&](const PhaseChange& one) { return one.from == from && one.to == to; });
}

}   // namespace parley::client
