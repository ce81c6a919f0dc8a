// The seam: on one side everything is a function of its inputs, on the other is a network, a disk, a
// clock and a person.
//
// A server, a chat client, a scripted peer: each is an Endpoint. Two things can drive one, and it cannot
// find out which: transport/ with real sockets and clocks, simulator/ with neither.
//
// The contract of a driver:
//   1. Call on_event with one thing that happened and the time at which it happened. Time never runs
//      backwards between two calls.
//   2. Carry out every effect of the turn, in the order given, before the next call.
//   3. Then wait for whatever comes first, and call again no later than `wake_at` of the last turn, with
//      DeadlineReached if nothing else happened. Instant::never() means: only when something happens.
//   4. A new endpoint gets DeadlineReached at once, so that it can ask for its first wake. The bytes of a
//   link
//      that is not up are lost. Who closes a link hears no more of it. Numbers of accepted links are never
//      used twice, not even after a restart.
// The contract of an endpoint: it never blocks, never looks at a clock, never draws from a source of
// chance it was not given, and does not depend on how the bytes of a link were cut.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "protocol/base/time.h"

namespace parley {

// One TCP or TLS connection, real or simulated. The driver numbers those it accepts, from 1 up; an
// endpoint numbers those it opens itself and sets kOpenedLink in them.
using LinkId = std::uint64_t;
inline constexpr LinkId kOpenedLink = LinkId{1} << 63;

// Slow, blocking work (a database, an archive) is not done by an endpoint but asked for. What is asked and
// answered is defined by who uses it (reference_server/storage); a driver only carries it to a Worker.
struct WorkRequest {
  virtual ~WorkRequest() = default;
};
struct WorkAnswer {
  virtual ~WorkAnswer() = default;
};
using WorkId = std::uint64_t;

// Requests of one lane are performed one after the other, in order; lanes do not wait for each other,
// so a slow archive never delays a message.
enum class Lane : std::uint8_t { store, archive };

// --- What can happen to an endpoint ---

// Accepted, or opened as asked.
struct LinkUp {
  LinkId link = 0;
  std::string peer;   // "tcp://192.0.2.1:49200" of a socket, "alice:49200" of a simulated one.
  // Of an accepted one: which of the node's listeners it came to, from 0 in the order in which they were
  // opened.
  std::uint32_t listener = 0;
  // The SIP addresses in the peer's certificate, which the driver has found good; none where its listener
  // demands no certificate.
  std::vector<std::string> certified{};
};
struct LinkBytes {
  LinkId link = 0;
  std::string bytes;
};
// Also the answer to a failed OpenLink.
struct LinkDown {
  LinkId link = 0;
  std::string reason;
};
struct WorkDone {
  WorkId id = 0;
  std::shared_ptr<const WorkAnswer> answer;
};
// Its user, or a script, says something.
struct Told {
  std::string line;   // Without its end.
};
struct DeadlineReached {};
using Event = std::variant<LinkUp, LinkBytes, LinkDown, WorkDone, Told, DeadlineReached>;

// --- What an endpoint can do ---

// "tcp://HOST:PORT", "tls://HOST:PORT".
struct OpenLink {
  LinkId link = 0;
  std::string target;
};
struct SendBytes {
  LinkId link = 0;
  std::string bytes;
  // Follows the bytes, where many are sent the same.
  std::shared_ptr<const std::string> shared{};

  std::string whole() const { return shared ? bytes + *shared : bytes; }
};
// After what was sent before it.
struct CloseLink {
  LinkId link = 0;
};
struct DoWork {
  WorkId id = 0;
  Lane lane = Lane::store;
  std::shared_ptr<const WorkRequest> request;
};
// To its user: one JSON object.
struct Tell {
  std::string line;   // Without its end.
};

// A step inside an endpoint that no wire shows ("queue" hands an event to "mgccomp"). A ladder can name
// it, a report can draw it; nothing depends on it being read.
struct Observed {
  std::string from;
  std::string to;
  std::string what;
  std::string detail;
};

enum class LogLevel : std::uint8_t { debug, info, warning, error };
struct Log {
  LogLevel level = LogLevel::info;
  std::string dialog;   // Its Call-ID; empty when it is about none.
  std::string text;
};

using Effect = std::variant<OpenLink, SendBytes, CloseLink, DoWork, Tell, Observed, Log>;

struct Turn {
  std::vector<Effect> effects;
  Instant wake_at = Instant::never();
};

// What came on one link so far.
struct Heard {
  std::uint64_t messages = 0;   // Whole ones.
  bool unfinished = false;      // The beginning of another one.
};

class Endpoint {
 public:
  virtual ~Endpoint() = default;
  virtual Turn on_event(const Now& now, const Event& event) = 0;
  // A driver with real peers may ask between two turns, and break a link whose peer says nothing or does not
  // finish what it says. Empty: this endpoint does not know, and its peers have all the time they want.
  virtual std::optional<Heard> heard(LinkId) const { return std::nullopt; }
};

// Performs the work of one lane. Blocking on purpose, used by one thread at a time. It is given all that
// waits (at least one), so that a database can commit a group at once; it answers each, in order.
class Worker {
 public:
  virtual ~Worker() = default;
  virtual std::vector<std::shared_ptr<const WorkAnswer>> perform(
      std::span<const std::shared_ptr<const WorkRequest>> requests) = 0;
};

}   // namespace parley
