// grpchat: a post (FLOW-POST-4, FLOW-POST-5; xccos.md 5.4).
#include <fmt/format.h>

#include "reference_server/core/commands/commands.h"
#include "reference_server/core/fanout.h"

namespace parley::server {
namespace {

std::optional<Refused> why_not(const Step& step, const Session& session, const Room* room,
                               std::size_t bytes) {
  if (!room) return Refused::no_such_node;
  if (room->disabled) return Refused::node_disabled;
  const auto state = step.state.rooms.find(room->uri);
  if (state == step.state.rooms.end() || !state->second.has_session(session.id))
    return Refused::user_not_joined;
  if (!step.state.authorisation.may_post(*room, session.user_uri)) return Refused::permission;
  // How a story is told from a message is unknown (xccos.md 1.5), so the larger limit holds for both.
  if (bytes > step.state.settings.story_size_limit) return Refused::limit_exceeded;
  return std::nullopt;
}

// How a refused post looks on the wire is unknown (xccos.md 8, row 25). The remembered form is a reply that
// names the envelope; without it the refusal is the SIP answer.
void refuse(Step& step, Session& session, const Post& post, Refused why) {
  if (step.state.settings.wire_remembered || !post.ack) {
    const CommandContext context{session.id, "cmd:grpchat", post.ref};
    return step.reply(context, xccos::NoData{}, error_response(why));
  }
  step.expect_one_more(*post.ack);
  step.one_is_done(*post.ack, why == Refused::no_such_node ? 404 : 403);
}

storage::NewMessage message_of(const Step& step, const Session& session, const Room& room,
                               const xccos::ChatMessage& chat) {
  storage::NewMessage message;
  message.room_uri = room.uri;
  message.author_uri = session.user_uri;
  message.author_name = step.display_name(session.user_uri);
  message.text = chat.text;
  message.rtf = chat.rtf;
  message.alert = chat.alert.value_or(false);
  message.at = step.now.wall;   // The time of reception, not the client's claim (xccos.md 1.6).
  return message;
}

// What a server does that keeps no copy: the archive and the room hear of the post, the history never will.
void deliver_only(Step& step, storage::NewMessage message, const storage::ComplianceEvent& event) {
  step.ask(storage::AppendEvents{{event}}, PendingDeparture{{event}});
  fan_out(step, {.chat_id = 0, .message = std::move(message), .repeated = false});
}

}   // namespace

// First half: decide. Nothing is said to anyone before the message is safe.
void on_grpchat(Step& step, Session& session, const Post& post, const xccos::ChatMessage& chat) {
  const Room* room = step.find_room(session, chat.chan_uri);
  const auto refused = why_not(step, session, room, chat.text.size());
  if (refused && !(step.deviates("server-posts-without-join") && room))
    return refuse(step, session, post, *refused);

  storage::NewMessage message = message_of(step, session, *room, chat);
  // Our own tag is the dialog: Call-ID and the peer's tag are what he says, on any connection and again.
  message.repeat_key = fmt::format("{}/{}/{}", session.dialog.local_tag(), post.ref.envid, post.ref.seqid);
  storage::ComplianceEvent event = event_of(step, storage::EventKind::chat, *room, session.user_uri);
  event.content = chat.text;
  if (step.deviates("server-does-not-store-post")) return deliver_only(step, std::move(message), event);
  if (post.ack) step.expect_one_more(*post.ack);
  ++step.state.posts_in_flight;
  const CommandContext context{session.id, "cmd:grpchat", post.ref};
  storage::AppendMessage append{std::move(message), std::move(event)};
  if (step.deviates("server-queues-no-event")) append.event.reset();
  step.ask(std::move(append), PendingPost{context, post.ack.value_or(0), room->uri});
}

// Second half: tell. The author may have left meanwhile; the room has the message all the same.
void on_stored(Step& step, const PendingPost& pending, const WorkAnswer& answer) {
  --step.state.posts_in_flight;
  const auto& stored = storage::answer_to<storage::AppendMessage>(answer);
  step.one_is_done(pending.ack, stored ? 200 : 503);
  if (!stored) {
    step.log(LogLevel::warning, "", fmt::format("a post is not stored: {}", stored.error().detail));
    return;
  }
  if (stored->repeated && !step.deviates("server-repeats-are-posted")) return;
  storage::ComplianceEvent event;
  event.kind = storage::EventKind::chat;
  event.room_uri = pending.room_uri;
  event.user_uri = stored->message.author_uri;
  event.user_name = stored->message.author_name;
  event.chat_id = stored->chat_id;
  event.content = stored->message.text;
  event.at = stored->message.at;
  if (!step.deviates("server-queues-no-event")) step.events_queued({event});
  fan_out(step, *stored);
}

}   // namespace parley::server
