// The rooms that the user follows: categories named roomSetting in his presence document, the same for every
// client of the user (xccos.md 6.4; FLOW-SIGNIN-5a, FLOW-POST-2).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/text.h"
#include "protocol/client/requests.h"
#include "protocol/client/subscription.h"
#include "protocol/presence/categories.h"

namespace parley::client {

class FollowedRooms {
 public:
  FollowedRooms(Ground& ground, Requests& requests, const Identity& identity);

  void read(std::function<void(const Result<void>&)> done);   // Errors of Subscription; malformed.
  // In the order of the document.
  std::vector<std::string> uris() const;
  bool follows(const std::string& uri) const;
  // Publish by SERVICE.
  void follow(const std::string& uri, const std::string& name, std::function<void(const Outcome&)> done);
  // Only of a room that is followed.
  void unfollow(const std::string& uri, std::function<void(const Outcome&)> done);
  Subscription& subscription() { return subscription_; }

 private:
  struct Entry {
    std::string uri;
    std::uint32_t instance = 0;
    std::uint32_t version = 0;   // That the server has stored; a change names it, and the server counts on.

    bool is_of(std::string_view room) const { return equal_ignoring_case(uri, room); }
  };

  Result<void> learn(const std::string& document);
  void publish(const presence::Publication& publication, std::function<void(const Outcome&)> done);

  Ground& ground_;
  Requests& requests_;
  const Identity& identity_;
  Subscription subscription_;
  std::vector<Entry> entries_;
};

}   // namespace parley::client
