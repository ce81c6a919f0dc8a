// Client and server transactions over reliable transports (RFC 3261, 17), for both roles.
//
// Over TCP and TLS nothing is retransmitted by timer; what remains of the RFC's four state machines is:
//
//   client   calling --1xx--> proceeding --final--> gone      timer B/F: no final answer in 64*T1 -> failed
//            a non-2xx final to INVITE is acknowledged here (17.1.1.3)
//   server   trying --respond 1xx--> proceeding --respond final--> completed --(timer J: 64*T1)--> gone
//            a repeated request gets the remembered answer and is not shown again
//            a non-2xx final to INVITE waits for its ACK and swallows it (17.2.1)
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
#include <variant>
#include <vector>

#include "protocol/base/endpoint.h"
#include "protocol/base/random.h"
#include "protocol/sip/message.h"

namespace parley::sip {

using ClientTransactionId = std::uint64_t;
using ServerTransactionId = std::uint64_t;

// --- What a message turned out to be ---

struct IncomingRequest { LinkId link = 0; ServerTransactionId transaction = 0; Message request; };
struct IncomingAck { LinkId link = 0; Message ack; };          // Of a 2xx: belongs to a dialog.
struct IncomingResponse { ClientTransactionId transaction = 0; Message response; };
struct StrayResponse { LinkId link = 0; Message response; };   // Answers nothing that waits here.
using Incoming = std::variant<IncomingRequest, IncomingAck, IncomingResponse, StrayResponse>;

enum class FailureCause : std::uint8_t { timed_out, link_lost };
struct RequestFailed { ClientTransactionId transaction = 0; FailureCause cause = FailureCause::timed_out; };

class Transactions {
 public:
  struct Config {
    Duration timeout = std::chrono::seconds{32};   // 64*T1, T1 = 500 ms (RFC 3261, 17.1.2.2, timer F).
    // Our bound on open transactions of one endpoint; above it a request is answered 503 at once.
    std::size_t server_max = 200'000;
  };

  Transactions(Config config, Random random);

  // Empty when the layer dealt with the message itself: a repeated request, the ACK of a refusal, or a
  // request that cannot be answered. Effects are appended to `out`.
  std::optional<Incoming> receive(const Now& now, LinkId link, Message message, std::vector<Effect>& out);

  // Sends a request. `sent_by` is what our Via shows ("SIP/2.0/TCP 127.0.0.1:5060"); the branch is added.
  ClientTransactionId request(const Now& now, LinkId link, std::string_view sent_by, Message request,
                              std::vector<Effect>& out);

  // Answers. A final answer ends the transaction; a second final answer, or one to a transaction whose
  // link is gone, is dropped.
  void respond(const Now& now, ServerTransactionId transaction, const Message& response,
               std::vector<Effect>& out);

  // What has failed: by time at `now`, or with its link. In the order of the requests.
  std::vector<RequestFailed> expire(const Now& now);
  std::vector<RequestFailed> link_down(LinkId link);

  // The earliest time at which expire() has something to do.
  Instant wake_at() const;

 private:
  struct Client {
    LinkId link = 0;
    std::string branch;
    Message request;   // Kept for the ACK of a refused INVITE and for CANCEL.
    Instant expires;
  };
  struct Server {
    LinkId link = 0;
    std::string key;
    bool is_invite = false;
    Message request;            // Head only; kept until answered.
    std::string final_answer;   // Bytes; empty until then.
    Instant expires = Instant::never();
  };

  Config config_;
  Random random_;
  std::uint64_t next_id_ = 1;
  std::map<ClientTransactionId, Client> clients_;
  std::map<std::string, ClientTransactionId, std::less<>> client_by_branch_;
  std::map<ServerTransactionId, Server> servers_;
  std::map<std::string, ServerTransactionId, std::less<>> server_by_key_;
  std::set<std::pair<Instant, std::uint64_t>> deadlines_;
};

}  // namespace parley::sip
