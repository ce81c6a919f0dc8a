// The rooms a client has heard of, and those it is in. URIs, names and users are compared without case
// (xccos.md 6.2 and 8, row 24), and given back in the server's spelling.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::client {

class RoomBook {
 public:
  // How many rooms are remembered by name; ten times the most that one search returns (searchLimit 999 in the
  // only sample). Rooms beyond it can still be named by their URI.
  static constexpr std::size_t kKnownMax = 10'000;
  // Users that are remembered of one room: all that a pool of the largest documented size holds.
  static constexpr std::size_t kUsersMax = 80'000;

  // What has no name, or a URI that is none of a room, is passed over: nobody could enter it.
  void learn(const std::string& uri, const std::string& name);
  // The name, or the URI itself when no name is known.
  std::string name_of(const std::string& uri) const;
  // The URI of a room by URI (ma-chan:) or by name, of two of one name the one learned last; empty when the
  // name is unknown.
  std::optional<std::string> find(std::string_view name_or_uri) const;

  void enter(const std::string& uri, const std::vector<std::string>& users);
  void leave(const std::string& uri);
  bool inside(const std::string& uri) const;
  // In the order in which they were entered.
  const std::vector<std::string>& joined() const { return order_; }
  // The session is gone, and with it every room; returns joined().
  std::vector<std::string> leave_all();

  // Other users; both say whether that is news. Rooms the client is not in have no users.
  bool user_entered(const std::string& uri, const std::string& user);
  bool user_left(const std::string& uri, const std::string& user);
  std::vector<std::string> users(const std::string& uri) const;

 private:
  // All keys are in lower case.
  struct Room {
    std::string uri, name;
  };
  using Users = std::map<std::string, std::string>;

  std::map<std::string, Room> rooms_;         // By URI.
  std::map<std::string, std::string> keys_;   // Into rooms_, by name.
  std::map<std::string, Users> joined_;       // By URI.
  std::vector<std::string> order_;
};

}   // namespace parley::client
