// part: leaving a room (xccos.md 2.2, 5.5).
#include "reference_server/core/commands/commands.h"
#include "reference_server/core/sessions.h"

namespace parley::server {

void on_part(Step& step, const Asked& asked, const xccos::Part& command) {
  const Room* room = step.find_room(asked.session, command.room.uri);
  if (!room) return step.reply_refused(asked.context, Refused::no_such_node);
  if (!step.room_state(room->uri).roster.has_session(asked.session.id))
    return step.reply_refused(asked.context, Refused::user_not_joined);
  // The leaver hears nothing of the room from here on: a real client has freed it (real-client.md 3.11).
  storage::ComplianceEvent event = leave_room(step, asked.session, room->uri);
  step.reply(asked.context, xccos::Parted{{room->uri}});
  step.archive({std::move(event)});
}

}   // namespace parley::server
