#include "protocol/sip/refresh_state.h"

#include <array>

namespace parley::sip {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"resting", "asked", "crossed", "refused"};

}   // namespace

std::string_view to_string(RefreshState state) { return kNames[static_cast<std::size_t>(state)]; }

std::span<const Transition<RefreshState>> transitions_of(RefreshState) {
  using enum RefreshState;
  static constexpr Transition<RefreshState> kTransitions[] = {
      {resting, asked, "half of the interval is over, UPDATE or re-INVITE"},
      {asked, resting, "2xx, the interval begins anew"},
      {asked, asked, "422 for the first time, again with its Min-SE"},
      {asked, crossed, "491"},
      {crossed, asked, "the pause is over"},
      {crossed, resting, "the peer refreshes"},
      {asked, refused, "refused otherwise, nothing more is tried"},
      {refused, resting, "the peer refreshes"},
      {crossed, asked, "the user of our client wants it now"},
      {refused, asked, "the user of our client wants it now"},
  };
  return kTransitions;
}

void take_refresh_of_peer(StateMachine<RefreshState>& ours) {
  if (ours.is(RefreshState::crossed) || ours.is(RefreshState::refused)) ours.go(RefreshState::resting);
}

}   // namespace parley::sip
