// The life of connections, sessions and their places in rooms.
#pragma once

#include <string>
#include <string_view>

#include "reference_server/core/step.h"

namespace parley::server {

// The session's timer ran, or it was refreshed: files it anew among the deadlines.
void schedule(Step& step, Session& session);
// Deadlines that have come: a 200 that waits for its ACK is sent again, the sessions that are ours to refresh
// get one (session_refresh.h), and those that nobody refreshed or acknowledged end with a BYE (RFC 4028, 10;
// xccos.md 4.4; RFC 3261, 13.3.1.4).
void expire_sessions(Step& step);
// The Contact under which a service is reached inside a session.
std::string service_contact(std::string_view service_uri);
// The offer of an instant-message session, or the answer to one.
void add_description(sip::Message& message, std::string_view service_uri);

// Ends a session with a BYE to its client.
void hang_up(Step& step, SessionId id, std::string_view why);
// Ends a session: leaves every room, tells the others, forgets the dialog.
void end_session(Step& step, SessionId id, std::string_view why);
// Takes one session out of one room and tells those who stay. Returns the event to be archived.
storage::ComplianceEvent leave_room(Step& step, Session& session, const std::string& room_uri);

// Somebody was let in on it: it may stay.
void welcome(Step& step, Connection& connection);
// The connections on which nobody was let in in time end.
void expire_strangers(Step& step);
// So many bytes of an unfinished message wait on it now.
void count_unfinished(Step& step, Connection& connection, std::size_t bytes);
// The link is gone: its transactions, subscriptions and sessions end with it.
void forget_connection(Step& step, LinkId link);
// Our decision to end it.
void close_connection(Step& step, LinkId link);

// Asks again for what the store refused; called when time passes.
void save_departures(Step& step);
void on_stored(Step& step, const PendingDeparture& pending, const WorkAnswer& answer);

}   // namespace parley::server
