// Our refresh of a session, when the client has left that to us (RFC 4028, 7; RFC 3261, 14.1).
//
// By UPDATE, or by re-INVITE when the client's Allow has no UPDATE. A 2xx says how long the session lives
// from now on and who refreshes next; after 491 it is tried again within 2 s; after 422 once, with an
// interval that is long enough. Refused otherwise, the session lives until its timer runs out.
#pragma once

#include "reference_server/core/step.h"

namespace parley::server {

void send_refresh(Step& step, Session& session);
// A final answer to it, but for those that end the session (408, 481, 487).
void on_refresh_answered(Step& step, SessionId id, const sip::Message& response);
// A 2xx to our re-INVITE that comes again: our ACK was lost (RFC 3261, 13.2.2.4).
void on_stray_response(Step& step, LinkId link, const sip::Message& response);
// Two INVITEs cross, or two offers: the request is to be refused with 491 (RFC 3261, 14.2; RFC 3311, 5.2).
bool crosses(const Session& session, const sip::Message& request);

}   // namespace parley::server
