// Decides whether an INFO is taken at all (FLOW-ACK-1): 200, or 503 when the server is overloaded or was
// told to refuse (parley serve --refuse).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/random.h"
#include "protocol/base/result.h"
#include "protocol/base/time.h"
#include "reference_server/core/settings.h"

namespace parley::server {

// 503 on demand. Written as comma-separated words:
//   next=N            the next N that match
//   every=N           every Nth that matches, for ever
//   command=ID        only this primitive: "cmd:join", "grpchat"; otherwise every INFO. Each of them,
//                     when neither next nor every is there
//   retry-after=S     seconds in the header; retry-after=none leaves the header out; default: the setting
struct RefuseRule {
  std::uint32_t next = 0;
  std::uint32_t every = 0;
  std::string command;
  std::optional<std::uint32_t> retry_after_seconds;
  bool retry_after_absent = false;
};
Result<RefuseRule> parse_refuse_rule(std::string_view text);

// What an INFO brings, as admission sees it.
struct Offered {
  // "grpchat" when there is a post, wherever it stands and whatever id it gives itself; else the id of the
  // first primitive; "" when the body cannot be read.
  std::string_view primitive;
  std::size_t posts = 0;
};

struct Refusal {
  std::optional<std::uint32_t> retry_after_seconds;   // Empty: no Retry-After header.
  std::string reason;                                 // Of ms-diagnostics (xccos.md 2.7).
  int diagnostics_id = 20011;
};

class Admission {
 public:
  Admission(const Settings& settings, Random random) : settings_(settings), random_(random) {}

  void add_rule(RefuseRule rule) { rules_.push_back({std::move(rule), 0}); }

  // `posts_in_flight` are posts that the store has not yet answered. An envelope with more posts than are
  // allowed at once is taken when none is in flight: refused always, it would be offered for ever.
  std::optional<Refusal> refuse(const Offered& offered, std::size_t posts_in_flight);

  // The store did not take it: the same answer as an overload.
  Refusal store_unavailable();
  // It has more to do than is allowed to wait.
  Refusal queue_full();
  // The server stops.
  Refusal stopping();
  // No more sessions, of the server or of one connection.
  Refusal sessions_full();

 private:
  struct Counted {
    RefuseRule rule;
    std::uint32_t matched = 0;
  };
  std::uint32_t retry_after();
  bool has_room_for(std::size_t posts, std::size_t posts_in_flight) const;

  const Settings& settings_;
  Random random_;
  std::vector<Counted> rules_;
};

}   // namespace parley::server
