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
#include "protocol/sip/ack_wait.h"
#include "protocol/sip/dialog.h"
#include "protocol/sip/received.h"
#include "protocol/sip/refresh_state.h"
#include "protocol/sip/session_timer.h"
#include "protocol/sip/stream_parser.h"
#include "reference_server/core/crowd.h"
#include "reference_server/core/nonces.h"
#include "reference_server/core/roster.h"
#include "reference_server/core/settings.h"

namespace parley::server {

using SubscriptionId = std::uint64_t;

// One TCP or TLS connection and who has shown to be behind it.
struct Connection {
  LinkId link = 0;
  sip::StreamParser parser;
  std::string sent_by;                                    // What our Via on it shows.
  std::optional<sip::Source> source;                      // Of real peers.
  Authentication authentication = Authentication::none;   // Of the listener that it came to.
  std::vector<std::string> certified;                     // SIP addresses that its certificate is about.
  Nonces nonces;                                          // It was challenged with.
  std::uint32_t wrong_credentials = 0;                    // So many were presented on it.
  std::set<std::string> authenticated_users;              // URIs; by digest, and so users of the pool file.
  Instant stranger_until = Instant::never();              // Nobody was let in on it so far, and it ends then.
  std::size_t bytes_waiting = 0;   // Of an unfinished message, as counted in the whole.
  std::set<SessionId> sessions;
  std::set<SubscriptionId> subscriptions;
  std::set<std::string> registered_users;   // URIs; who has a binding here, or had.
};

// One INVITE dialog of one endpoint of a user. A user may have several (xccos.md 2.2 e).
struct Session {
  SessionId id = 0;
  LinkId link = 0;
  sip::Dialog dialog;
  std::string user_uri;   // As in the directory: lower case.
  std::string pool;       // URI of the pool; empty on a lookup dialog.
  sip::SessionTimer timer;
  sip::AckWait ack;                           // Of our 200 to the last INVITE.
  bool knows_update = false;                  // The client, by its Allow; else we refresh by INVITE.
  StateMachine<sip::RefreshState> refresh;    // Ours.
  bool refresh_by_invite = false;             // The last of them.
  Instant refresh_again = Instant::never();   // After a 491.
  Duration least_interval{0};                 // Min-SE of a 422; 0: there was none.
  Instant due = Instant::never();             // Its place among the timers.
  std::vector<std::string> joined;            // Room URIs, in order of joining.
  std::set<std::string> entering;             // Room URIs of the joins that are being stored.
};

// A lasting subscription to one of the user's own documents.
struct Subscription {
  SubscriptionId id = 0;
  LinkId link = 0;
  sip::Dialog dialog;
  std::string user_uri;
  std::string event;                           // "vnd-microsoft-roaming-self"
  Notification first = Notification::notify;   // How the document that answers a SUBSCRIBE gets there.
  bool benotify = false;                       // Later ones: BENOTIFY or NOTIFY.
  Instant expires = Instant::never();
};

struct RoomState {
  Roster roster;
  StateMachine<Crowd> crowd;
};

}   // namespace parley::server
