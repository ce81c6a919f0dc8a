// bccontext: the most recent messages of a room (FLOW-SIGNIN-6, FLOW-POST-3; xccos.md 2.3).
#include <algorithm>
#include <string>

#include "protocol/xccos/codec.h"
#include "reference_server/core/commands/commands.h"
#include "reference_server/core/fanout.h"

namespace parley::server {
namespace {

// What a history may weigh on the wire, so that every peer with our own limits reads it: he would else lose
// his connection at every sign-in. The last quarter is for what surrounds the messages. X.
constexpr std::size_t kHistoryBytesMax = xccos::ReadLimits{}.bytes_max / 4 * 3;

// In an envelope of its own, which is a little more than inside a history.
std::size_t bytes_on_the_wire(const xccos::ChatMessage& chat) {
  return xccos::encode({0, {chat}}, xccos::Writer::server).size();
}

// Oldest first; when they are too many bytes together, the newest.
std::vector<xccos::ChatMessage> readable(const Step& step, const std::vector<storage::StoredMessage>& all) {
  std::vector<xccos::ChatMessage> kept;
  std::size_t bytes = 0;
  for (auto stored = all.rbegin(); stored != all.rend(); ++stored) {
    xccos::ChatMessage chat = chat_message_of(step, *stored);
    chat.seqid.reset();   // No history was seen with it.
    bytes += bytes_on_the_wire(chat);
    if (bytes > kHistoryBytesMax) break;
    kept.push_back(std::move(chat));
  }
  std::reverse(kept.begin(), kept.end());
  return kept;
}

}   // namespace

void on_bccontext(Step& step, const Asked& asked, const xccos::BackChatContext& command) {
  const Room* room = step.find_room(asked.session, command.room.uri);
  if (!room) return step.reply_refused(asked.context, Refused::no_such_node);
  if (room->disabled) return step.reply_refused(asked.context, Refused::node_disabled);
  // A member may read without having joined (product.md 2.2, A10).
  if (!step.state.authorisation.may_read_history(*room, asked.session.user_uri))
    return step.reply_refused(asked.context, Refused::permission);
  const Category* category = step.state.directory.category_of(*room);
  const bool kept = !category || category->history;
  // A count of 0 or none, or too large, is clipped: the sources leave it open (xccos.md 8, row 21).
  const std::uint32_t asked_for = command.count.value_or(0);
  const std::uint32_t wanted = asked_for == 0 ? step.state.settings.history_default : asked_for;
  const std::uint32_t count = kept ? std::min(wanted, step.state.settings.history_max) : 0;

  storage::ComplianceEvent event =
      event_of(step, storage::EventKind::backchat, *room, asked.session.user_uri);
  event.content =
      "last " + std::to_string(count);   // Its format in the archive is not public (product.md 8).
  storage::ReadHistory read{room->uri, count, std::nullopt};
  if (step.archives()) read.backchat = event;
  step.ask(std::move(read), PendingHistory{asked.context, room->uri, std::move(event)});
}

void on_stored(Step& step, const PendingHistory& pending, const WorkAnswer& answer) {
  const auto& messages = storage::answer_to<storage::ReadHistory>(answer);
  if (!messages) return step.reply_refused(pending.context, Refused::database_connection);
  step.events_queued({pending.event});
  xccos::History history{{.uri = pending.room_uri, .messages = readable(step, *messages)}};
  if (step.deviates("server-history-is-empty")) history.room.messages.clear();
  if (step.deviates("server-history-of-other-room"))
    for (xccos::ChatMessage& message : history.room.messages) message.chan_uri += "0";
  step.reply(pending.context, std::move(history));
}

}   // namespace parley::server
