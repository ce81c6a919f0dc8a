#include "reference_server/core/authorisation.h"

namespace parley::server {

bool Authorisation::in_scope(const Room& room, std::string_view user_uri) const {
  const Category* category = directory_.category_of(room);
  return !category || category->in_scope(user_uri);
}

bool Authorisation::is_member(const Room& room, std::string_view user_uri) const {
  if (!in_scope(room, user_uri)) return false;
  return room.privacy == Privacy::open || room.members.contains(user_uri);
}

bool Authorisation::may_see(const Room& room, std::string_view user_uri) const {
  if (room.disabled) return false;
  return room.privacy == Privacy::secret ? is_member(room, user_uri) : in_scope(room, user_uri);
}

bool Authorisation::may_join(const Room& room, std::string_view user_uri) const {
  return !room.disabled && is_member(room, user_uri);
}

bool Authorisation::may_read_history(const Room& room, std::string_view user_uri) const {
  return !room.disabled && is_member(room, user_uri);
}

bool Authorisation::may_post(const Room& room, std::string_view user_uri) const {
  if (!may_join(room, user_uri)) return false;
  return room.type == RoomType::normal || room.presenters.contains(user_uri);
}

std::uint32_t Authorisation::permissions(const Room& room, std::string_view user_uri) const {
  if (room.managers.contains(user_uri)) return kManagerPermissions;
  return kMemberPermissions + (room.presenters.contains(user_uri) ? kAuditoriumChat : 0);
}

}   // namespace parley::server
