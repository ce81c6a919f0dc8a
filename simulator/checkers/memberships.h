// Who is in which room at every moment of a story, as far as both peers could know it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "simulator/checkers/dialogs.h"
#include "simulator/observation.h"

namespace parley::sim {

//   out --cmd:join--> entering --rpl 200--> in --cmd:part, BYE--> leaving --rpl 200, 200 BYE--> out
//                     entering --refused--> out                   leaving --refused--> in
//   any --link down, 481, 487, put out by the server--> unsure --cmd:join--> entering
enum class Standing : std::uint8_t { out, entering, in, leaving, unsure };

// One time of being certainly in a room, by numbers of observations: from the reply that let the endpoint
// in until the first thing that may have taken it out.
struct Stay {
  std::uint32_t from = 0;
  std::uint32_t until = 0;   // 0: to the end of the story.
  // By part or BYE, and the server's answer came: so everything came that the server had sent before it.
  bool left_in_order = false;
};

// An endpoint in a room: a dialog is one endpoint, and a user may have several.
struct Seat {
  Dialog dialog;   // As it was when the seat was made: names only.
  std::string room;
  Standing standing = Standing::out;
  std::vector<Stay> stays;
};

class Memberships {
 public:
  // `dialog` is what Dialogs::see said of it.
  void see(const Observation& seen, const Dialog* dialog);
  Standing standing(const Dialog& dialog, std::string_view room) const;
  // By dialog and room.
  const std::map<std::pair<std::uint32_t, std::string>, Seat>& seats() const { return seats_; }

 private:
  struct Asked {
    bool enter = true;   // Or leave.
    std::vector<std::string> rooms;
  };
  using CommandKey = std::tuple<std::uint32_t, std::uint64_t, std::uint32_t>;   // Dialog, envid, seqid.

  Seat& seat(const Dialog& dialog, const std::string& room);
  void see_command(const Observation& seen, const Dialog& dialog, const xccos::Command& command);
  void see_reply(const Observation& seen, const Dialog& dialog, const xccos::Reply& reply);
  void see_joined(std::uint32_t number, const Dialog& dialog, const xccos::Joined& joined);
  void see_response(const Observation& seen, const Dialog& dialog);
  void settle(std::uint32_t number, const Dialog& dialog, const Asked& asked, bool granted);
  void see_notice(const Observation& seen, const Dialog& dialog, const xccos::Notice& notice);
  void leave_all(std::uint32_t number, const Dialog& dialog, Standing standing);
  void hung_up(const Dialog& dialog);
  static void enter(Seat& seat, std::uint32_t number);
  static void leave(Seat& seat, std::uint32_t number, Standing standing);
  static void left(Seat& seat);

  std::map<std::pair<std::uint32_t, std::string>, Seat> seats_;
  std::map<CommandKey, Asked> asked_;
  // The requests that carry what was asked, by dialog and number of the observation.
  std::map<std::uint32_t, std::vector<CommandKey>> carried_by_;
};

// Rooms are compared by this: the spelling of a URI may differ in case (xccos.md 8, row 24).
std::string room_key(std::string_view uri);

}   // namespace parley::sim
