// Who and what a pool consists of: users, pools, categories, rooms and roles. Loaded once from a pool file
// and read by everything; who is in a room now is in session.h.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"
#include "protocol/xccos/room_uri.h"

namespace parley::server {

enum class Privacy : std::uint8_t { open, closed, secret };
enum class RoomType : std::uint8_t { normal, auditorium };

std::string_view to_string(
    Privacy privacy);   // "open", "scope", "private": the stored words (product.md 2.2).

struct User {
  std::string name;   // The user part of the address.
  std::string uri;    // "sip:alice@contoso.com", lower case.
  std::string display_name;
  std::string password;       // For digest; never shown.
  bool enabled = true;        // EnablePersistentChat of the policy that applies (SYS-POLICY).
  std::string default_pool;   // URI of the pool that provisioning names.
};

// One Persistent Chat pool: a SIP address and its rooms. Nothing spans pools (product.md 2.2).
struct Pool {
  std::string uri;   // "sip:GC-1-PersistentChatService-1@contoso.com"
};

using UserSet = std::set<std::string, std::less<>>;   // User URIs.

struct Category {
  std::string name;
  std::string id;   // GUID.
  std::string pool;
  UserSet allowed;   // Empty: everybody of the domain.
  UserSet denied;    // Beats allowed (A1).
  bool history = true;
  bool files = true;
  bool invitations = true;

  bool in_scope(std::string_view user_uri) const;   // product.md 2.2, A1.
};

struct Room {
  std::string name, description;
  std::string uri;   // "ma-chan://contoso.com/GUID": always in this spelling (xccos.md 6.2).
  std::string pool, category;
  Privacy privacy = Privacy::closed;
  RoomType type = RoomType::normal;
  bool disabled = false;
  bool invitations = true;   // Inherit; false: off.
  UserSet members, managers, presenters;
};

struct SeedInvitation {
  std::string user_uri, room_uri;
};

class Directory {
 public:
  // Errors name what is wrong: two of one name; a pool, category or user that is not there; a category of
  // another pool; a role for somebody out of scope. A reference is to what was added before. The URI of a
  // pool and the name of a category are found in any spelling; of a pool the one of add_pool is kept.
  Result<void> add_user(User user);
  Result<void> add_pool(Pool pool);
  Result<void> add_category(Category category);
  Result<void> add_room(Room room);
  void add_invitation(SeedInvitation invitation) { invitations_.push_back(std::move(invitation)); }

  const User* find_user(std::string_view uri) const;   // Any spelling of a SIP URI.
  const Pool* find_pool(std::string_view uri) const;   // Likewise.
  // Room URIs are compared without case (xccos.md 6.1); only rooms of that pool are found.
  const Room* find_room(std::string_view pool, std::string_view uri) const;
  const Category* category_of(const Room& room) const;

  const std::map<std::string, User, std::less<>>& users() const { return users_; }
  const std::vector<Pool>& pools() const { return pools_; }
  const std::vector<Room>& rooms() const { return rooms_; }   // In the order of the file.
  const std::vector<Category>& categories() const { return categories_; }
  const std::vector<SeedInvitation>& invitations() const { return invitations_; }

  std::string domain;

 private:
  Result<void> spell_pool(std::string& uri, const std::string& what) const;
  Result<void> take_name(const std::string& name, const std::string& what);
  Result<void> check_users(const UserSet& set, const std::string& what) const;
  Result<void> check_category(const Room& room, const std::string& what) const;
  Result<void> check_roles(const Room& room, const std::string& what) const;

  std::map<std::string, User, std::less<>> users_;   // By URI in lower case.
  std::vector<Pool> pools_;
  std::vector<Category> categories_;
  std::vector<Room> rooms_;
  std::set<std::string, std::less<>> names_;                      // Of rooms and categories, in lower case.
  std::map<std::string, std::size_t, std::less<>> room_by_uri_;   // By URI in lower case.
  std::map<std::string, std::size_t, std::less<>> category_by_name_;   // By name in lower case.
  std::vector<SeedInvitation> invitations_;
};

}   // namespace parley::server
