// chansrch and getassociations: finding rooms (FLOW-POST-1, FLOW-SIGNIN-4; xccos.md 2.1, 2.4).
#include <algorithm>

#include "protocol/base/text.h"
#include "reference_server/core/commands/commands.h"

namespace parley::server {
namespace {

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  return to_lower(text).find(to_lower(part)) != std::string::npos;
}

xccos::Fact info(std::string_view id, std::string_view value) {
  return {xccos::Fact::Kind::info, std::string(id), std::string(value)};
}

xccos::Fact property(std::string_view id, bool value) {
  return {xccos::Fact::Kind::prop, std::string(id), value ? "true" : "false"};
}

}   // namespace

xccos::Room summary_of(const Step& step, const Room& room) {
  const Category* category = step.state.directory.category_of(room);
  const auto state = step.state.rooms.find(room.uri);
  const std::size_t users = state == step.state.rooms.end() ? 0 : state->second.roster.user_count();
  // Effective: the category allows it and the room inherits; a room can never turn it on (product.md 2.4).
  const bool invite = category && category->invitations && room.invitations;
  return {.uri = room.uri,
          .name = room.name,
          .description = room.description,
          .facts = {info(xccos::kUserCount, std::to_string(users)),
                    info(xccos::kVisibility, to_string(room.privacy)),
                    property(xccos::kFilePost, category && category->files), property(xccos::kInvite, invite),
                    property(xccos::kLogged, !category || category->history)}};
}

// Every qtype is answered as BYNAME, the only one known (xccos.md 8, row 20). Empty criteria: all rooms that
// this user may see.
void on_chansrch(Step& step, const Asked& asked, const xccos::ChannelSearch& command) {
  xccos::RoomList list;
  for (const Room& room : step.state.directory.rooms()) {
    if (list.rooms.size() >= step.state.settings.search_limit) break;
    if (room.pool != asked.session.pool) continue;
    if (!step.state.authorisation.may_see(room, asked.session.user_uri) &&
        !step.deviates("server-shows-secret-rooms"))
      continue;
    if (contains_ignoring_case(room.name, command.criteria.value_or("")))
      list.rooms.push_back(summary_of(step, room));
  }
  if (step.deviates("server-finds-nothing")) list.rooms.clear();
  step.reply(asked.context, std::move(list));
}

void on_getassociations(Step& step, const Asked& asked, const xccos::GetAssociations& command) {
  xccos::RoomList list;
  const bool managers = equal_ignoring_case(command.type.value_or(""), "MANAGER");
  if (managers && step.deviates("server-withholds-managed-rooms")) return;
  // The body of the reply is remembered only (xccos.md 2.1): towards foreign peers it stays empty.
  if (!step.state.settings.wire_remembered) return step.reply(asked.context, xccos::NoData{});
  const std::uint32_t limit = step.state.settings.search_limit;
  const std::uint32_t most = std::min(command.max_results.value_or(limit), limit);
  for (const Room& room : step.state.directory.rooms()) {
    if (list.rooms.size() >= most) break;
    if (room.pool != asked.session.pool || room.disabled) continue;
    // An Open room has no list of members; who is named in a role is associated with it.
    const UserSet& role = managers ? room.managers : room.members;
    if (role.contains(asked.session.user_uri)) list.rooms.push_back(summary_of(step, room));
  }
  if (step.deviates("server-lists-no-rooms")) list.rooms.clear();
  step.reply(asked.context, std::move(list));
}

}   // namespace parley::server
