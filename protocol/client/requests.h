// Requests that survive what a busy or strict server answers: 503 is waited out and asked again
// (FLOW-RETRY-1, xccos.md 4.6), 401 and 407 are answered with the password (RFC 3261, 22), and what a 420
// does not support is left out (8.1.3.5).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "protocol/base/state_machine.h"
#include "protocol/client/connection.h"
#include "protocol/client/ground.h"
#include "protocol/client/identity.h"
#include "protocol/client/nonce_counts.h"

namespace parley::client {

// The last six are the kinds of an outcome.
enum class RequestState : std::uint8_t {
  planned,
  in_flight,
  waiting,
  answered,
  timed_out,
  link_lost,   // It may have arrived.
  not_sent,    // Or surely refused.
  gave_up,     // RetryPolicy::attempts_max
  put_off,     // RetryPolicy::retry_after_max
};
std::string_view to_string(RequestState state);
std::span<const Transition<RequestState>> transitions_of(RequestState);

struct Outcome {
  enum class Kind : std::uint8_t { answered, timed_out, link_lost, not_sent, gave_up, put_off };
  Kind kind = Kind::not_sent;
  sip::Message response;   // When answered, given up or put off.
  std::uint32_t attempts = 0;
  sip::Message request;   // The last one sent, without Via and body.
  std::string why{};      // When timed out or put off; when answered, why a 2xx cannot be used.
  // An earlier attempt got no answer: whatever became of the last one, the server may have taken that one.
  bool unanswered_before = false;

  bool accepted() const { return kind == Kind::answered && response.status / 100 == 2 && why.empty(); }
  // Nobody refused, somebody was silent.
  bool unheard() const { return kind == Kind::timed_out || kind == Kind::not_sent; }
  bool session_gone() const { return kind == Kind::link_lost || kind == Kind::not_sent; }
  // "403 Forbidden", "no answer within 32 s", ...: for a person.
  std::string reason() const;
};

struct Request {
  std::string what;                           // "INVITE", "INFO cmd:join": for retry and gave-up events.
  std::function<sip::Message()> make;         // A fresh message for every attempt, with the next CSeq.
  std::function<void(const Outcome&)> done;   // Once, never from inside send().
  std::function<bool()> possible;   // Null: as long as the link lives. Else whether its dialog lives.
  bool repeated = false;            // When no answer comes at all, once more.
  std::function<void(const Outcome&)> ringing{};   // Null: nobody cares. Else for each answer 101 to 199.
};
using RequestId = std::uint64_t;

class Requests {
 public:
  Requests(Ground& ground, Connection& connection, const Identity& identity)
      : ground_(ground), connection_(connection), identity_(identity) {}

  RequestId send(Request request);
  // Nobody is interested any more: no further attempt, done is not called.
  void forget(RequestId id);
  void give_up_impossible();   // Those that wait for a retry in a dialog that is gone.
  void give_up_all();          // The link is gone.

  void on_response(const sip::IncomingResponse& incoming);
  void on_timed_out(sip::ClientTransactionId transaction);

 private:
  struct Entry {
    Request request;
    StateMachine<RequestState> state{};
    sip::ClientTransactionId transaction = 0;   // While it is in flight.
    AlarmId alarm = 0;
    sip::Message sent{};   // The last attempt, without Via and body.
    std::uint32_t attempts = 0;
    std::uint32_t challenges = 0;
    bool unanswered = false;     // One of the attempts.
    std::string unsupported{};   // What a 420 has listed, and is left out since.

    bool possible() const { return !request.possible || request.possible(); }
    // A challenge and its answer are one attempt.
    void forget_challenges() { attempts -= std::exchange(challenges, 0); }
  };

  void attempt(RequestId id, const sip::Headers& credentials);
  void finish(RequestId id, Outcome outcome);
  bool answer_challenges(RequestId id, const sip::Message& response);
  bool leave_out(RequestId id, const sip::Message& response);
  void wait_and_retry(RequestId id, const sip::Message& response);
  void repeat(RequestId id);
  void tell_retry(const Entry& entry, Duration delay, std::string_view reason);
  RequestId id_of(sip::ClientTransactionId transaction) const;

  Ground& ground_;
  Connection& connection_;
  const Identity& identity_;
  std::map<RequestId, Entry> entries_;
  std::map<sip::ClientTransactionId, RequestId> by_transaction_;
  NonceCounts nonce_counts_;
  RequestId next_id_ = 1;
};

}   // namespace parley::client
