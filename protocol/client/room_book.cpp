#include "protocol/client/room_book.h"

#include <utility>

#include "protocol/base/text.h"
#include "protocol/xccos/room_uri.h"

namespace parley::client {

void RoomBook::learn(const std::string& uri, const std::string& name) {
  if (name.empty() || (names_.size() >= kKnownMax && !names_.contains(uri))) return;
  std::string& known = names_[uri];
  const auto old = uris_.find(to_lower(known));
  if (old != uris_.end() && old->second == uri) uris_.erase(old);   // The room was renamed.
  known = name;
  uris_[to_lower(name)] = uri;
}

std::string RoomBook::name_of(const std::string& uri) const {
  const auto found = names_.find(uri);
  return found == names_.end() ? uri : found->second;
}

std::optional<std::string> RoomBook::find(std::string_view name_or_uri) const {
  if (xccos::parse_room_uri(name_or_uri)) return std::string(name_or_uri);
  const auto found = uris_.find(to_lower(name_or_uri));
  if (found == uris_.end()) return {};
  return found->second;
}

void RoomBook::enter(const std::string& uri, std::set<std::string> users) {
  if (joined_.insert_or_assign(uri, std::move(users)).second) order_.push_back(uri);
}

void RoomBook::leave(const std::string& uri) {
  joined_.erase(uri);
  std::erase(order_, uri);
}

std::vector<std::string> RoomBook::leave_all() {
  joined_.clear();
  return std::exchange(order_, {});
}

bool RoomBook::user_entered(const std::string& uri, const std::string& user) {
  const auto room = joined_.find(uri);
  if (room == joined_.end() || room->second.size() >= kUsersMax) return false;
  return room->second.insert(user).second;
}

bool RoomBook::user_left(const std::string& uri, const std::string& user) {
  const auto room = joined_.find(uri);
  return room != joined_.end() && room->second.erase(user) > 0;
}

std::vector<std::string> RoomBook::users(const std::string& uri) const {
  const auto room = joined_.find(uri);
  if (room == joined_.end()) return {};
  return {room->second.begin(), room->second.end()};
}

}   // namespace parley::client
