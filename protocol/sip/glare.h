// Requests of both sides that cross: 491 (RFC 3261, 14; RFC 3311, 5.2).
#pragma once

#include "protocol/base/random.h"
#include "protocol/base/time.h"
#include "protocol/sip/message.h"

namespace parley::sip {

// A session is offered in it, which must not cross another offer (RFC 3264, 4).
bool has_offer(const Message& request);

// After a 491 the same request may be tried again after so long: from 2.1 s to 4 s on the side that made the
// Call-ID, up to 2 s on the other, in steps of 10 ms (RFC 3261, 14.1; RFC 3311, 5.1).
Duration pause_after_glare(bool made_call_id, Random& random);

}   // namespace parley::sip
