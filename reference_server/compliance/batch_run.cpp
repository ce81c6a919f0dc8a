// The order of open, translate, close is the whole point; the deviations break exactly that.
#include "reference_server/compliance/batch_run.h"

#include "reference_server/compliance/archive_work.h"
#include "reference_server/compliance/event_xml.h"

namespace parley::compliance {

BatchRun::BatchRun(const ComplianceConfig& config, Deviations deviations, NextWorkId next_id, Instant started)
    : config_(config),
      deviations_(std::move(deviations)),
      next_id_(std::move(next_id)),
      backoff_(config.retry_first, config.retry_max),
      due_at_(started + config.run_interval) {}

void BatchRun::run_now(const Now& now, std::vector<Effect>& effects) {
  if (deviations_.active("compliance-no-batch")) return;
  if (step_ != Step::idle) {
    due_meanwhile_ = true;   // An adapter slower than the interval.
    return;
  }
  retry_at_ = Instant::never();
  if (translated_) close(effects);
  else open(now, effects);
}

void BatchRun::on_deadline(const Now& now, std::vector<Effect>& effects) {
  const bool due = now.monotonic >= due_at_;
  const bool retry = now.monotonic >= retry_at_;
  if (due) due_at_ = due_at_ + config_.run_interval;
  if (due_at_ <= now.monotonic) due_at_ = now.monotonic + config_.run_interval;   // Slept through some.
  if (due || retry) run_now(now, effects);
}

bool BatchRun::on_work_done(const Now& now, WorkId id, const WorkAnswer& answer,
                            std::vector<Effect>& effects) {
  if (step_ == Step::idle || id != waiting_for_) return false;
  const Step step = step_;
  step_ = Step::idle;
  if (step == Step::opening) on_opened(now, answer_to<OpenBatch>(answer), effects);
  else if (step == Step::translating) on_translated(now, answer_to<Translate>(answer), effects);
  else on_closed(now, answer_to<CloseBatch>(answer), effects);
  return true;
}

void BatchRun::ask(Step step, std::shared_ptr<const WorkRequest> request, std::vector<Effect>& effects) {
  step_ = step;
  waiting_for_ = next_id_();
  effects.push_back(DoWork{waiting_for_, Lane::archive, std::move(request)});
}

void BatchRun::open(const Now& now, std::vector<Effect>& effects) {
  ask(Step::opening, archive_work(OpenBatch{config_.batch_events_max, now.wall}), effects);
}

void BatchRun::translate(std::vector<Effect>& effects) {
  observe("mgccomp", "adapter", "BATCH", effects);
  ask(Step::translating, archive_work(Translate{batch_}), effects);
}

void BatchRun::close(std::vector<Effect>& effects) {
  ask(Step::closing, archive_work(CloseBatch{batch_->id}), effects);
}

void BatchRun::on_opened(const Now& now, const Result<std::shared_ptr<const Batch>>& batch,
                         std::vector<Effect>& effects) {
  if (!batch) return retry_later(now, batch.error(), effects);
  batch_ = *batch;
  if (batch_ == nullptr)
    return finish(now, effects);   // No data, no call of the adapter (product.md 1.2, C9).
  if (deviations_.active("compliance-delete-early")) return close(effects);
  translate(effects);
}

void BatchRun::on_translated(const Now& now, const Result<void>& done, std::vector<Effect>& effects) {
  observe("adapter", "mgccomp", done ? "OK" : "FAILED", effects);
  if (deviations_.active("compliance-delete-early")) return finish(now, effects);
  if (!done) return retry_later(now, done.error(), effects);
  backoff_.reset();
  if (deviations_.active("compliance-never-delete")) {
    batch_ = nullptr;   // Comes again with the next run, and not at once, which would never end.
    return finish(now, effects);
  }
  translated_ = true;
  close(effects);
}

void BatchRun::on_closed(const Now& now, const Result<void>& done, std::vector<Effect>& effects) {
  if (!done) return retry_later(now, done.error(), effects);
  observe("mgccomp", "mgccomp", "DELETE", effects);
  if (deviations_.active("compliance-delete-early")) return translate(effects);
  finish(now, effects);
}

void BatchRun::finish(const Now& now, std::vector<Effect>& effects) {
  const bool was_full = batch_ != nullptr && batch_->events.size() >= config_.batch_events_max;
  const bool more = was_full || due_meanwhile_;
  batch_ = nullptr;
  translated_ = false;
  due_meanwhile_ = false;
  backoff_.reset();
  if (more) open(now, effects);
}

void BatchRun::retry_later(const Now& now, const Error& error, std::vector<Effect>& effects) {
  due_meanwhile_ = false;
  retry_at_ = now.monotonic + backoff_.next();
  effects.push_back(Log{LogLevel::warning, "", "compliance events wait in mgccomp: " + error.detail});
}

void BatchRun::observe(std::string from, std::string to, std::string what,
                       std::vector<Effect>& effects) const {
  effects.push_back(Observed{std::move(from), std::move(to), std::move(what), batch_xml(*batch_)});
}

}   // namespace parley::compliance
