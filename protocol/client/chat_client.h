// The reference chat client: a person's Persistent Chat client as a pure state machine. It signs in as
// flows.md describes, joins, posts, waits out a busy server, and comes back when session or link are lost.
//
// It is told what to do in lines (instruction.h) and tells what happens as one JSON object a line:
//
//   signed-in{pool,again,rooms}  disabled{user}  signed-out{}  session-lost{reason}
//   joined{room,uri,participants}  join-failed{room,uri,reason}  left{room,uri}
//   entered{room,uri,user}  departed{room,uri,user}  followed{room,uri}  unfollowed{room,uri}
//   message{room,uri,author,text,ts}  posted{room,uri,text}  refused{room,uri,text,reason}
//   waited{text,message} history{room,uri,messages:[{author,text,ts}]}
//   search{criteria,rooms:[{name,uri,users}]}  invitations{rooms} retry{what,attempt,after_ms,reason}
//   gave-up{what,attempts}  sent{status,reason}|{bytes}  refreshed{} error{doing,reason[,at]}
//   undone{doing[,at]}
//
// Each with an example in docs/client.md. posted means that the server acknowledged the post by 200; one that
// it refuses by a reply is refused: instead of posted when the reply comes first, else behind it. The
// password appears in no event and no log.
#pragma once

#include "protocol/base/endpoint.h"
#include "protocol/base/random.h"
#include "protocol/client/client_config.h"
#include "protocol/client/inbox.h"
#include "protocol/client/lifecycle.h"
#include "protocol/client/parts.h"
#include "protocol/client/runner.h"

namespace parley::client {

class ChatClient final : public Endpoint {
 public:
  // `random`: a stream of this client alone (Random::fork); Call-IDs, tags and envelope numbers come from it,
  // so two clients with one stream would be taken for one.
  ChatClient(ClientConfig config, Random random);

  Turn on_event(const Now& now, const Event& event) override;

  bool signed_out() const { return lifecycle_.phase() == Phase::signed_out; }
  // Nothing that was told is under way or waits, not even for sign-in to end.
  bool idle() const { return runner_.idle() && lifecycle_.phase() != Phase::signing_in; }

 private:
  void happen(const Event& event);
  void on_request(const sip::IncomingRequest& incoming);
  void on_notification(const sip::IncomingRequest& incoming);
  void answer(const sip::IncomingRequest& incoming, int status);

  Parts parts_;
  Lifecycle lifecycle_;
  Runner runner_;
  Inbox inbox_;
};

}   // namespace parley::client
