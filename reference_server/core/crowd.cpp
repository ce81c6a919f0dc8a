#include "reference_server/core/crowd.h"

namespace parley::server {

std::string_view to_string(Crowd crowd) { return crowd == Crowd::small ? "small" : "large"; }

std::span<const Transition<Crowd>> transitions_of(Crowd) {
  using enum Crowd;
  static constexpr Transition<Crowd> kTransitions[] = {
      {small, large, "more endpoints inside than the limit"},
      {large, small, "fewer than 80 % of the limit"},
  };
  return kTransitions;
}

void recount(StateMachine<Crowd>& crowd, std::size_t endpoints, std::size_t limit) {
  if (crowd.is(Crowd::small) && endpoints > limit) crowd.go(Crowd::large);
  else if (crowd.is(Crowd::large) && endpoints * 100 < limit * 80) crowd.go(Crowd::small);
}

}   // namespace parley::server
