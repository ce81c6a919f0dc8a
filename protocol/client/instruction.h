// The lines with which a user or a script tells the client what to do, and the event that ends each when it
// goes well (otherwise error, or gave-up). They are carried out one after the other.
//
//   sign-in                signed-in or disabled      sign-out              signed-out
//   search [TEXT]          search                     wait TEXT             waited; hears each message once
//   join ROOM              joined, then history       leave ROOM            left
//   follow ROOM            followed, then as join     unfollow ROOM         unfollowed
//   post ROOM TEXT         posted                     history ROOM [N]      history
//   send XML               sent, with the status      bytes TEXT            sent, with the number of bytes
//   update                 refreshed                  drop                  session-lost; cuts the own link
//
// Words are separated by blanks; a word with blanks stands in "quotes", where \" \\ \n \r \t are escapes.
// They are UTF-8 that XML can carry, and whatever ends their lines is read as LF. TEXT without quotes is the
// rest of the line with single blanks. ROOM is a name or a ma-chan: URI; an unknown name is searched first.
// After `send` the rest of the line is taken as it is; after `bytes` it may stand in quotes and also knows
// \xHH. A line that is blank or begins with # tells nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace parley::client {

enum class Verb : std::uint8_t {
  sign_in,
  sign_out,
  search,
  join,
  follow,
  unfollow,
  post,
  history,
  leave,
  wait,
  send,
  bytes,
  drop,
  update,
};
std::string_view to_string(Verb verb);

struct Instruction {
  Verb verb = Verb::sign_in;
  std::string room;                     // Of join, follow, unfollow, post, history, leave.
  std::string text;                     // Of search, post, wait, send, bytes.
  std::optional<std::uint32_t> count;   // Of history.
  std::size_t line = 0;                 // Its number among all lines told.
};

// A line is at most this long: the largest XCCOS body (xccos.md 7) and its verb.
inline constexpr std::size_t kInstructionBytesMax = 1024 * 1024 + 64;

// Told at a signal by who runs the client: what is under way comes to its end, nothing that waits is begun,
// and the client signs out. A line end, since no line of a script has one in it.
inline constexpr std::string_view kInterruption = "\n";

// A blank line or a comment, which is no instruction.
bool tells_nothing(std::string_view line);
// Errors: limit_exceeded above kInstructionBytesMax, else malformed.
Result<Instruction> parse_instruction(std::string_view line);

}   // namespace parley::client
