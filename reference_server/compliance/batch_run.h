// Hands what waits in mgccomp to the adapter (FLOW-COMP-4, 5): once per interval, in batches, each deleted
// only after the adapter has succeeded; a failed one is offered again with growing pauses.
#pragma once

#include <memory>
#include <vector>

#include "protocol/base/deviations.h"
#include "protocol/base/endpoint.h"
#include "reference_server/compliance/archive.h"
#include "reference_server/compliance/backoff.h"
#include "reference_server/compliance/config.h"

namespace parley::compliance {

class BatchRun {
 public:
  BatchRun(const ComplianceConfig& config, Deviations deviations, NextWorkId next_id, Instant started);

  // A run outside the interval; the next regular one does not move.
  void run_now(const Now& now, std::vector<Effect>& effects);
  void on_deadline(const Now& now, std::vector<Effect>& effects);
  bool on_work_done(const Now& now, WorkId id, const WorkAnswer& answer, std::vector<Effect>& effects);

  Instant wake_at() const { return std::min(due_at_, retry_at_); }
  bool is_waiting() const { return step_ != Step::idle; }

 private:
  enum class Step : std::uint8_t { idle, opening, translating, closing };

  void ask(Step step, std::shared_ptr<const WorkRequest> request, std::vector<Effect>& effects);
  void open(const Now& now, std::vector<Effect>& effects);
  void translate(std::vector<Effect>& effects);
  void close(std::vector<Effect>& effects);
  void on_opened(const Now& now, const Result<std::shared_ptr<const Batch>>& batch,
                 std::vector<Effect>& effects);
  void on_translated(const Now& now, const Result<void>& done, std::vector<Effect>& effects);
  void on_closed(const Now& now, const Result<void>& done, std::vector<Effect>& effects);
  // The batch is through; goes on with the next one when there is one.
  void finish(const Now& now, std::vector<Effect>& effects);
  void retry_later(const Now& now, const Error& error, std::vector<Effect>& effects);
  void observe(std::string from, std::string to, std::string what, std::vector<Effect>& effects) const;

  ComplianceConfig config_;
  Deviations deviations_;
  NextWorkId next_id_;
  Backoff backoff_;
  Step step_ = Step::idle;
  WorkId waiting_for_ = 0;
  std::shared_ptr<const Batch> batch_;   // Under way: opened and not yet closed.
  bool translated_ = false;              // The adapter has it; only the deletion is left.
  bool due_meanwhile_ = false;
  Instant due_at_;
  Instant retry_at_ = Instant::never();
};

}   // namespace parley::compliance
