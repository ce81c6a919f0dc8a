// See memberships.h.
#include "simulator/checkers/memberships.h"

#include <algorithm>

#include "protocol/base/text.h"
#include "protocol/xccos/room_uri.h"
#include "simulator/repetition.h"

namespace parley::sim {
namespace {

std::string room_of(const xccos::ChannelId& id) {
  return room_key(xccos::RoomUri{id.domain, id.value}.to_string());
}

}   // namespace

std::string room_key(std::string_view uri) { return to_lower(uri); }

Standing Memberships::standing(const Dialog& dialog, std::string_view room) const {
  const auto found = seats_.find({dialog.number, room_key(room)});
  return found == seats_.end() ? Standing::out : found->second.standing;
}

Seat& Memberships::seat(const Dialog& dialog, const std::string& room) {
  const auto [at, is_new] = seats_.try_emplace({dialog.number, room});
  if (is_new) {
    at->second.dialog = dialog;
    at->second.room = room;
  }
  return at->second;
}

void Memberships::enter(Seat& seat, std::uint32_t number) {
  seat.standing = Standing::in;
  if (seat.stays.empty() || seat.stays.back().until != 0) seat.stays.push_back({number, 0, false});
}

void Memberships::leave(Seat& seat, std::uint32_t number, Standing standing) {
  seat.standing = standing;
  if (!seat.stays.empty() && seat.stays.back().until == 0) seat.stays.back().until = number;
}

void Memberships::left(Seat& seat) {
  seat.standing = Standing::out;
  if (!seat.stays.empty()) seat.stays.back().left_in_order = true;
}

void Memberships::leave_all(std::uint32_t number, const Dialog& dialog, Standing standing) {
  for (auto at = seats_.lower_bound({dialog.number, {}});
       at != seats_.end() && at->first.first == dialog.number; ++at)
    if (at->second.standing != Standing::out) leave(at->second, number, standing);
}

void Memberships::hung_up(const Dialog& dialog) {
  for (auto at = seats_.lower_bound({dialog.number, {}});
       at != seats_.end() && at->first.first == dialog.number; ++at)
    if (at->second.standing == Standing::leaving) left(at->second);
}

void Memberships::see(const Observation& seen, const Dialog* dialog) {
  if (seen.kind == Observation::Kind::link_down) {
    for (auto& [key, one] : seats_)
      if (one.dialog.client == seen.from && one.dialog.server == seen.to && one.standing != Standing::out)
        leave(one, seen.number, Standing::unsure);
    return;
  }
  if (!dialog) return;
  if (seen.kind == Observation::Kind::response) return see_response(seen, *dialog);
  const bool from_client = seen.from == dialog->client;
  if (seen.method == "BYE")
    return leave_all(seen.number, *dialog, from_client ? Standing::leaving : Standing::out);
  if (!seen.xccos) return;
  for (const xccos::Primitive& primitive : seen.xccos->primitives) {
    if (const auto* command = std::get_if<xccos::Command>(&primitive); command && from_client)
      see_command(seen, *dialog, *command);
    if (const auto* reply = std::get_if<xccos::Reply>(&primitive); reply && !from_client)
      see_reply(seen, *dialog, *reply);
    if (const auto* notice = std::get_if<xccos::Notice>(&primitive); notice && !from_client)
      see_notice(seen, *dialog, *notice);
  }
}

void Memberships::see_command(const Observation& seen, const Dialog& dialog, const xccos::Command& command) {
  Asked asked;
  if (const auto* join = std::get_if<xccos::Join>(&command.body)) {
    asked.rooms = {room_of(join->room)};
  } else if (const auto* batch = std::get_if<xccos::BatchJoin>(&command.body)) {
    for (const xccos::Join& one : batch->rooms) asked.rooms.push_back(room_of(one.room));
  } else if (const auto* part = std::get_if<xccos::Part>(&command.body)) {
    asked.enter = false;
    asked.rooms = {room_key(part->room.uri)};
  } else {
    return;
  }
  for (const std::string& room : asked.rooms) {
    Seat& there = seat(dialog, room);
    if (asked.enter && there.standing != Standing::in) there.standing = Standing::entering;
    if (!asked.enter && there.standing != Standing::out) leave(there, seen.number, Standing::leaving);
  }
  const CommandKey key{dialog.number, seen.xccos->envid, command.seqid};
  carried_by_[seen.number].push_back(key);
  asked_.insert_or_assign(key, std::move(asked));
}

void Memberships::see_reply(const Observation& seen, const Dialog& dialog, const xccos::Reply& reply) {
  const bool granted = reply.response && reply.response->code == 200;
  const auto* joined = std::get_if<xccos::Joined>(&reply.body);
  // A room that the reply names is entered even when the reply names no command of ours.
  if (granted && joined) see_joined(seen.number, dialog, *joined);
  if (!reply.command) return;
  const auto asked = asked_.find({dialog.number, reply.command->envid, reply.command->seqid});
  if (asked == asked_.end()) return;
  Asked rest = asked->second;
  if (granted && rest.enter && joined) {
    std::erase_if(rest.rooms,
                  [&](const std::string& room) { return standing(dialog, room) == Standing::in; });
    return settle(seen.number, dialog, rest, false);
  }
  settle(seen.number, dialog, rest, granted);
}

void Memberships::see_joined(std::uint32_t number, const Dialog& dialog, const xccos::Joined& joined) {
  for (const xccos::Room& room : joined.rooms) {
    Seat& there = seat(dialog, room_key(room.uri));
    // Who has asked to leave meanwhile is let go by the next reply.
    if (there.standing != Standing::leaving) enter(there, number);
  }
}

// Granted or refused: what was asked is no longer under way.
void Memberships::settle(std::uint32_t number, const Dialog& dialog, const Asked& asked, bool granted) {
  for (const std::string& room : asked.rooms) {
    Seat& there = seat(dialog, room);
    if (asked.enter) {
      if (there.standing != Standing::entering) continue;
      if (granted) enter(there, number);
      else there.standing = Standing::out;
    } else if (there.standing == Standing::leaving) {
      if (granted) left(there);
      else enter(there, number);
    }
  }
}

void Memberships::see_response(const Observation& seen, const Dialog& dialog) {
  const int status = seen.sip.status;
  if (status < 200) return;
  const bool to_client = seen.to == dialog.client;
  if (seen.method == "BYE" && puts_off(seen)) return;
  if (seen.method == "BYE" && to_client) return hung_up(dialog);
  if (status == 481 || (status == 487 && !to_client)) return leave_all(seen.number, dialog, Standing::unsure);
  if (status < 300 || !to_client) return;
  const auto carried = carried_by_.find(seen.answers);
  if (carried == carried_by_.end()) return;
  for (const CommandKey& key : carried->second) settle(seen.number, dialog, asked_.at(key), false);
}

void Memberships::see_notice(const Observation& seen, const Dialog& dialog, const xccos::Notice& notice) {
  const auto* left = std::get_if<xccos::UsersLeft>(&notice.body);
  if (!left) return;
  // The user's other endpoint may be meant, or this one: nobody can tell from outside.
  const auto is_me = [&](const xccos::User& user) { return address_of(user.uri) == dialog.user; };
  const auto at = seats_.find({dialog.number, room_key(left->room.uri)});
  if (at != seats_.end() && std::any_of(left->room.users.begin(), left->room.users.end(), is_me))
    leave(at->second, seen.number, Standing::unsure);
}

}   // namespace parley::sim
