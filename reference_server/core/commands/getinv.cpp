// getinv: rooms that the user was newly invited to (FLOW-SIGNIN-7; xccos.md 2.5, 5.9).
#include <algorithm>

#include "reference_server/core/commands/commands.h"

namespace parley::server {

void on_getinv(Step& step, const Asked& asked, const xccos::GetInvitations& command) {
  // Ids count from 1 per user and a client asks for what is newer than the one it knows; a real client that
  // knows none sends 1 (xccos.md 2.5), so 1 means "from the first".
  const std::uint64_t known = command.since.invite_id.value_or(1);
  const std::uint64_t after = known <= 1 ? 0 : known;
  step.ask(storage::ReadInvitations{asked.session.user_uri, after}, PendingInvitations{asked.context});
}

void on_stored(Step& step, const PendingInvitations& pending, const WorkAnswer& answer) {
  const auto& invitations = storage::answer_to<storage::ReadInvitations>(answer);
  if (!invitations) return step.reply_refused(pending.context, Refused::database_connection);
  const Session* session = step.find_session(pending.context.session);
  // A list is a remembered shape; an empty data block is what every client takes.
  if (!session || invitations->empty() || !step.state.settings.wire_remembered)
    return step.reply(pending.context, xccos::NoData{});
  xccos::RoomList list;
  for (const storage::Invitation& invitation : *invitations) {
    const Room* room = step.find_room(*session, invitation.room_uri);
    if (!room || !step.state.authorisation.may_see(*room, session->user_uri)) continue;
    xccos::Room summary = summary_of(step, *room);
    summary.invitation = xccos::Invitation{invitation.id};
    list.rooms.push_back(std::move(summary));
  }
  list.last_invitation = xccos::Invitation{invitations->back().id};
  step.reply(pending.context, std::move(list));
}

}   // namespace parley::server
