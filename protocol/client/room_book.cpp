#include "protocol/client/room_book.h"

#include <utility>

#include "protocol/base/text.h"
#include "protocol/xccos/room_uri.h"

namespace parley::client {

void RoomBook::learn(const std::string& uri, const std::string& name) {
  const std::string key = to_lower(uri);
  if (name.empty() || !xccos::parse_room_uri(uri)) return;
  if (rooms_.size() >= kKnownMax && !rooms_.contains(key)) return;
  Room& known = rooms_[key];
  const auto old = keys_.find(to_lower(known.name));
  if (old != keys_.end() && old->second == key) keys_.erase(old);   // The room was renamed.
  known = {uri, name};
  keys_[to_lower(name)] = key;
}

std::string RoomBook::name_of(const std::string& uri) const {
  const auto found = rooms_.find(to_lower(uri));
  return found == rooms_.end() ? uri : found->second.name;
}

std::optional<std::string> RoomBook::find(std::string_view name_or_uri) const {
  if (const auto known = rooms_.find(to_lower(name_or_uri)); known != rooms_.end()) return known->second.uri;
  if (xccos::parse_room_uri(name_or_uri)) return std::string(name_or_uri);
  const auto found = keys_.find(to_lower(name_or_uri));
  if (found == keys_.end()) return {};
  return rooms_.at(found->second).uri;
}

void RoomBook::enter(const std::string& uri, const std::vector<std::string>& users) {
  const auto [room, news] = joined_.insert_or_assign(to_lower(uri), Users{});
  if (news) order_.push_back(uri);
  for (const std::string& user : users) room->second.emplace(to_lower(user), user);
}

void RoomBook::leave(const std::string& uri) {
  joined_.erase(to_lower(uri));
  std::erase_if(order_, [&](const std::string& entered) { return equal_ignoring_case(entered, uri); });
}

bool RoomBook::inside(const std::string& uri) const { return joined_.contains(to_lower(uri)); }

std::vector<std::string> RoomBook::leave_all() {
  joined_.clear();
  return std::exchange(order_, {});
}

bool RoomBook::user_entered(const std::string& uri, const std::string& user) {
  const auto room = joined_.find(to_lower(uri));
  if (room == joined_.end() || room->second.size() >= kUsersMax) return false;
  return room->second.emplace(to_lower(user), user).second;
}

bool RoomBook::user_left(const std::string& uri, const std::string& user) {
  const auto room = joined_.find(to_lower(uri));
  return room != joined_.end() && room->second.erase(to_lower(user)) > 0;
}

std::vector<std::string> RoomBook::users(const std::string& uri) const {
  const auto room = joined_.find(to_lower(uri));
  if (room == joined_.end()) return {};
  std::vector<std::string> all;
  for (const auto& [key, user] : room->second) all.push_back(user);
  return all;
}

}   // namespace parley::client
