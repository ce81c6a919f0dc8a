// An invariant that holds over a whole story, whatever its steps are; `never NAME` in a ladder switches it
// off.
//
// A checker is fed with every observation, in order, and speaks at the end. It judges what both peers could
// know: messages that cross on the wire, or that were under way when a link broke, are tolerated.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "reports/run_record.h"
#include "simulator/checkers/rule.h"
#include "simulator/observation.h"

namespace parley::sim {

class Checker {
 public:
  virtual ~Checker() = default;

  virtual std::string_view name() const = 0;   // "delivery"
  virtual std::span<const Rule> rules() const = 0;
  virtual void see(const Observation& seen) = 0;

  // What is to be said if the story ends now, at `end`: one record for each rule that had something to
  // judge; none when there was nothing. What is missing and not late yet (patience.h) is INCONC. May be asked
  // again later.
  virtual std::vector<reports::CheckRecord> finish(Instant end);
  // Until when the story has to go on, so that nothing is owed any more that is due by `horizon`: what cannot
  // be decided by then is not worth waiting for. Empty when nothing is.
  virtual std::optional<Instant> owes_until(Instant now, Instant horizon);

 protected:
  // The state of each rule if the story ends at `end`; what was seen stays as it was.
  virtual std::vector<Tally> judge(Instant /*end*/) { return {}; }
};

struct CheckerOptions {
  // Everybody who posts is watched, and the rooms were empty when the story began. Otherwise a message that
  // nobody was seen posting is no phantom: it may be older, or somebody else's. And a request of the server
  // in a session that nobody was seen opening is one of an earlier story.
  bool closed_world = true;
};

// "delivery", "history", "participants", "retry", "session", "compliance": in the order of their records.
std::span<const std::string_view> checker_names();
// Null when there is no checker of this name.
std::unique_ptr<Checker> make_checker(std::string_view name, const CheckerOptions& options = {});

}   // namespace parley::sim
