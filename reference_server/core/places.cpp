#include "reference_server/core/places.h"

#include <array>

namespace parley::server {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"outside", "entering", "inside", "again"};

}   // namespace

std::string_view to_string(Place place) { return kNames[static_cast<std::size_t>(place)]; }

std::span<const Transition<Place>> transitions_of(Place) {
  using enum Place;
  static constexpr Transition<Place> kTransitions[] = {
      {outside, entering, "join allowed, the event goes to the store"},
      {entering, inside, "stored, then reply and notices"},
      {entering, outside, "the store fails, DATABASE_CONNECTION"},
      {entering, outside, "the session ends, the event is undone"},
      {inside, again, "join once more"},
      {again, inside, "answered, nobody is told"},
      {inside, outside, "part, or the session ends"},
      {again, outside, "the session ends"},
  };
  return kTransitions;
}

Place place_of(Step& step, const Session& session, const std::string& room_uri) {
  const bool joining = session.entering.contains(room_uri);
  if (step.room_state(room_uri).roster.has_session(session.id)) return joining ? Place::again : Place::inside;
  return joining ? Place::entering : Place::outside;
}

void move(Step& step, Session& session, const std::string& room_uri, Place to) {
  const Place from = place_of(step, session, room_uri);
  PARLEY_ASSERT(is_transition(from, to));
  if (to == Place::entering || to == Place::again) session.entering.insert(room_uri);
  else session.entering.erase(room_uri);
  const bool was_inside = from == Place::inside || from == Place::again;
  const bool is_inside = to == Place::inside || to == Place::again;
  if (was_inside == is_inside) return;
  RoomState& room = step.room_state(room_uri);
  if (is_inside) {
    room.roster.enter(session.id, session.user_uri);
    session.joined.push_back(room_uri);
  } else {
    room.roster.leave(session.id);
    std::erase(session.joined, room_uri);
  }
  recount(room.crowd, room.roster.participants().size(), step.state.settings.participant_update_limit);
}

}   // namespace parley::server
