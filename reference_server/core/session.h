// What the server knows of connections, dialogs and rooms while they live. Nothing here survives a crash;
// what must is in the store.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "protocol/base/endpoint.h"
#include "protocol/sip/dialog.h"
#include "protocol/sip/digest.h"
#include "protocol/sip/session_timer.h"
#include "protocol/sip/stream_parser.h"

namespace parley::server {

using SessionId = std::uint64_t;
using SubscriptionId = std::uint64_t;

// One TCP or TLS connection and who has shown to be behind it.
struct Connection {
  LinkId link = 0;
  sip::StreamParser parser;
  std::string sent_by;                             // What our Via on it shows.
  std::optional<sip::DigestChallenge> challenge;   // The last one given on this connection.
  std::string authenticated_user;                  // URI; empty until digest has succeeded.
  std::set<SessionId> sessions;
  std::set<SubscriptionId> subscriptions;
};

// One INVITE dialog of one endpoint of a user. A user may have several (xccos.md 2.2 e).
struct Session {
  SessionId id = 0;
  LinkId link = 0;
  sip::Dialog dialog;
  std::string user_uri;   // As in the directory: lower case.
  std::string pool;       // URI of the pool; empty on a lookup dialog.
  sip::SessionTimer timer;
  Instant due = Instant::never();    // Its place among the timers.
  std::vector<std::string> joined;   // Room URIs, in order of joining.
};

// A lasting subscription to the presence document of the user itself.
struct Subscription {
  SubscriptionId id = 0;
  LinkId link = 0;
  sip::Dialog dialog;
  std::string user_uri;
  bool benotify = false;
  Instant expires = Instant::never();
};

struct Participant {
  SessionId session = 0;
  std::string user_uri;
};

// Who is in a room now, in order of joining.
struct RoomState {
  std::vector<Participant> participants;
  bool large = false;   // Above the participant update limit; back below 80 % of it (product.md 2.5).

  bool has_user(std::string_view user_uri) const;
  bool has_session(SessionId session) const;
  std::size_t user_count() const;
};

}   // namespace parley::server
