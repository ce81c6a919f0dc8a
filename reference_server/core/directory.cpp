#include "reference_server/core/directory.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/text.h"
#include "protocol/sip/uri.h"

namespace parley::server {
namespace {

// product.md 2.2, A14: names of rooms and categories, at most 256 characters.
constexpr std::size_t kNameBytesMax = 1024;

template <class Named>
bool has_name(const std::vector<Named>& list, std::string_view name) {
  return std::any_of(list.begin(), list.end(),
                     [&](const Named& one) { return equal_ignoring_case(one.name, name); });
}

std::string address_of(std::string_view uri) {
  const auto parsed = sip::parse_uri(uri);
  return parsed ? parsed->address_of_record() : std::string();
}

}   // namespace

std::string_view to_string(Privacy privacy) {
  switch (privacy) {
    case Privacy::open: return "open";
    case Privacy::closed: return "scope";
    case Privacy::secret: return "private";
  }
  return "private";
}

Result<void> Directory::add_user(User user) {
  if (user.name.empty()) return fail(Errc::malformed, "a user without a name");
  user.uri = to_lower(user.uri);
  if (users_.contains(user.uri))
    return fail(Errc::conflict, fmt::format("user '{}' is there twice", user.name));
  users_.emplace(user.uri, std::move(user));
  return {};
}

Result<void> Directory::add_pool(Pool pool) {
  if (find_pool(pool.uri)) return fail(Errc::conflict, fmt::format("pool '{}' is there twice", pool.uri));
  pools_.push_back(std::move(pool));
  return {};
}

Result<void> Directory::add_category(Category category) {
  if (has_name(categories_, category.name))
    return fail(Errc::conflict, fmt::format("category '{}' is there twice", category.name));
  categories_.push_back(std::move(category));
  return {};
}

Result<void> Directory::add_room(Room room) {
  if (room.name.empty() || room.name.size() > kNameBytesMax)
    return fail(Errc::malformed, "a room name is empty or longer than 256 characters");
  // A14: unique in the pool, and a room may not share a category's name.
  if (has_name(rooms_, room.name) || has_name(categories_, room.name))
    return fail(Errc::conflict, fmt::format("the name '{}' is taken by another room or category", room.name));
  for (const UserSet* role : {&room.members, &room.managers, &room.presenters})
    for (const std::string& user : *role)
      if (!users_.contains(user))
        return fail(Errc::not_found, fmt::format("room '{}' names the unknown user '{}'", room.name, user));
  // A6: presenters must be members (in an Open room everybody in scope is), and only an auditorium has them.
  if (room.type == RoomType::normal && !room.presenters.empty())
    return fail(Errc::conflict,
                fmt::format("room '{}' is no auditorium and cannot have presenters", room.name));
  const bool all_are_members =
      std::includes(room.members.begin(), room.members.end(), room.presenters.begin(), room.presenters.end());
  if (room.privacy != Privacy::open && !all_are_members)
    return fail(Errc::conflict, fmt::format("a presenter of room '{}' is not a member", room.name));
  if (!room_by_uri_.emplace(to_lower(room.uri), rooms_.size()).second)
    return fail(Errc::conflict, fmt::format("two rooms have the id of '{}'", room.name));
  rooms_.push_back(std::move(room));
  return {};
}

const User* Directory::find_user(std::string_view uri) const {
  const auto found = users_.find(address_of(uri));
  return found == users_.end() ? nullptr : &found->second;
}

const Pool* Directory::find_pool(std::string_view uri) const {
  for (const Pool& pool : pools_)
    if (sip::same_address(pool.uri, uri)) return &pool;
  return nullptr;
}

const Room* Directory::find_room(std::string_view pool, std::string_view uri) const {
  const auto found = room_by_uri_.find(to_lower(uri));
  if (found == room_by_uri_.end()) return nullptr;
  const Room& room = rooms_[found->second];
  return room.pool == pool ? &room : nullptr;
}

const Category* Directory::category_of(const Room& room) const {
  for (const Category& category : categories_)
    if (category.name == room.category) return &category;
  return nullptr;
}

}   // namespace parley::server
