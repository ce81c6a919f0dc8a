#include "reference_server/core/session.h"

#include <algorithm>

namespace parley::server {

bool RoomState::has_user(std::string_view user_uri) const {
  return std::any_of(participants.begin(), participants.end(),
                     [&](const Participant& one) { return one.user_uri == user_uri; });
}

bool RoomState::has_session(SessionId session) const {
  return std::any_of(participants.begin(), participants.end(),
                     [&](const Participant& one) { return one.session == session; });
}

std::size_t RoomState::user_count() const {
  std::set<std::string_view> users;
  for (const Participant& one : participants) users.insert(one.user_uri);
  return users.size();
}

}   // namespace parley::server
