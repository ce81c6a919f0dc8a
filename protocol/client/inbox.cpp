#include "protocol/client/inbox.h"

#include "protocol/base/text.h"
#include "protocol/client/room_actions.h"
#include "protocol/sip/uri.h"
#include "protocol/xccos/codec.h"

namespace parley::client {
namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

}   // namespace

void Inbox::receive(std::string_view document) {
  const auto decoded = xccos::decode(document, xccos::Reading::lenient);
  if (!decoded) return parts_.ground.tell_error("read a document of the server", decoded.error().detail);
  // They quote the document, and the log has none above debug.
  for (const std::string& sentence : decoded->forgiven) parts_.ground.log(LogLevel::debug, sentence);
  for (const xccos::Primitive& primitive : decoded->envelope.primitives)
    std::visit(Overloaded{[this](const xccos::Reply& reply) { take(reply); },
                          [this](const xccos::Notice& notice) { take(notice); },
                          [this](const xccos::ChatMessage& message) { take(message); },
                          [](const xccos::Command&) {},   // A server gives no orders; ignored as unknown.
                          [](const xccos::Unknown&) {}},
               primitive);
}

void Inbox::take(const xccos::Reply& reply) {
  if (parts_.commands.on_reply(reply)) return;
  // A 2007 R2 server sends the history unasked after a bjoin (xccos.md 2.3).
  if (const auto* history = std::get_if<xccos::History>(&reply.body); history && !history->room.uri.empty())
    return parts_.ground.tell(history_event(parts_, *history));
  hooks_.on_unasked_reply(reply);
}

void Inbox::take(const xccos::Notice& notice) {
  if (const auto* entered = std::get_if<xccos::UsersEntered>(&notice.body)) take(*entered);
  if (const auto* left = std::get_if<xccos::UsersLeft>(&notice.body)) take(*left);
}

void Inbox::take(const xccos::UsersEntered& entered) {
  for (const auto& user : entered.users) {
    for (const auto& right : user.rooms) {
      const std::string uri = xccos::RoomUri{right.room.domain, right.room.value}.to_string();
      if (!parts_.rooms.user_entered(uri, user.uri)) continue;
      parts_.ground.tell(
          event("entered").add("room", parts_.rooms.name_of(uri)).add("uri", uri).add("user", user.uri));
    }
  }
}

void Inbox::take(const xccos::UsersLeft& left) {
  for (const xccos::User& user : left.room.users) {
    // Of the user himself, too, when the join reply did not list him (xccos.md 2.2).
    const bool own = sip::same_address(user.uri, parts_.identity.uri());
    const bool news = parts_.rooms.user_left(left.room.uri, user.uri);
    if (own ? !parts_.rooms.inside(left.room.uri) : !news) continue;
    parts_.ground.tell(event("departed")
                           .add("room", parts_.rooms.name_of(left.room.uri))
                           .add("uri", left.room.uri)
                           .add("user", user.uri));
    // Who loses his membership is put out of the room (FLOW-ROOM-3).
    if (own) parts_.rooms.leave(left.room.uri);
  }
}

void Inbox::take(const xccos::ChatMessage& message) {
  parts_.ground.tell(event("message")
                         .add("room", parts_.rooms.name_of(message.chan_uri))
                         .add("uri", message.chan_uri)
                         .add("author", message.author)
                         .add("text", with_line_feeds(message.text))
                         .add("ts", message.ts));
  hooks_.on_message(message);
}

}   // namespace parley::client
