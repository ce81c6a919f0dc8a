// All parts of a chat client, in the order in which they stand on each other.
#pragma once

#include <utility>

#include "protocol/client/commands.h"
#include "protocol/client/connection.h"
#include "protocol/client/followed_rooms.h"
#include "protocol/client/ground.h"
#include "protocol/client/identity.h"
#include "protocol/client/registration.h"
#include "protocol/client/requests.h"
#include "protocol/client/room_book.h"
#include "protocol/client/session.h"
#include "protocol/client/subscription.h"

namespace parley::client {

struct Parts {
  Ground ground;
  Identity identity{ground.config, ground.random};
  Connection connection{ground};
  Requests requests{ground, connection, identity};
  Registration registration{ground, connection, requests, identity};
  Subscription provisioning{ground, requests, identity, provisioning_package()};
  FollowedRooms followed{ground, requests, identity};
  Session session{ground, connection, requests, identity};
  Commands commands{ground, session, requests};
  RoomBook rooms;

  Parts(ClientConfig config, Random random) : ground(std::move(config), random) {}
  Parts(const Parts&) = delete;   // The parts point at each other.
  Parts& operator=(const Parts&) = delete;
};

}   // namespace parley::client
