#include "reference_server/core/ending.h"

#include <fmt/format.h>

#include <vector>

#include "reference_server/core/sessions.h"

namespace parley::server {
namespace {

template <class Map>
std::vector<typename Map::key_type> keys_of(const Map& map) {
  std::vector<typename Map::key_type> keys;
  keys.reserve(map.size());
  for (const auto& [key, value] : map) keys.push_back(key);
  return keys;
}

bool waits_for_store(const State& state) {
  return !state.pending.empty() || !state.unsaved_departures.empty();
}

}   // namespace

void begin_to_end(Step& step) {
  if (step.state.ending != Ending::none) return;
  step.state.ending = Ending::refusing;
  step.log(LogLevel::info, "", fmt::format("stopping; sessions that end: {}", step.state.sessions.size()));
}

void go_on_ending(Step& step) {
  State& state = step.state;
  if (state.ending == Ending::none || state.ending == Ending::over || waits_for_store(state)) return;
  if (state.ending == Ending::refusing) {
    state.ending = Ending::parting;
    for (const SessionId id : keys_of(state.sessions)) hang_up(step, id, "the server stops");
  }
  if (waits_for_store(state) || state.compliance.is_waiting()) return;
  if (state.ending == Ending::parting) {
    state.ending = Ending::handing_over;
    state.compliance.run_now(step.now, step.effects);
    if (state.compliance.is_waiting()) return;
  }
  state.ending = Ending::over;
  for (const LinkId link : keys_of(state.connections)) close_connection(step, link);
}

}   // namespace parley::server
