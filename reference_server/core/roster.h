// Who is in a room now. To enter, to leave and to ask costs the logarithm of how many are there: when a
// switch takes an auditorium of thousands off the net, all of them leave in one moment.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace parley::server {

using SessionId = std::uint64_t;

struct Participant {
  SessionId session = 0;
  std::string user_uri;
};

class Roster {
 public:
  // A session that is there already keeps its place.
  void enter(SessionId session, const std::string& user_uri);
  void leave(SessionId session);

  // By place: in order of joining.
  const std::map<std::uint64_t, Participant>& participants() const { return participants_; }
  bool has_user(std::string_view user_uri) const { return endpoints_.contains(user_uri); }
  bool has_session(SessionId session) const { return places_.contains(session); }
  std::size_t user_count() const { return endpoints_.size(); }

 private:
  std::map<std::uint64_t, Participant> participants_;
  std::map<SessionId, std::uint64_t> places_;
  std::map<std::string, std::size_t, std::less<>> endpoints_;   // How many sessions of a user are there.
  std::uint64_t next_place_ = 0;
};

}   // namespace parley::server
