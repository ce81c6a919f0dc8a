// Sign-in as a list of steps, walked one after the other: flows.md, sign-in; xccos.md 5.1 and 5.2.
//
// The same walk, begun later in the list, makes a lost session again (xccos.md 5.11). What the server
// refuses of the optional steps is told and passed over; without registration, provisioning document or
// dialog there is no sign-in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/client/parts.h"
#include "protocol/client/room_actions.h"

namespace parley::client {

enum class Step : std::uint8_t {
  register_user,
  fetch_provisioning,    // FLOW-SIGNIN-1
  read_followed_rooms,   // FLOW-SIGNIN-5a, the list
  invite_lookup,         // Profile lookup only, up to leave_lookup.
  request_service_uri,
  leave_lookup,
  invite_service,     // FLOW-SIGNIN-2
  ask_server_info,    // FLOW-SIGNIN-3
  ask_member_rooms,   // FLOW-SIGNIN-4
  ask_managed_rooms,
  join_followed_rooms,    // FLOW-SIGNIN-5a
  join_rooms_left_open,   // FLOW-SIGNIN-5b
  read_histories,         // FLOW-SIGNIN-6
  ask_invitations,        // FLOW-SIGNIN-7
};

std::string_view to_string(Step step);

// All that a sign-in does, or only what makes a lost session again.
enum class Extent : std::uint8_t { whole, session_only };
// The walk, in order. docs/protocol/sip.md draws its diagram from it.
std::span<const Step> steps_of(Profile profile, Extent extent);

class SignIn {
 public:
  struct Hooks {
    std::function<void()> on_signed_in;
    std::function<void()> on_disabled;   // The user may not chat.
    // `again`: nobody refused, somebody was silent; worth another try.
    std::function<void(std::string reason, bool again)> on_failed;
  };

  explicit SignIn(Parts& parts);
  void set_hooks(Hooks hooks) { hooks_ = std::move(hooks); }

  // `rooms_before`: in which the user was when the last session was lost. They are entered again by bjoin, in
  // a whole sign-in after the followed rooms.
  void start(Extent extent, std::vector<std::string> rooms_before);
  void cancel();   // The walk stops; no hook is called.

 private:
  void advance();
  void run(Step step);
  bool skipped(Step step) const;
  void fail(const std::string& reason, bool again);
  ActionDone continue_after(std::string doing);

  void register_user();
  void fetch_provisioning();
  void read_followed_rooms();
  void invite(const std::string& uri);
  void request_service_uri();
  void leave_lookup();
  void ask_server_info();
  void join_followed_rooms();
  void join_next_left_open(std::size_t index);
  void read_histories(const std::vector<std::string>& uris, std::size_t index);   // From this one on.

  Parts& parts_;
  Hooks hooks_;
  std::span<const Step> steps_;
  std::size_t next_ = 0;
  bool whole_ = true;
  std::uint64_t walk_ = 0;   // Which walk this is; an answer to an older one moves nothing.
  std::string lookup_uri_, service_uri_;
  std::vector<std::string> rooms_before_;
};

}   // namespace parley::client
