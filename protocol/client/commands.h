// Commands and their replies: an envelope goes out by INFO, the answer is another INFO that names envid and
// seqid of the command (xccos.md 1.3). It may come before or after the 200, in any order, or never.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "protocol/base/state_machine.h"
#include "protocol/client/session.h"
#include "protocol/xccos/message.h"

namespace parley::client {

enum class CommandState : std::uint8_t { sent, acknowledged, done, failed };
std::string_view to_string(CommandState state);
std::span<const Transition<CommandState>> transitions_of(CommandState);

struct CommandFailure {
  bool repeatable = false;   // The session was lost before the reply; on a new one it may be asked again.
  std::string reason;
};
using Answer = tl::expected<xccos::Reply, CommandFailure>;   // A reply whose resp code is 200.

class Commands {
 public:
  // Far more than a client has open; a bound against replies that never come.
  static constexpr std::size_t kOpenMax = 256;

  Commands(Ground& ground, Session& session, Requests& requests);

  // `done` is called once, and not before this returns.
  void ask(xccos::CommandBody body, std::function<void(const Answer&)> done);
  // False when nobody asked. A reply without commandid answers the oldest command of its kind: pidgin-sipe
  // goes by the id alone.
  bool on_reply(const xccos::Reply& reply);
  void session_lost();   // All that is open fails, and may be repeated.

  // The number of the next envelope of this client: starts anywhere, counts up (xccos.md 1.1).
  std::uint64_t next_envid() { return next_envid_++; }
  std::string write(const xccos::Envelope& envelope) const;   // As clients of the profile write.

 private:
  struct Open {
    std::string id;   // "cmd:join"
    std::function<void(const Answer&)> done;
    RequestId request = 0;
    AlarmId timeout = 0;
    StateMachine<CommandState> state{};
  };

  void on_delivered(std::uint64_t envid, const Outcome& outcome);
  void conclude(std::uint64_t envid, const Answer& answer);
  std::uint64_t envid_answered_by(const xccos::Reply& reply) const;

  Ground& ground_;
  Session& session_;
  Requests& requests_;
  std::map<std::uint64_t, Open> open_;
  std::uint64_t next_envid_;
};

}   // namespace parley::client
