#include "protocol/client/room_actions.h"

#include <fmt/format.h>

#include <map>

#include "protocol/base/text.h"
#include "protocol/sip/uri.h"

namespace parley::client {
namespace {

std::string uri_of(const xccos::FailedRoom& failed) {
  return xccos::RoomUri{failed.domain.value_or(""), failed.value.value_or("")}.to_string();
}

void tell_join_failed(Parts& parts, const std::string& uri, const std::string& reason) {
  parts.ground.tell(
      event("join-failed").add("room", parts.rooms.name_of(uri)).add("uri", uri).add("reason", reason));
}

// False when no room can have this URI, which is then told.
bool can_be_joined(Parts& parts, const std::string& uri) {
  if (xccos::parse_room_uri(uri)) return true;
  tell_join_failed(parts, uri, fmt::format("{} is no room URI", uri));
  return false;
}

void enter(Parts& parts, const xccos::Room& room, const std::vector<xccos::User>& users) {
  std::map<std::uint32_t, std::string> uri_by_id;
  for (const auto& user : users)
    if (user.id) uri_by_id[*user.id] = user.uri;
  std::vector<std::string> inside;
  for (const auto& group : room.rights)
    for (const std::uint32_t id : group.user_ids)
      if (const auto user = uri_by_id.find(id); user != uri_by_id.end()) inside.push_back(user->second);
  parts.rooms.learn(room.uri, room.name.value_or(""));
  parts.rooms.enter(room.uri, inside);
  parts.ground.tell(event("joined")
                        .add("room", parts.rooms.name_of(room.uri))
                        .add("uri", room.uri)
                        .add_texts("participants", parts.rooms.users(room.uri)));
}

// What a join or bjoin reply says about each room that was asked for.
void take_joined(Parts& parts, const xccos::Joined& joined, const std::vector<std::string>& asked) {
  for (const auto& room : joined.rooms) enter(parts, room, joined.users);
  std::map<std::string, std::string> refused;
  for (const auto& failed : joined.failed) refused[to_lower(uri_of(failed))] = failed.key;
  for (const std::string& uri : asked) {
    if (parts.rooms.inside(uri)) continue;
    const auto found = refused.find(to_lower(uri));
    tell_join_failed(parts, uri, found == refused.end() ? "the reply does not name the room" : found->second);
  }
}

template <class Body>
const Body* body_of(const Answer& answer) {
  return answer ? std::get_if<Body>(&answer->body) : nullptr;
}

std::optional<CommandFailure> failure_of(const Answer& answer) {
  if (answer) return {};
  return answer.error();
}

std::vector<xccos::Join> channel_ids(const std::vector<std::string>& uris) {
  std::vector<xccos::Join> ids;
  for (const std::string& uri : uris)
    if (const auto room = xccos::parse_room_uri(uri))
      ids.push_back({{room->domain, room->value}, static_cast<std::uint32_t>(ids.size())});
  return ids;
}

// The rooms that a reply lists; none when it has no list.
std::vector<xccos::Room> rooms_of(const Answer& answer) {
  const auto* list = body_of<xccos::RoomList>(answer);
  return list ? list->rooms : std::vector<xccos::Room>();
}

void learn_rooms(Parts& parts, const Answer& answer) {
  for (const auto& room : rooms_of(answer)) parts.rooms.learn(room.uri, room.name.value_or(""));
}

void list_rooms(Parts& parts, const std::string& criteria, std::function<void(const Answer&)> done) {
  if (parts.ground.deviates("client-no-search"))
    return done(tl::unexpected(CommandFailure{false, "this client never searches"}));
  parts.commands.ask(xccos::ChannelSearch{.criteria = criteria, .extended = false},
                     [&parts, done = std::move(done)](const Answer& answer) {
                       learn_rooms(parts, answer);
                       done(answer);
                     });
}

}   // namespace

void join_room(Parts& parts, const std::string& uri, ActionDone done) {
  if (!can_be_joined(parts, uri)) return done(CommandFailure{false, "there can be no such room"});
  parts.commands.ask(channel_ids({uri})[0], [&parts, uri, done = std::move(done)](const Answer& answer) {
    if (!answer) {
      if (!answer.error().repeatable) tell_join_failed(parts, uri, answer.error().reason);
      return done(answer.error());
    }
    const auto* joined = body_of<xccos::Joined>(answer);
    take_joined(parts, joined ? *joined : xccos::Joined{}, {uri});
    if (parts.rooms.inside(uri)) return done({});
    done(CommandFailure{false, "the server did not let the user in"});
  });
}

void join_rooms(Parts& parts, std::vector<std::string> uris, ActionDone done) {
  std::erase_if(uris, [&](const std::string& uri) { return !can_be_joined(parts, uri); });
  if (uris.empty()) return done({});
  parts.commands.ask(xccos::BatchJoin{channel_ids(uris)},
                     [&parts, uris, done = std::move(done)](const Answer& answer) {
                       if (const auto* joined = body_of<xccos::Joined>(answer))
                         take_joined(parts, *joined, uris);
                       done(failure_of(answer));
                     });
}

void leave_room(Parts& parts, const std::string& uri, ActionDone done) {
  parts.commands.ask(xccos::Part{{uri}}, [&parts, uri, done = std::move(done)](const Answer& answer) {
    if (answer) {
      parts.rooms.leave(uri);
      parts.ground.tell(event("left").add("room", parts.rooms.name_of(uri)).add("uri", uri));
    }
    done(failure_of(answer));
  });
}

JsonObject history_event(const Parts& parts, const xccos::History& history) {
  std::vector<JsonObject> messages;
  for (const auto& message : history.room.messages)
    messages.push_back(JsonObject()
                           .add("author", message.author)
                           .add("text", with_line_feeds(message.text))
                           .add("ts", message.ts));
  return event("history")
      .add("room", parts.rooms.name_of(history.room.uri))
      .add("uri", history.room.uri)
      .add_objects("messages", messages);
}

void read_history(Parts& parts, const std::string& uri, std::uint32_t count, ActionDone done) {
  parts.commands.ask(xccos::BackChatContext{{uri}, count},
                     [&parts, uri, done = std::move(done)](const Answer& answer) {
                       if (answer) {
                         const auto* history = body_of<xccos::History>(answer);
                         parts.ground.tell(history_event(parts, history ? *history : xccos::History{{uri}}));
                       }
                       done(failure_of(answer));
                     });
}

void search_rooms(Parts& parts, const std::string& criteria, ActionDone done) {
  list_rooms(parts, criteria, [&parts, criteria, done = std::move(done)](const Answer& answer) {
    if (answer) {
      std::vector<JsonObject> rooms;
      for (const auto& room : rooms_of(answer))
        rooms.push_back(JsonObject()
                            .add("name", room.name.value_or(""))
                            .add("uri", room.uri)
                            .add_number("users", user_count_of(room).value_or(0)));
      parts.ground.tell(event("search").add("criteria", criteria).add_objects("rooms", rooms));
    }
    done(failure_of(answer));
  });
}

void find_room(Parts& parts, const std::string& name_or_uri, RoomFound done) {
  if (const auto known = parts.rooms.find(name_or_uri)) return done(*known);
  list_rooms(parts, name_or_uri, [&parts, name_or_uri, done = std::move(done)](const Answer& answer) {
    if (!answer) return done(tl::unexpected(answer.error()));
    if (const auto found = parts.rooms.find(name_or_uri)) return done(*found);
    done(tl::unexpected(CommandFailure{false, fmt::format("no room is called \"{}\"", name_or_uri)}));
  });
}

void ask_invitations(Parts& parts, ActionDone done) {
  const auto service = sip::parse_uri(parts.session.uri());
  // The domain is that of the address that was invited (xccos.md 2.5).
  const std::string domain = service ? service->host : parts.ground.config.domain;
  const auto on_answer = [&parts, done = std::move(done)](const Answer& answer) {
    if (answer) {
      learn_rooms(parts, answer);
      std::vector<std::string> names;
      for (const auto& room : rooms_of(answer)) names.push_back(room.name.value_or(""));
      parts.ground.tell(event("invitations").add_texts("rooms", names));
    }
    done(failure_of(answer));
  };
  parts.commands.ask(xccos::GetInvitations{{1, domain}}, on_answer);
}

void ask_associations(Parts& parts, const std::string& type, ActionDone done) {
  parts.commands.ask(xccos::GetAssociations{parts.ground.config.domain, type, 999},
                     [&parts, done = std::move(done)](const Answer& answer) {
                       learn_rooms(parts, answer);
                       done(failure_of(answer));
                     });
}

}   // namespace parley::client
