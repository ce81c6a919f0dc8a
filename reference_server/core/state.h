// Everything that the reference server is made of, as one value. Handlers get it through Step.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "protocol/base/deviations.h"
#include "protocol/base/random.h"
#include "protocol/sip/transactions.h"
#include "protocol/xccos/codec.h"
#include "reference_server/compliance/service.h"
#include "reference_server/core/admission.h"
#include "reference_server/core/authorisation.h"
#include "reference_server/core/bindings.h"
#include "reference_server/core/directory.h"
#include "reference_server/core/ending.h"
#include "reference_server/core/pending.h"
#include "reference_server/core/server.h"
#include "reference_server/core/session.h"
#include "reference_server/core/settings.h"

namespace parley::server {

struct State {
  State(ServerSetup setup, Random origin, const Now& started);
  State(const State&) = delete;   // Parts of it refer to others.

  const Settings settings;
  const Directory directory;
  const Deviations deviations;
  const Authorisation authorisation;
  Random random;
  NonceSource nonce_source;
  Admission admission;
  sip::Transactions transactions;
  xccos::Decoder decoder;

  std::map<LinkId, Connection> connections;
  std::set<std::pair<Instant, LinkId>> strangers;   // Connections on which nobody was let in, and until when.
  std::size_t bytes_waiting = 0;                    // Of unfinished messages, on all connections.
  std::map<SessionId, Session> sessions;
  std::set<std::pair<Instant, SessionId>> session_timers;
  std::map<SubscriptionId, Subscription> subscriptions;
  std::map<std::string, std::set<SubscriptionId>, std::less<>> subscriptions_by_user;   // By URI.
  std::set<std::pair<Instant, SubscriptionId>> subscription_ends;
  Bindings bindings;
  std::set<std::string, std::less<>> documents_being_read;   // Of these users, to tell subscribers.
  // Those of them that the store refused, and when to ask again.
  std::set<std::string, std::less<>> unread_documents;
  Instant read_documents_at = Instant::never();
  std::map<std::string, RoomState, std::less<>> rooms;   // By room URI.
  // Sent by us, not yet answered: the session or the subscription that each belongs to.
  std::map<sip::ClientTransactionId, std::uint64_t> requests_in_dialog;

  std::map<WorkId, AskedOfStore> pending;
  std::size_t store_bytes = 0;                                 // Theirs, together.
  std::multimap<SessionId, WaitingCommand> waiting_commands;   // Of each session in order of arrival.
  std::map<AckId, PendingAck> acks;
  std::size_t posts_in_flight = 0;

  // Presence events that the store refused, and when to ask again.
  std::vector<storage::ComplianceEvent> unsaved_departures;
  Instant save_departures_at = Instant::never();

  Ending ending = Ending::none;

  WorkId next_work = 1;   // Shared with the compliance service.
  compliance::ComplianceService compliance;

  std::set<std::string, std::less<>> spent_deviations;   // Those that happen once and have.

  std::uint64_t next_id = 1;   // Sessions, subscriptions, acks: one space, so that an id means one thing.
  std::uint64_t next_envid =
      0;   // Of our envelopes: large and counting, as a captured server's (xccos.md 1.1).
};

}   // namespace parley::server
