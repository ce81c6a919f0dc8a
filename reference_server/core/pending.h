// What the server remembers while the store works. Data, not callbacks: it can be traced, and every wait
// has a name.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "protocol/base/time.h"
#include "protocol/sip/message.h"
#include "protocol/sip/transactions.h"
#include "protocol/xccos/message.h"
#include "reference_server/core/session.h"
#include "reference_server/storage/store.h"

namespace parley::server {

// What the store refused and nobody else would ask for again is asked for again after this. X.
inline constexpr Duration kStoreRetry = std::chrono::seconds{1};

// Where the answer to a command goes.
struct CommandContext {
  SessionId session = 0;
  std::string command_id;   // "cmd:join"
  xccos::CommandRef ref;
};

// A command that changes who is in which room.
using SeatCommand = std::variant<xccos::Join, xccos::BatchJoin, xccos::Part>;
// One that waits until an earlier one of its session is through.
struct WaitingCommand {
  CommandContext context;
  SeatCommand command;
};

// A SIP request whose final answer waits for one or more store answers.
using AckId = std::uint64_t;
struct PendingAck {
  sip::ServerTransactionId transaction = 0;
  sip::Message request;
  std::uint32_t waiting = 0;
  int worst_status = 200;
};

// The posts of one envelope.
struct PendingPosts {
  AckId ack = 0;   // 0: it is acknowledged already.
  std::size_t count = 0;
  std::string dialog;   // Call-ID, for the log: the session may be gone by then.
};
struct PendingJoin {
  CommandContext context;
  bool batch = false;
  std::vector<std::string> rooms;   // To be entered.
  std::vector<xccos::FailedRoom> failed;
  std::vector<storage::ComplianceEvent> events;   // The JOINs that are being stored.
};
struct PendingHistory {
  CommandContext context;
  std::string room_uri;
  storage::ComplianceEvent event;
};
struct PendingInvitations {
  CommandContext context;
};
struct PendingPreference {
  CommandContext context;
  xccos::Preference asked;
};
struct PendingPreferenceWrite {
  CommandContext context;
  xccos::Preference written;   // Without its content.
};
struct PendingPublication {
  AckId ack = 0;
  std::string user_uri;
};
// The 200 of a SUBSCRIBE to the user's own presence waits for the categories.
struct PendingSubscription {
  LinkId link = 0;
  sip::ServerTransactionId transaction = 0;
  sip::Message request;
  std::string user_uri;
  SubscriptionId refreshed = 0;   // 0: a new one.
};
// The document that is read to tell subscribers of a change.
struct PendingNotification {
  std::string user_uri;
};
// Presence events of sessions that ended: nobody waits for them, but they may not be lost.
struct PendingDeparture {
  std::vector<storage::ComplianceEvent> events;
};

using Pending = std::variant<PendingPosts, PendingJoin, PendingHistory, PendingInvitations, PendingPreference,
                             PendingPreferenceWrite, PendingPublication, PendingSubscription,
                             PendingNotification, PendingDeparture>;

// What was asked of the store and has no answer yet.
struct AskedOfStore {
  Pending pending;
  std::size_t bytes = 0;   // Of content that a peer sent, beyond the KiB or so that each costs.
};

}   // namespace parley::server
