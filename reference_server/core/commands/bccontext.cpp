// bccontext: the most recent messages of a room (FLOW-SIGNIN-6, FLOW-POST-3; xccos.md 2.3).
#include <algorithm>
#include <string>

#include "reference_server/core/commands/commands.h"
#include "reference_server/core/fanout.h"

namespace parley::server {

void on_bccontext(Step& step, const Asked& asked, const xccos::BackChatContext& command) {
  const Room* room = step.find_room(asked.session, command.uri);
  if (!room) return step.reply_refused(asked.context, Refused::no_such_node);
  if (room->disabled) return step.reply_refused(asked.context, Refused::node_disabled);
  // A member may read without having joined (product.md 2.2, A10).
  if (!step.state.authorisation.may_read_history(*room, asked.session.user_uri))
    return step.reply_refused(asked.context, Refused::permission);
  const Category* category = step.state.directory.category_of(*room);
  const bool kept = !category || category->history;
  // A count of 0 or too large is clipped: the sources leave it open (xccos.md 8, row 21).
  const std::uint32_t wanted = command.count == 0 ? step.state.settings.history_default : command.count;
  const std::uint32_t count = kept ? std::min(wanted, step.state.settings.history_max) : 0;

  storage::ComplianceEvent event =
      event_of(step, storage::EventKind::backchat, *room, asked.session.user_uri);
  event.content =
      "last " + std::to_string(count);   // Its format in the archive is not public (product.md 8).
  step.ask(storage::ReadHistory{room->uri, count, event}, PendingHistory{asked.context, room->uri, event});
}

void on_stored(Step& step, const PendingHistory& pending, const WorkAnswer& answer) {
  const auto& messages = storage::answer_to<storage::ReadHistory>(answer);
  if (!messages) return step.reply_refused(pending.context, Refused::database_connection);
  step.events_queued({pending.event});
  xccos::History history{pending.room_uri, {}};
  for (const storage::StoredMessage& stored : *messages)
    history.messages.push_back(chat_message_of(step, stored));
  if (step.deviates("server-history-is-empty")) history.messages.clear();
  if (step.deviates("server-history-of-other-room"))
    for (xccos::ChatMessage& message : history.messages) message.chan_uri += "0";
  step.reply(pending.context, std::move(history));
}

}   // namespace parley::server
