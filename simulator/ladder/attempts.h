// Requests that were put off, and the attempts that followed: to a ladder they are one message.
//
// A server without time refuses a request with 503, and the client sends it again (RFC 3261, 21.5.4;
// flows.md, sign-in); a server that wants to know who it is challenges any request with 401 or 407, and the
// client sends it again with credentials (RFC 3261, 22). Neither breaks a rule, so a name in a ladder stands
// for every attempt at its message. What may be the fruit of a message that was refused with 503 has time
// until that message is accepted; a challenge costs a moment, so it gives time to nothing but what waits for
// its own message, and only until the message comes again.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "protocol/base/time.h"
#include "simulator/observation.h"

namespace parley::sim::ladder {

class Attempts {
 public:
  // A message that was refused at least once.
  struct Refused {
    std::vector<std::uint32_t> attempts;   // Numbers of the requests, in order.
    std::vector<std::uint32_t> refusals;   // Numbers of their refusals; the last attempt may have none.
    bool is_open = true;          // A refusal was the last word so far: no other attempt, no other answer.
    bool is_challenged = false;   // By the last refusal: another attempt has credentials.
    bool was_put_off = false;     // By a 503, once at least.
    // Until when there is time for it: for another attempt and, of what was put off, the answer to that, then
    // what the message brings about.
    Instant until;
  };

  void see(const Observation& seen);

  // Whether `later` is the request `first`, or an attempt that followed it.
  bool follows(std::uint32_t first, std::uint32_t later) const;
  // The last attempt at the message of this request; itself when it was never refused.
  std::uint32_t last_of(std::uint32_t number) const;
  // Number of the refusal that this request came after as another attempt; 0 when it is none.
  std::uint32_t refusal_before(std::uint32_t number) const;
  // Null: it was never refused.
  const Refused* find(std::uint32_t number) const;
  const std::vector<Refused>& all() const { return refused_; }
  // Whether this answer only puts a message off.
  bool is_refusal(const Observation& answer) const;

 private:
  using Key = std::pair<std::string, std::string>;   // Sender, essence.

  void see_request(const Observation& request);
  void see_answer(const Observation& answer);

  std::map<std::uint32_t, Key> sent_;                 // Every request but ACK, by number.
  std::vector<Refused> refused_;                      // In the order of their first refusals.
  std::map<std::uint32_t, std::size_t> message_of_;   // Of an attempt at one of these.
  std::map<Key, std::size_t> open_;
};

}   // namespace parley::sim::ladder
