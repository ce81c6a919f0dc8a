// Where a story is played: a simulated world, or real sockets of this machine. One stage a story.
#pragma once

#include <string>

#include "protocol/base/host.h"
#include "simulator/world.h"

namespace parley::sim {

struct Stage {
  Host* host = nullptr;
  // The same host, when time is virtual: faults that only a simulation can make, and the fingerprint.
  World* world = nullptr;
  // What a server of the story listens on: "tcp://pool:5060" in a world, "tcp://127.0.0.1:0" on this machine.
  std::string server_url;
};

}   // namespace parley::sim
