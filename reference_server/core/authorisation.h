// Who may do what in a room: the table of product.md 2.2 as code.
//
//              see in search   join       read history   post (normal)   post (auditorium)
//   Open       in scope        in scope   in scope       joined          joined and presenter
//   Closed     in scope        member     member         joined          joined and presenter
//   Secret     member          member     member         joined          joined and presenter
//   disabled   nobody          nobody     nobody         nobody          nobody
//
// Manager or presenter alone is no member (A5); a manager cannot post in an auditorium unless presenter (A7).
#pragma once

#include <cstdint>
#include <string_view>

#include "reference_server/core/directory.h"

namespace parley::server {

// The wire's permission bits (xccos.md 3.4). 3984 and 12276 are the two masks seen on the wire.
inline constexpr std::uint32_t kMemberPermissions = 3984;
inline constexpr std::uint32_t kManagerPermissions = 12276;
inline constexpr std::uint32_t kAuditoriumChat = 4096;

class Authorisation {
 public:
  explicit Authorisation(const Directory& directory) : directory_(directory) {}

  bool in_scope(const Room& room, std::string_view user_uri) const;    // A1: denied beats allowed.
  bool is_member(const Room& room, std::string_view user_uri) const;   // Of an Open room: who is in scope.
  bool may_see(const Room& room, std::string_view user_uri) const;
  bool may_join(const Room& room, std::string_view user_uri) const;
  bool may_read_history(const Room& room, std::string_view user_uri) const;
  // Given that the user has joined.
  bool may_post(const Room& room, std::string_view user_uri) const;
  // What the join reply shows for this user. Exactly 12276 for managers (a real client compares).
  std::uint32_t permissions(const Room& room, std::string_view user_uri) const;

 private:
  const Directory& directory_;
};

}   // namespace parley::server
