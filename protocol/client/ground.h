// What every part of the client stands on: its configuration, chance, the time and effects of the turn,
// and the alarms.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "protocol/base/endpoint.h"
#include "protocol/base/random.h"
#include "protocol/client/alarms.h"
#include "protocol/client/client_config.h"
#include "protocol/client/tell.h"

namespace parley::client {

struct Ground {
  ClientConfig config;
  Random random;
  Alarms alarms;
  Now now;                       // Of the turn under way.
  std::vector<Effect> effects;   // Of the turn under way, in order.

  Ground(ClientConfig the_config, Random the_random) : config(std::move(the_config)), random(the_random) {}

  bool deviates(std::string_view id) const { return config.deviations.active(id); }
  void tell(const JsonObject& object) { effects.emplace_back(Tell{object.to_string()}); }
  void tell_error(std::string_view doing, std::string_view reason) {
    tell(event("error").add("doing", doing).add("reason", reason));
  }
  void log(LogLevel level, std::string text) { effects.emplace_back(Log{level, {}, std::move(text)}); }
  AlarmId after(Duration delay, std::function<void()> ring) {
    return alarms.set(now.monotonic + delay, std::move(ring));
  }
};

}   // namespace parley::client
