// Part of the session checker: a dialog that is over is over, after BYE and after 481.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "simulator/checkers/dialogs.h"
#include "simulator/checkers/rule.h"

namespace parley::sim {

class SessionEnd {
 public:
  static std::span<const Rule> rules();
  SessionEnd();

  void see(const Observation& seen, const Dialog* dialog);
  const std::vector<Tally>& tallies() const { return tallies_; }

 private:
  // Numbers of observations, 0 for what has not happened. All are at the client's end: what the client has
  // sent may cross with what it gets, what it gets is in the server's order.
  struct End {
    std::uint32_t client_bye = 0;
    std::uint32_t client_bye_answered = 0;
    std::uint32_t server_bye = 0;
    std::uint32_t unknown_to_server = 0;   // The client got 481.
    std::uint32_t unknown_to_client = 0;   // The client answered 481 or 487.
    Instant unknown_to_client_at;
  };

  void see_request(const Observation& seen, const Dialog& dialog, End& end);
  void see_response(const Observation& seen, const Dialog& dialog, End& end);
  void judge_client(const Observation& seen, const End& end);
  void judge_server(const Observation& seen, const End& end);

  std::map<std::uint32_t, End> ends_;   // By dialog.
  std::vector<Tally> tallies_;
};

}   // namespace parley::sim
