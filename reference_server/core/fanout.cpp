#include "reference_server/core/fanout.h"

#include "protocol/sip/copies.h"
#include "protocol/xccos/codec.h"

namespace parley::server {
namespace {

// Whom a deviation leaves out or lets in. Without deviations: every participant, once.
int copies_for(const Step& step, const Participant& participant, const storage::StoredMessage& stored) {
  const bool author = participant.user_uri == stored.message.author_uri;
  if (author && step.deviates("server-no-echo")) return 0;
  if (!author && step.deviates("server-drops-copy")) return 0;
  return step.deviates("server-sends-copy-twice") ? 2 : 1;
}

void leak(Step& step, const RoomState& room, const std::string& body) {
  for (const auto& [id, session] : step.state.sessions)
    if (!room.roster.has_session(id)) return step.send_info(id, body);
}

}   // namespace

xccos::ChatMessage chat_message_of(const Step& step, const storage::StoredMessage& stored) {
  xccos::ChatMessage chat;
  chat.chan_uri = stored.message.room_uri;
  chat.author = stored.message.author_uri;
  chat.ts = to_iso8601(stored.message.at);
  chat.text = stored.message.text;
  if (step.state.settings.wire_remembered) {   // R-m (xccos.md 3.1).
    chat.author_display = stored.message.author_name;
    chat.alert = stored.message.alert;
    chat.chat_id = stored.chat_id;
    chat.rtf = stored.message.rtf;
  }
  return chat;
}

void fan_out(Step& step, const storage::StoredMessage& stored) {
  const RoomState& room = step.room_state(stored.message.room_uri);
  xccos::ChatMessage chat = chat_message_of(step, stored);
  if (step.deviates("server-alters-text")) chat.text += " (edited)";
  if (step.deviates("server-copy-without-ts")) chat.ts.clear();
  if (step.deviates("server-copy-names-other-room")) chat.chan_uri += "0";
  xccos::Envelope envelope{step.state.next_envid++, {std::move(chat)}};
  const sip::SharedBody body("text/plain", xccos::encode(envelope, xccos::Writer::server));
  for (const auto& [place, participant] : room.roster.participants())
    for (int copy = copies_for(step, participant, stored); copy > 0; --copy)
      step.send_copy(participant.session, body);
  if (step.deviates("server-leaks-copy")) leak(step, room, *body.bytes);
}

}   // namespace parley::server
