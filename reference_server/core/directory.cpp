#include "reference_server/core/directory.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/text.h"
#include "protocol/sip/uri.h"

namespace parley::server {
namespace {

// product.md 2.2, A14 and 2.6: names and descriptions have at most 256 characters, of at most 4 bytes each.
constexpr std::size_t kNameBytesMax = 1024;

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
  if (address_of(user.uri) != user.uri)
    return fail(Errc::malformed, fmt::format("'{}' cannot be the user part of a SIP address", user.name));
  if (users_.contains(user.uri))
    return fail(Errc::conflict, fmt::format("user '{}' is there twice", user.name));
  const std::string what = fmt::format("user '{}'", user.name);
  if (auto spelt = spell_pool(user.default_pool, what); !spelt) return spelt;
  users_.emplace(user.uri, std::move(user));
  return {};
}

Result<void> Directory::add_pool(Pool pool) {
  if (address_of(pool.uri).empty())
    return fail(Errc::malformed, fmt::format("'{}' is no SIP address of a pool", pool.uri));
  if (find_pool(pool.uri)) return fail(Errc::conflict, fmt::format("pool '{}' is there twice", pool.uri));
  pools_.push_back(std::move(pool));
  return {};
}

Result<void> Directory::add_category(Category category) {
  const std::string what = fmt::format("category '{}'", category.name);
  if (auto spelt = spell_pool(category.pool, what); !spelt) return spelt;
  for (const UserSet* set : {&category.allowed, &category.denied})
    if (auto known = check_users(*set, what); !known) return known;
  if (auto taken = take_name(category.name, what); !taken) return taken;
  category_by_name_.emplace(to_lower(category.name), categories_.size());
  categories_.push_back(std::move(category));
  return {};
}

Result<void> Directory::add_room(Room room) {
  const std::string what = fmt::format("room '{}'", room.name);
  if (room.description.size() > kNameBytesMax)
    return fail(Errc::limit_exceeded, fmt::format("the description of {} has over 256 characters", what));
  if (auto spelt = spell_pool(room.pool, what); !spelt) return spelt;
  if (auto placed = check_category(room, what); !placed) return placed;
  if (auto right = check_roles(room, what); !right) return right;
  if (auto taken = take_name(room.name, what); !taken) return taken;
  if (!room_by_uri_.emplace(to_lower(room.uri), rooms_.size()).second)
    return fail(Errc::conflict, fmt::format("two rooms have the id of '{}'", room.name));
  rooms_.push_back(std::move(room));
  return {};
}

Result<void> Directory::spell_pool(std::string& uri, const std::string& what) const {
  if (pools_.empty()) return fail(Errc::malformed, "no [[pools]] entry: at least one is needed");
  const Pool* pool = find_pool(uri);
  if (!pool) return fail(Errc::not_found, fmt::format("{} is on the unknown pool '{}'", what, uri));
  uri = pool->uri;
  return {};
}

Result<void> Directory::take_name(const std::string& name, const std::string& what) {
  if (name.empty() || name.size() > kNameBytesMax)
    return fail(Errc::malformed, fmt::format("the name of {} is empty or has over 256 characters", what));
  // A14: unique, and a room may not share a category's name.
  if (!names_.insert(to_lower(name)).second)
    return fail(Errc::conflict, fmt::format("the name '{}' is there twice among rooms and categories", name));
  return {};
}

Result<void> Directory::check_users(const UserSet& set, const std::string& what) const {
  for (const std::string& user : set)
    if (!users_.contains(user))
      return fail(Errc::not_found, fmt::format("{} names the unknown user '{}'", what, user));
  return {};
}

Result<void> Directory::check_category(const Room& room, const std::string& what) const {
  if (room.category.empty()) return {};
  // A room whose category is misspelt would be open to everybody whom that category keeps out.
  const Category* category = category_of(room);
  if (!category)
    return fail(Errc::not_found, fmt::format("{} names the unknown category '{}'", what, room.category));
  if (category->pool != room.pool)
    return fail(Errc::conflict,
                fmt::format("{} and its category '{}' are on different pools (nothing spans pools)", what,
                            category->name));
  return {};
}

Result<void> Directory::check_roles(const Room& room, const std::string& what) const {
  const Category* category = category_of(room);
  for (const UserSet* role : {&room.members, &room.managers, &room.presenters}) {
    if (auto known = check_users(*role, what); !known) return known;
    // A2: nobody has a role in a room whose category keeps him out.
    for (const std::string& user : *role)
      if (category && !category->in_scope(user))
        return fail(Errc::conflict, fmt::format("{} names '{}', whom its category '{}' keeps out", what, user,
                                                category->name));
  }
  // A6: presenters must be members (in an Open room everybody in scope is), and only an auditorium has them.
  if (room.type == RoomType::normal && !room.presenters.empty())
    return fail(Errc::conflict, fmt::format("{} is no auditorium and cannot have presenters", what));
  const bool all_are_members =
      std::includes(room.members.begin(), room.members.end(), room.presenters.begin(), room.presenters.end());
  if (room.privacy != Privacy::open && !all_are_members)
    return fail(Errc::conflict, fmt::format("a presenter of {} is not a member", what));
  return {};
}

bool Category::in_scope(std::string_view user_uri) const {
  if (denied.contains(user_uri)) return false;
  return allowed.empty() || allowed.contains(user_uri);
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
  const auto found = category_by_name_.find(to_lower(room.category));
  return found == category_by_name_.end() ? nullptr : &categories_[found->second];
}

}   // namespace parley::server
