// Client and server transactions over reliable transports (RFC 3261, 17), for both roles.
//
// Over TCP and TLS nothing is retransmitted by timer; what remains of the RFC's four state machines is in
// transaction_states.h. A repeated request gets the remembered answer, if there is one, and is not shown
// again. The ACK of a refused INVITE is sent here (17.1.1.3), and swallowed here (17.2.1); a CANCEL is
// answered here: 200 when its INVITE is known, and 487 to that if it has no final answer yet, else 481 (9.2).
//
// Timer J is zero over TCP (17.2.2); that answers are remembered all the same is our choice, because real
// peers and test tools do repeat requests. So the oldest may be forgotten early, those of the link that has
// too many first: nobody's repeated requests cost the memory of others.
//
// Real clients send in-dialog requests without a Via branch (xccos.md 4), so server transactions match by
// Call-ID, CSeq, From tag and branch together; and they send a request again after a 407 with the same
// branch, Call-ID and CSeq (real-client.md 4), so a request that carries new credentials is a new one.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "protocol/base/endpoint.h"
#include "protocol/base/random.h"
#include "protocol/sip/dialog.h"
#include "protocol/sip/message.h"
#include "protocol/sip/transaction_states.h"
#include "protocol/sip/waiting_requests.h"

namespace parley::sip {

using ClientTransactionId = std::uint64_t;
using ServerTransactionId = std::uint64_t;

// The way a request takes. `sent_by` is what our Via shows ("SIP/2.0/TCP 127.0.0.1:5060").
struct Hop {
  LinkId link = 0;
  std::string_view sent_by;
};

// --- What a message turned out to be ---

struct IncomingRequest {
  LinkId link = 0;
  ServerTransactionId transaction = 0;
  Message request;
};
// Of a 2xx: belongs to a dialog.
struct IncomingAck {
  LinkId link = 0;
  Message ack;
};
struct IncomingResponse {
  ClientTransactionId transaction = 0;
  Message response;
};
// Answers nothing that waits here: it came too late, went astray, or cannot be read. Never answered.
struct StrayResponse {
  LinkId link = 0;
  Message response;
};
using Incoming = std::variant<IncomingRequest, IncomingAck, IncomingResponse, StrayResponse>;

enum class FailureCause : std::uint8_t { timed_out, link_lost };
struct RequestFailed {
  ClientTransactionId transaction = 0;
  FailureCause cause = FailureCause::timed_out;
};

// A request that shares its body with others.
struct Copy {
  PreparedRequest request;
  const SharedBody& body;
};

class Transactions {
 public:
  struct Config {
    Duration timeout = std::chrono::seconds{32};   // 64*T1, T1 = 500 ms (RFC 3261, 17.1.2.2, timer F).
    // How long an INVITE may ring: after each 1xx so long again. The RFC leaves that to the caller; ours is
    // the least that a proxy waits (16.6, step 11, timer C: more than three minutes).
    Duration ringing_max = std::chrono::seconds{181};
    // Our bound on unanswered requests of one endpoint; above it a request is answered 503 at once.
    std::size_t server_max = 200'000;
    // What that 503 says (RFC 3261, 21.5.4); our choice, in the order of a short overload.
    std::chrono::seconds retry_after{5};
    // Our bounds on remembered answers, in bytes as remembered_bytes() counts them; above them the oldest
    // are forgotten, first of the link, where the newest stays, and then of all. An answer of the samples
    // costs about 1 KiB, so a thousand for each link: far more than a client sends in 32 s.
    std::size_t remembered_bytes_per_link_max = std::size_t{1} << 20;
    std::size_t remembered_bytes_max = std::size_t{64} << 20;
    // Our bound on what a transaction is told apart by: Call-ID, branch, From tag and method, each. The
    // longest seen is 41 bytes; above the bound a request is answered 400.
    std::size_t identity_bytes_max = 256;
  };

  Transactions(Config config, Random random);
  Transactions(Transactions&&) = default;   // Not copied: entries point into each other's maps.
  Transactions& operator=(Transactions&&) = default;

  // Empty when the layer dealt with the message itself: a repeated request, the ACK of a refusal, a CANCEL
  // and the answer to one, a request above the bound (503), or one that lacks what every request needs, or
  // has it twice (400, 505 for another version of SIP; nothing when it has no Via). Effects are appended to
  // `out`.
  //
  // BENOTIFY wants no answer (xccos.md 4.1): it comes up with transaction 0 and leaves no trace.
  std::optional<Incoming> receive(const Now& now, LinkId link, Message message, std::vector<Effect>& out);

  // Sends a request, with a Via of ours; the branch is added. No ACK.
  ClientTransactionId request(const Now& now, const Hop& hop, Message request, std::vector<Effect>& out);
  // The same for one of many that share a body; no INVITE.
  ClientTransactionId request(const Now& now, const Hop& hop, const Copy& copy, std::vector<Effect>& out);
  // Sends a request to which no answer belongs: the ACK of a 2xx (13.2.2.4), or a BENOTIFY.
  void request_without_answer(const Hop& hop, Message request, std::vector<Effect>& out);

  // Answers. A final answer ends the transaction; anything after it, or to a transaction whose link is
  // gone, is dropped.
  void respond(const Now& now, ServerTransactionId transaction, const Message& response,
               std::vector<Effect>& out);

  // The final answer once more, which the core owes for a 2xx to INVITE until its ACK is there (13.3.1.4);
  // nothing when it is forgotten already.
  void answer_again(ServerTransactionId transaction, std::vector<Effect>& out) const;

  // What has failed: by time at `now`, or with its link. In the order of the requests. What rang too long is
  // cancelled and fails later.
  std::vector<RequestFailed> expire(const Now& now, std::vector<Effect>& out);
  std::vector<RequestFailed> link_down(LinkId link);

  // The earliest time at which expire() has something to do.
  Instant wake_at() const;

  // For admission, metrics and tests.
  std::size_t unanswered() const { return servers_.size() - remembered_.size(); }   // Requests to us.
  std::size_t remembered() const { return remembered_.size(); }                     // Answers of ours.
  std::size_t remembered_bytes() const { return remembered_bytes_; }                // What they cost.
  std::size_t waiting() const { return invites_.size() + others_.size(); }          // Requests of ours.

 private:
  using KeyIndex = std::map<std::string, ServerTransactionId, std::less<>>;
  using Deadlines = std::set<std::pair<Instant, std::uint64_t>>;

  struct Invite {   // Of ours.
    Message head;   // For the ACK of a refusal, and for CANCEL.
    Branch branch;
    LinkId link = 0;
    Instant expires;
    StateMachine<InviteState> state{};
  };
  struct Server {
    LinkId link = 0;
    std::optional<KeyIndex::iterator> key;   // Empty: the request came again with other credentials.
    std::uint64_t credentials = 0;           // Fingerprint.
    StateMachine<AnswerState> state{};
    int final_status = 0;   // When it is completed.
    std::string answer{};   // Bytes of the last answer.
    Instant expires = Instant::never();
    std::size_t bytes = 0;   // What it costs to remember.
  };
  struct Remembered {   // Of one link.
    Deadlines answers;
    std::size_t bytes = 0;
  };
  struct Identity;   // What tells one request from another.

  std::optional<Incoming> receive_request(const Now& now, LinkId link, Message message,
                                          std::vector<Effect>& out);
  void receive_cancel(const Now& now, LinkId link, const Message& cancel, std::vector<Effect>& out);
  std::optional<Incoming> receive_ack(LinkId link, Message message, const Identity& identity);
  ServerTransactionId open_server(LinkId link, const Identity& identity);
  const Server* find_server(const Identity& identity) const;
  std::optional<Incoming> receive_response(const Now& now, LinkId link, Message message,
                                           std::vector<Effect>& out);
  std::optional<Incoming> receive_answer_to_invite(const Now& now, ClientTransactionId id, Message message,
                                                   std::vector<Effect>& out);
  void wait_until(ClientTransactionId id, Invite& invite, Instant expires);
  void cancel(const Now& now, ClientTransactionId id, Invite& invite, std::vector<Effect>& out);
  void refuse(LinkId link, const Message& request, Message response, std::vector<Effect>& out);
  Branch new_branch();
  Branch add_via(std::string_view sent_by, Message& request);
  void remember(ServerTransactionId id, Server& server);
  void forget_answer(ServerTransactionId id, const Server& server);
  void forget_old_answers(const Now& now);
  void forget_invite(ClientTransactionId id);
  void forget_server(ServerTransactionId id);

  Config config_;
  Random random_;
  std::uint64_t next_id_ = 1;   // For both kinds, so that one number names one thing in a log.
  std::map<ClientTransactionId, Invite> invites_;
  WaitingRequests others_;   // Of ours.
  std::map<ServerTransactionId, Server> servers_;
  KeyIndex server_by_key_;
  std::set<std::pair<LinkId, std::uint64_t>> by_link_;   // But for the others.
  Deadlines timeouts_;                                   // Of invites.
  Deadlines remembered_;                                 // Of answered servers.
  std::map<LinkId, Remembered> remembered_by_link_;
  std::size_t remembered_bytes_ = 0;
};

}   // namespace parley::sip
