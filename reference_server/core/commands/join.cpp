// join and bjoin: entering rooms (FLOW-SIGNIN-5a, FLOW-SIGNIN-5b, FLOW-POST-2; xccos.md 2.2, 5.1, 5.6).
#include <algorithm>
#include <map>

#include "protocol/base/text.h"
#include "reference_server/core/commands/commands.h"
#include "reference_server/core/places.h"
#include "reference_server/core/sessions.h"

namespace parley::server {
namespace {

std::optional<Refused> why_not(const Step& step, const Session& session, const Room* room) {
  if (!room) return Refused::no_such_node;
  if (room->disabled) return Refused::node_disabled;
  if (!step.state.authorisation.may_join(*room, session.user_uri)) return Refused::permission;
  return std::nullopt;
}

// Everybody is in the archive before anybody is told: the JOIN events are stored first.
void enter(Step& step, const Asked& asked, PendingJoin pending) {
  for (const std::string& uri : pending.rooms) {
    // Only one active join per room and endpoint (product.md 2.2, A12); a second one tells nobody.
    const bool inside = place_of(step, asked.session, uri) == Place::inside;
    move(step, asked.session, uri, inside ? Place::again : Place::entering);
    if (inside || !step.archives()) continue;
    pending.events.push_back(event_of(step, storage::EventKind::join, *step.find_room(asked.session, uri),
                                      asked.session.user_uri));
  }
  storage::AppendEvents events{pending.events};
  step.ask(std::move(events), std::move(pending));
}

// A user list shared by all rooms of one reply: numbered uib blocks, referred to by aib (xccos.md 0.4, 9).
class UserNumbers {
 public:
  explicit UserNumbers(std::vector<xccos::User>& users) : users_(users) {}

  std::uint32_t number(const std::string& uri) {
    const auto [found, added] = numbers_.emplace(uri, static_cast<std::uint32_t>(users_.size()));
    if (added) users_.push_back({found->second, uri});
    return found->second;
  }

 private:
  std::vector<xccos::User>& users_;
  std::map<std::string, std::uint32_t> numbers_;
};

// Participants by permission mask, each user once.
std::vector<xccos::RightsGroup> rights_of(const Step& step, const Room& room, const RoomState& state,
                                          UserNumbers& numbers) {
  std::map<std::uint32_t, std::vector<std::uint32_t>> by_mask;
  std::set<std::string_view> seen;
  for (const auto& [place, one] : state.roster.participants())
    if (seen.insert(one.user_uri).second)
      by_mask[step.state.authorisation.permissions(room, one.user_uri)].push_back(
          numbers.number(one.user_uri));
  std::vector<xccos::RightsGroup> groups;
  groups.reserve(by_mask.size());
  for (auto& [mask, users] : by_mask) groups.push_back({mask, std::move(users)});
  return groups;
}

xccos::Joined joined_reply(Step& step, const Session& session, const PendingJoin& pending) {
  xccos::Joined joined;
  UserNumbers numbers(joined.users);
  for (const std::string& uri : pending.rooms) {
    const Room* room = step.find_room(session, uri);
    const RoomState& state = step.room_state(uri);
    xccos::Room entry{.uri = room->uri, .name = room->name, .description = room->description};
    if (!state.crowd.is(Crowd::large))
      entry.rights = rights_of(step, *room, state, numbers);   // product.md 2.5.
    joined.rooms.push_back(std::move(entry));
  }
  joined.failed = pending.failed;
  if (step.deviates("server-join-without-room")) joined.rooms.clear();
  if (step.deviates("server-join-dangling-user") && !joined.users.empty()) joined.users.pop_back();
  return joined;
}

// The others hear of it once per user: a second endpoint of the same user is already visible (xccos.md 2.9;
// whether the product tells it again is unknown).
void tell_arrival(Step& step, const Session& session, const std::vector<const Room*>& rooms, bool batch) {
  std::map<SessionId, std::vector<xccos::RoomRight>> news;
  for (const Room* room : rooms) {
    const auto uri = xccos::parse_room_uri(room->uri);
    const std::uint32_t permissions = step.state.authorisation.permissions(*room, session.user_uri);
    for (const auto& [place, other] : step.room_state(room->uri).roster.participants())
      if (other.session != session.id)
        news[other.session].push_back({{uri->domain, uri->value}, permissions});
  }
  if (step.deviates("server-no-join-notice")) return;
  for (auto& [id, rights] : news)
    if (const Session* other = step.find_session(id))
      step.notice(*other, batch ? "ntc:bjoin" : "ntc:join",
                  xccos::UsersEntered{{{{}, session.user_uri, std::move(rights)}}});
}

// Puts the session into the rooms; those where the others have to be told.
std::vector<const Room*> take_seats(Step& step, Session& session, const std::vector<std::string>& rooms) {
  std::vector<const Room*> newly;
  for (const std::string& uri : rooms) {
    const RoomState& state = step.room_state(uri);
    const bool visible = state.roster.has_user(session.user_uri);   // He himself, or by another endpoint.
    move(step, session, uri, Place::inside);
    if (!visible && !state.crowd.is(Crowd::large)) newly.push_back(step.find_room(session, uri));
  }
  return newly;
}

// The session ended while its JOIN was being stored: what is archived as entered must be archived as left.
void undo_events(Step& step, const std::vector<storage::ComplianceEvent>& events) {
  std::vector<storage::ComplianceEvent> departures = events;
  for (storage::ComplianceEvent& event : departures) {
    event.kind = storage::EventKind::part;
    event.at = step.now.wall;
  }
  step.archive(std::move(departures));
}

void stay_where_they_are(Step& step, Session& session, const std::vector<std::string>& rooms) {
  for (const std::string& uri : rooms) {
    const bool inside = place_of(step, session, uri) == Place::again;
    move(step, session, uri, inside ? Place::inside : Place::outside);
  }
}

// xccos.md 5.6. However often a room is named, it is answered once (xccos.md 7).
void refuse_once(PendingJoin& pending, const xccos::ChannelId& id) {
  const auto is_same = [&](const xccos::FailedRoom& one) {
    return equal_ignoring_case(*one.domain, id.domain) && equal_ignoring_case(*one.value, id.value);
  };
  if (std::none_of(pending.failed.begin(), pending.failed.end(), is_same))
    pending.failed.push_back({"OPERATION_FAILED", id.domain, id.value});
}

void sit_down(Step& step, Session& session, const PendingJoin& pending) {
  const std::vector<const Room*> newly = take_seats(step, session, pending.rooms);
  step.reply(pending.context, joined_reply(step, session, pending));
  tell_arrival(step, session, newly, pending.batch);
}

}   // namespace

const Room* find_room(const Step& step, const Session& session, const xccos::ChannelId& id) {
  return step.find_room(session, xccos::RoomUri{id.domain, id.value}.to_string());
}

void on_join(Step& step, const Asked& asked, const xccos::Join& command) {
  const Room* room = find_room(step, asked.session, command.room);
  if (const auto refused = why_not(step, asked.session, room))
    return step.reply_refused(asked.context, *refused);
  enter(step, asked, {asked.context, false, {room->uri}, {}, {}});
}

void on_bjoin(Step& step, const Asked& asked, const xccos::BatchJoin& command) {
  if (command.rooms.size() > step.state.settings.rooms_per_batch_join_max)
    return step.reply_refused(asked.context, Refused::limit_exceeded);
  PendingJoin pending{asked.context, true, {}, {}, {}};
  for (const auto& [id, key] : command.rooms) {
    const Room* room = find_room(step, asked.session, id);
    if (why_not(step, asked.session, room)) refuse_once(pending, id);
    else if (std::find(pending.rooms.begin(), pending.rooms.end(), room->uri) == pending.rooms.end())
      pending.rooms.push_back(room->uri);
  }
  if (step.deviates("server-bjoin-forgets-room") && !pending.rooms.empty()) pending.rooms.pop_back();
  enter(step, asked, std::move(pending));
}

void on_stored(Step& step, const PendingJoin& pending, const WorkAnswer& answer) {
  const auto& stored = storage::answer_to<storage::AppendEvents>(answer);
  if (stored) step.events_queued(pending.events);
  Session* session = step.find_session(pending.context.session);
  if (!session) {
    if (stored) undo_events(step, pending.events);
    return;
  }
  if (stored) {
    sit_down(step, *session, pending);
  } else {
    stay_where_they_are(step, *session, pending.rooms);
    step.reply_refused(pending.context, Refused::database_connection);
  }
  next_turns(step, session->id);
}

}   // namespace parley::server
