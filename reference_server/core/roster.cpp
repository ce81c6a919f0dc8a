#include "reference_server/core/roster.h"

namespace parley::server {

void Roster::enter(SessionId session, const std::string& user_uri) {
  if (!places_.emplace(session, next_place_).second) return;
  participants_.emplace(next_place_++, Participant{session, user_uri});
  ++endpoints_[user_uri];
}

void Roster::leave(SessionId session) {
  const auto place = places_.find(session);
  if (place == places_.end()) return;
  const auto participant = participants_.find(place->second);
  const auto user = endpoints_.find(participant->second.user_uri);
  if (--user->second == 0) endpoints_.erase(user);
  participants_.erase(participant);
  places_.erase(place);
}

}   // namespace parley::server
