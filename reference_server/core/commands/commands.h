// One function per command of a client; its second half, when it has to wait for the store, is on_stored()
// with what was remembered.
#pragma once

#include <optional>

#include "protocol/xccos/message.h"
#include "reference_server/core/step.h"

namespace parley::server {

// What a command may look at: the session it came in (it still exists) and where its reply goes.
struct Asked {
  Session& session;
  CommandContext context;
};

// Carries out every primitive of an envelope, in order; its posts together, where the first of them stands.
// `ack` is the SIP request that waits for posts to be stored; without it posts are acknowledged already.
void dispatch(Step& step, SessionId session, const xccos::Envelope& envelope, std::optional<AckId> ack);

void on_requri(Step& step, const Asked& asked);
void on_getserverinfo(Step& step, const Asked& asked, const xccos::GetServerInfo& command);
void on_getassociations(Step& step, const Asked& asked, const xccos::GetAssociations& command);
void on_getpref(Step& step, const Asked& asked, const xccos::GetPreference& command);
void on_setpref(Step& step, const Asked& asked, const xccos::SetPreference& command);
// Carries out a join, bjoin or part when its turn comes: a client may send them without waiting for replies,
// and they must end as if it had. One that names a room whose join is being stored waits, and so do all of
// its session behind it (bounded by Settings::store_requests_max).
void take_turn(Step& step, const Asked& asked, SeatCommand command);
// A join of the session is through: carries out what waited for it.
void next_turns(Step& step, SessionId session);
void on_join(Step& step, const Asked& asked, const xccos::Join& command);
void on_bjoin(Step& step, const Asked& asked, const xccos::BatchJoin& command);
void on_part(Step& step, const Asked& asked, const xccos::Part& command);
void on_bccontext(Step& step, const Asked& asked, const xccos::BackChatContext& command);
void on_chansrch(Step& step, const Asked& asked, const xccos::ChannelSearch& command);
void on_getinv(Step& step, const Asked& asked, const xccos::GetInvitations& command);

// The posts of one envelope are one deed: all of them are stored and sent out, or none is.
struct Posting {
  const xccos::Envelope& envelope;   // With at least one post.
  std::optional<AckId> ack;
};
void on_posts(Step& step, const Session& session, const Posting& posting);

void on_stored(Step& step, const PendingPosts& pending, const WorkAnswer& answer);
void on_stored(Step& step, const PendingJoin& pending, const WorkAnswer& answer);
void on_stored(Step& step, const PendingHistory& pending, const WorkAnswer& answer);
void on_stored(Step& step, const PendingInvitations& pending, const WorkAnswer& answer);
void on_stored(Step& step, const PendingPreference& pending, const WorkAnswer& answer);
void on_stored(Step& step, const PendingPreferenceWrite& pending, const WorkAnswer& answer);

// The room that a client calls so; null when there is none in the session's pool.
const Room* find_room(const Step& step, const Session& session, const xccos::ChannelId& id);
// A room as a list shows it (rpl:chansrch, rpl:getassociations, rpl:getinv).
xccos::Room summary_of(const Step& step, const Room& room);
// A compliance event of this user in this room, now.
storage::ComplianceEvent event_of(const Step& step, storage::EventKind kind, const Room& room,
                                  std::string_view user_uri);

}   // namespace parley::server
