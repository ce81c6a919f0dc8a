// SYS-COMP as a state machine: private queue -> mgccomp -> adapter -> deletion (FLOW-COMP-3 to 5).
//
// It asks for work and is told the answers; it has no clock and does not block. Every step can be cut off by
// a crash and is done again by the next service on the same store and archive: an event reaches the adapter's
// output once (product.md 1.2, C1 and C2).
//
// The steps it shows (Observed), for ladders:
//   queue   -> mgccomp  JOIN, PART, CHAT, BACKCHAT   <event .../>   taken into mgccomp
//   mgccomp -> adapter  BATCH                        <batch .../>   handed over
//   adapter -> mgccomp  OK or FAILED                 <batch .../>
//   mgccomp -> mgccomp  DELETE                       <batch .../>   only after OK
#pragma once

#include <vector>

#include "protocol/base/deviations.h"
#include "protocol/base/endpoint.h"
#include "reference_server/compliance/batch_run.h"
#include "reference_server/compliance/config.h"
#include "reference_server/compliance/queue_pump.h"

namespace parley::compliance {

class ComplianceService {
 public:
  // `started`: the first regular run is one interval later. `next_id` gives the ids of DoWork; they are told
  // apart from those of others by the caller asking on_work_done.
  ComplianceService(const ComplianceConfig& config, Deviations deviations, NextWorkId next_id,
                    Instant started);

  // In the first turn, before anything else is asked of the store: lets those leave who were in a room when
  // a former service crashed, and goes on with what that one left.
  void start(const Now& now, std::vector<Effect>& effects);
  // Events were queued.
  void notify_queued(const Now& now, std::vector<Effect>& effects);
  // Hands over what is in mgccomp, outside the interval.
  void run_now(const Now& now, std::vector<Effect>& effects);
  void on_deadline(const Now& now, std::vector<Effect>& effects);
  // False when the id is not of this service.
  bool on_work_done(const Now& now, WorkId id, const WorkAnswer& answer, std::vector<Effect>& effects);

  // Off: nobody reads the queue, so nothing may be put into it.
  bool enabled() const { return enabled_; }
  Instant wake_at() const;
  bool is_waiting() const;   // For an answer.

 private:
  bool enabled_;
  QueuePump pump_;
  BatchRun run_;
};

}   // namespace parley::compliance
