// What a client does with rooms, each a command, its reply, and what the user is told of it. Sign-in and the
// instructions of the user do the same things.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "protocol/client/parts.h"
#include "protocol/xccos/message.h"

namespace parley::client {

using ActionDone = std::function<void(const std::optional<CommandFailure>& failure)>;

// Tells joined or join-failed. A room that cannot be entered is a failure that is not repeatable.
void join_room(Parts& parts, const std::string& uri, ActionDone done);
// One bjoin for all; rooms that the server refuses are told one by one and are no failure of the whole.
void join_rooms(Parts& parts, std::vector<std::string> uris, ActionDone done);
void leave_room(Parts& parts, const std::string& uri, ActionDone done);   // Tells left.
void read_history(Parts& parts, const std::string& uri, std::uint32_t count,
                  ActionDone done);                                              // Tells history.
void search_rooms(Parts& parts, const std::string& criteria, ActionDone done);   // Tells search.
void ask_invitations(Parts& parts, ActionDone done);                             // Tells invitations.
// The rooms whose member ("MEMBER") or manager ("MANAGER") the user is; nothing is told (grade R-m).
void ask_associations(Parts& parts, const std::string& type, ActionDone done);

// The URI of a room given by name or URI; an unknown name is looked up by chansrch first.
using RoomFound = std::function<void(const tl::expected<std::string, CommandFailure>& uri)>;
void find_room(Parts& parts, const std::string& name_or_uri, RoomFound done);

// The event of a history, asked for or not.
JsonObject history_event(const Parts& parts, const xccos::History& history);

}   // namespace parley::client
