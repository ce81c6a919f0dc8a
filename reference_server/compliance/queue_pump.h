// Moves events from the private queue to mgccomp (FLOW-COMP-3): read, take, drop, until the queue is empty.
//
// An event is dropped only after mgccomp has it; what a crash repeats, mgccomp knows by its sequence.
#pragma once

#include <vector>

#include "protocol/base/deviations.h"
#include "protocol/base/endpoint.h"
#include "reference_server/compliance/backoff.h"
#include "reference_server/compliance/config.h"
#include "reference_server/storage/store.h"

namespace parley::compliance {

class QueuePump {
 public:
  QueuePump(const ComplianceConfig& config, Deviations deviations, NextWorkId next_id);

  void start(const Now& now, std::vector<Effect>& effects);
  void notify_queued(std::vector<Effect>& effects);
  void on_deadline(const Now& now, std::vector<Effect>& effects);
  bool on_work_done(const Now& now, WorkId id, const WorkAnswer& answer, std::vector<Effect>& effects);

  Instant wake_at() const { return retry_at_; }
  bool is_waiting() const { return step_ != Step::idle; }

 private:
  enum class Step : std::uint8_t { idle, parting, reading, taking, dropping };

  void ask(Step step, Lane lane, std::shared_ptr<const WorkRequest> request, std::vector<Effect>& effects);
  void read(std::vector<Effect>& effects);
  void drop(std::vector<Effect>& effects);
  void on_read(const Now& now, const Result<std::vector<storage::QueuedEvent>>& events,
               std::vector<Effect>& effects);
  void on_dropped(std::vector<Effect>& effects);
  void retry_later(const Now& now, const Error& error, std::vector<Effect>& effects);

  std::uint32_t read_events_max_;
  Deviations deviations_;
  NextWorkId next_id_;
  Backoff backoff_;
  Step step_ = Step::idle;
  WorkId waiting_for_ = 0;
  bool orphans_parted_ = true;   // False from start() until the store has done it.
  bool queued_meanwhile_ = false;
  std::vector<storage::QueuedEvent> events_;   // Read and not yet dropped.
  Instant retry_at_ = Instant::never();
};

}   // namespace parley::compliance
