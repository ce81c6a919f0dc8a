#include "reference_server/core/sessions.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reference_server/core/commands/commands.h"
#include "reference_server/core/places.h"
#include "reference_server/core/session_refresh.h"
#include "reference_server/core/subscriptions.h"

namespace parley::server {
namespace {

// Who leaves is told to those who stay, unless he stays by another endpoint or the room is large
// (product.md 2.5). When the server stops, everybody leaves.
void tell_departure(Step& step, const RoomState& room, const std::string& room_uri,
                    const std::string& user_uri) {
  if (step.state.ending != Ending::none) return;
  const bool quiet = room.crowd.is(Crowd::large) || room.roster.has_user(user_uri);
  if (quiet || step.deviates("server-no-part-notice")) return;
  for (const auto& [place, other] : room.roster.participants())
    if (Session* session = step.find_session(other.session))
      step.notice(*session, "ntc:part", xccos::UsersLeft{{.uri = room_uri, .users = {{{}, user_uri}}}});
}

void on_due(Step& step, Session& session) {
  const Instant now = step.now.monotonic;
  if (now >= session.timer.expires_at()) return hang_up(step, session.id, "not refreshed in time");
  if (now >= session.ack.gives_up_at()) return hang_up(step, session.id, "our 200 was never acknowledged");
  if (now < session.ack.due()) return send_refresh(step, session);
  step.state.transactions.answer_again(session.ack.invite(), step.effects);
  session.ack.sent_again(now);
  schedule(step, session);
}

}   // namespace

void schedule(Step& step, Session& session) {
  step.state.session_timers.erase({session.due, session.id});
  const bool resting = session.refresh.is(sip::RefreshState::resting);
  session.due = std::min({session.timer.expires_at(), session.ack.due(),
                          resting ? session.timer.refresh_at() : session.refresh_again});
  if (session.due != Instant::never()) step.state.session_timers.insert({session.due, session.id});
}

std::string service_contact(std::string_view service_uri) {
  return fmt::format("<{};gruu;opaque=srvr:parley>", service_uri);
}

// No real client reads it (real-client.md 3.4).
void add_description(sip::Message& message, std::string_view service_uri) {
  message.headers.add("Content-Type", "application/sdp");
  message.body = fmt::format(
      "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=session\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
      "m=message 5060 sip {}\r\na=accept-types:text/plain\r\n",
      service_uri);
}

void expire_sessions(Step& step) {
  auto& timers = step.state.session_timers;
  while (!timers.empty() && timers.begin()->first <= step.now.monotonic) {
    const SessionId id = timers.begin()->second;
    Session* session = step.find_session(id);
    if (session) on_due(step, *session);
    else timers.erase(timers.begin());
  }
}

storage::ComplianceEvent leave_room(Step& step, Session& session, const std::string& room_uri) {
  move(step, session, room_uri, Place::outside);
  tell_departure(step, step.room_state(room_uri), room_uri, session.user_uri);
  const Room* known = step.find_room(session, room_uri);   // Rooms are never taken out of the directory.
  return event_of(step, storage::EventKind::part, *known, session.user_uri);
}

void hang_up(Step& step, SessionId id, std::string_view why) {
  if (Session* session = step.find_session(id))
    step.send_in_dialog(session->link, id, session->dialog.make_request("BYE"));
  end_session(step, id, why);
}

void end_session(Step& step, SessionId id, std::string_view why) {
  Session* session = step.find_session(id);
  if (!session) return;
  step.log(LogLevel::info, session->dialog.call_id(),
           fmt::format("session of {} ended: {}", session->user_uri, why));
  std::vector<storage::ComplianceEvent> events;
  const std::vector<std::string> rooms = std::exchange(session->joined, {});
  events.reserve(rooms.size());
  for (const std::string& room : rooms) events.push_back(leave_room(step, *session, room));

  step.state.waiting_commands.erase(id);
  step.state.session_timers.erase({session->due, id});
  if (const auto connection = step.state.connections.find(session->link);
      connection != step.state.connections.end())
    connection->second.sessions.erase(id);
  step.state.sessions.erase(id);
  step.archive(std::move(events));
}

void on_stored(Step& step, const PendingDeparture& pending, const WorkAnswer& answer) {
  const auto& stored = storage::answer_to<storage::AppendEvents>(answer);
  if (stored) return step.events_queued(pending.events);
  // A PART that is lost would leave a participant in the archive for ever: kept, and asked for again.
  step.log(LogLevel::error, "",
           fmt::format("departures that are not stored yet: {} ({})", pending.events.size(),
                       stored.error().detail));
  auto& waiting = step.state.unsaved_departures;
  waiting.insert(waiting.end(), pending.events.begin(), pending.events.end());
  step.state.save_departures_at = step.now.monotonic + kStoreRetry;
}

void save_departures(Step& step) {
  if (step.now.monotonic < step.state.save_departures_at) return;
  step.state.save_departures_at = Instant::never();
  step.archive(std::exchange(step.state.unsaved_departures, {}));
}

void welcome(Step& step, Connection& connection) {
  const Instant until = std::exchange(connection.stranger_until, Instant::never());
  step.state.strangers.erase({until, connection.link});
}

void expire_strangers(Step& step) {
  auto& strangers = step.state.strangers;
  while (!strangers.empty() && strangers.begin()->first <= step.now.monotonic) {
    const LinkId link = strangers.begin()->second;
    step.log(LogLevel::warning, "", fmt::format("link {}: nobody was let in on it in time; closed", link));
    close_connection(step, link);
  }
}

void count_unfinished(Step& step, Connection& connection, std::size_t bytes) {
  step.state.bytes_waiting -= std::exchange(connection.bytes_waiting, bytes);
  step.state.bytes_waiting += bytes;
}

void forget_connection(Step& step, LinkId link) {
  const auto found = step.state.connections.find(link);
  if (found == step.state.connections.end()) return;
  const std::set<SessionId> sessions = found->second.sessions;
  const std::set<SubscriptionId> subscriptions = found->second.subscriptions;
  for (const SubscriptionId id : subscriptions) drop_subscription(step, id);
  step.state.strangers.erase({found->second.stranger_until, link});
  count_unfinished(step, found->second, 0);
  for (const std::string& user : found->second.registered_users) step.state.bindings.forget_link(user, link);
  step.state.connections.erase(found);   // First: nothing more is sent on it.
  for (const sip::RequestFailed& failed : step.state.transactions.link_down(link))
    step.state.requests_in_dialog.erase(failed.transaction);
  for (const SessionId id : sessions) end_session(step, id, "connection lost");
}

void close_connection(Step& step, LinkId link) {
  step.effects.push_back(CloseLink{link});
  forget_connection(step, link);
}

}   // namespace parley::server
