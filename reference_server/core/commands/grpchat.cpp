// grpchat: a post (FLOW-POST-4, FLOW-POST-5; xccos.md 5.4).
#include <fmt/format.h>

#include "protocol/sip/uri.h"
#include "reference_server/core/commands/commands.h"
#include "reference_server/core/fanout.h"

namespace parley::server {
namespace {

// A post says who wrote it in words of its own (xccos.md 3.1). Refused is only who is certainly somebody
// else: clients may write their address with a display name, without scheme or with parameters, and what is
// no address names nobody.
bool names_another(std::string_view author, std::string_view user_uri) {
  const auto named = sip::parse_name_addr(author);
  const std::string address(named ? named->uri : author);
  auto uri = sip::parse_uri(address);
  if (!uri) uri = sip::parse_uri("sip:" + address);
  if (!uri || uri->user.empty()) return false;
  uri->scheme = "sip";
  return !sip::same_address(uri->address_of_record(), user_uri);
}

std::optional<Refused> why_not(const Step& step, const Session& session, const Room* room,
                               const xccos::ChatMessage& chat) {
  if (!room) return Refused::no_such_node;
  if (room->disabled) return Refused::node_disabled;
  const auto state = step.state.rooms.find(room->uri);
  if (state == step.state.rooms.end() || !state->second.roster.has_session(session.id))
    return Refused::user_not_joined;
  if (!step.state.authorisation.may_post(*room, session.user_uri)) return Refused::permission;
  if (names_another(chat.author, session.user_uri) && !step.deviates("server-believes-author"))
    return Refused::permission;
  // How a story is told from a message is unknown (xccos.md 1.5), so the larger limit holds for both.
  const Settings& settings = step.state.settings;
  const std::size_t whole = chat.text.size() + (chat.rtf ? chat.rtf->size() : 0);
  if (chat.text.size() > settings.story_size_limit || whole > settings.post_size_limit)
    return Refused::limit_exceeded;
  return std::nullopt;
}

std::vector<const xccos::ChatMessage*> posts_of(const xccos::Envelope& envelope) {
  std::vector<const xccos::ChatMessage*> posts;
  for (const xccos::Primitive& primitive : envelope.primitives)
    if (const auto* chat = std::get_if<xccos::ChatMessage>(&primitive)) posts.push_back(chat);
  return posts;
}

// How a refused post looks on the wire is unknown (xccos.md 8, row 25). The remembered form is a reply that
// names the envelope, one for each of its posts; without it the refusal is the SIP answer.
void refuse(Step& step, const Session& session, const Posting& posting, Refused why) {
  if (step.state.settings.wire_remembered || !posting.ack) {
    for (const xccos::ChatMessage* chat : posts_of(posting.envelope))
      step.reply({session.id, "cmd:grpchat", {chat->seqid.value_or(1), posting.envelope.envid}},
                 xccos::NoData{}, error_response(why));
    return;
  }
  step.expect_one_more(*posting.ack);
  step.one_is_done(*posting.ack, why == Refused::no_such_node ? 404 : 403);
}

storage::NewPost post_of(const Step& step, const Session& session, const Room& room,
                         const xccos::ChatMessage& chat) {
  storage::NewPost post;
  post.message.room_uri = room.uri;
  post.message.author_uri = session.user_uri;
  post.message.author_name = step.display_name(session.user_uri);
  post.message.text = chat.text;
  post.message.rtf = chat.rtf;
  post.message.alert = chat.alert.value_or(false);
  post.message.at = step.now.wall;   // The time of reception, not the client's claim (xccos.md 1.6).
  post.event = event_of(step, storage::EventKind::chat, room, session.user_uri);
  post.event->content = chat.text;
  return post;
}

// What a server does that keeps no copy: the archive and the room hear of the posts, the history never will.
void deliver_only(Step& step, std::vector<storage::NewPost> posts) {
  for (storage::NewPost& post : posts) {
    step.archive({*post.event});
    fan_out(step, {.chat_id = 0, .message = std::move(post.message), .repeated = false});
  }
}

void tell(Step& step, const storage::StoredMessage& stored) {
  storage::ComplianceEvent event;
  event.kind = storage::EventKind::chat;
  event.room_uri = stored.message.room_uri;
  event.user_uri = stored.message.author_uri;
  event.user_name = stored.message.author_name;
  event.chat_id = stored.chat_id;
  event.content = stored.message.text;
  event.at = stored.message.at;
  if (!step.deviates("server-queues-no-event")) step.events_queued({event});
  fan_out(step, stored);
}

}   // namespace

// First half: decide. Nothing is said to anyone before the messages are safe, and all of an envelope are or
// none is, so that a refusal means what it says.
void on_posts(Step& step, const Session& session, const Posting& posting) {
  std::vector<storage::NewPost> posts;
  for (const xccos::ChatMessage* chat : posts_of(posting.envelope)) {
    const Room* room = step.find_room(session, chat->chan_uri);
    const auto refused = why_not(step, session, room, *chat);
    if (refused && !(step.deviates("server-posts-without-join") && room))
      return refuse(step, session, posting, *refused);
    posts.push_back(post_of(step, session, *room, *chat));
    // Our own tag is the dialog: Call-ID and the peer's tag are what he says, on any connection and again.
    posts.back().message.repeat_key =
        fmt::format("{}/{}/{}", session.dialog.local_tag(), posting.envelope.envid, chat->seqid.value_or(1));
  }
  if (step.deviates("server-does-not-store-post")) return deliver_only(step, std::move(posts));
  if (!step.archives() || step.deviates("server-queues-no-event"))
    for (storage::NewPost& post : posts) post.event.reset();
  if (posting.ack) step.expect_one_more(*posting.ack);
  step.state.posts_in_flight += posts.size();
  PendingPosts pending{posting.ack.value_or(0), posts.size(), session.dialog.call_id()};
  step.ask(storage::AppendMessages{std::move(posts)}, std::move(pending));
}

// Second half: tell. The author may have left meanwhile; the room has the messages all the same.
void on_stored(Step& step, const PendingPosts& pending, const WorkAnswer& answer) {
  step.state.posts_in_flight -= pending.count;
  const auto& stored = storage::answer_to<storage::AppendMessages>(answer);
  step.one_is_done(pending.ack, stored ? 200 : 503);
  if (!stored)
    return step.log(LogLevel::warning, pending.dialog,
                    fmt::format("a post is not stored: {}", stored.error().detail));
  for (const storage::StoredMessage& one : *stored)
    if (!one.repeated || step.deviates("server-repeats-are-posted")) tell(step, one);
}

}   // namespace parley::server
