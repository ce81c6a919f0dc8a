// One request is under way at a time; while it is, news of more events only leaves a mark.
#include "reference_server/compliance/queue_pump.h"

#include <fmt/format.h>

#include "reference_server/compliance/archive_work.h"
#include "reference_server/compliance/event_xml.h"
#include "reference_server/storage/store_work.h"

namespace parley::compliance {

QueuePump::QueuePump(const ComplianceConfig& config, Deviations deviations, NextWorkId next_id)
    : read_events_max_(config.read_events_max),
      deviations_(std::move(deviations)),
      next_id_(std::move(next_id)),
      backoff_(config.retry_first, config.retry_max) {}

void QueuePump::start(const Now& now, std::vector<Effect>& effects) {
  PARLEY_ASSERT(step_ == Step::idle);
  orphans_parted_ = false;
  ask(Step::parting, Lane::store, storage::store_work(storage::PartOrphans{now.wall}), effects);
}

void QueuePump::notify_queued(std::vector<Effect>& effects) {
  const bool must_wait = step_ != Step::idle || retry_at_ != Instant::never();
  if (must_wait) queued_meanwhile_ = true;
  else read(effects);
}

void QueuePump::on_deadline(const Now& now, std::vector<Effect>& effects) {
  if (now.monotonic < retry_at_) return;
  retry_at_ = Instant::never();
  if (orphans_parted_) read(effects);
  else start(now, effects);
}

bool QueuePump::on_work_done(const Now& now, WorkId id, const WorkAnswer& answer,
                             std::vector<Effect>& effects) {
  if (step_ == Step::idle || id != waiting_for_) return false;
  const Step step = step_;
  step_ = Step::idle;
  if (step == Step::reading) {
    on_read(now, storage::answer_to<storage::ReadQueue>(answer), effects);
  } else if (step == Step::parting) {
    const auto& parted = storage::answer_to<storage::PartOrphans>(answer);
    orphans_parted_ = parted.has_value();
    if (parted) read(effects);
    else retry_later(now, parted.error(), effects);
  } else if (step == Step::taking) {
    const auto& taken = answer_to<InsertEvents>(answer);
    if (!taken) return retry_later(now, taken.error(), effects), true;
    for (const storage::QueuedEvent& queued : events_)
      effects.push_back(
          Observed{"queue", "mgccomp", std::string(to_string(queued.event.kind)), event_xml(queued)});
    drop(effects);
  } else {
    const auto& dropped = storage::answer_to<storage::DropQueue>(answer);
    if (dropped) on_dropped(effects);
    else retry_later(now, dropped.error(), effects);
  }
  return true;
}

void QueuePump::ask(Step step, Lane lane, std::shared_ptr<const WorkRequest> request,
                    std::vector<Effect>& effects) {
  step_ = step;
  waiting_for_ = next_id_();
  effects.push_back(DoWork{waiting_for_, lane, std::move(request)});
}

void QueuePump::read(std::vector<Effect>& effects) {
  queued_meanwhile_ = false;
  ask(Step::reading, Lane::store, storage::store_work(storage::ReadQueue{read_events_max_}), effects);
}

void QueuePump::drop(std::vector<Effect>& effects) {
  ask(Step::dropping, Lane::store, storage::store_work(storage::DropQueue{events_.back().sequence}), effects);
}

void QueuePump::on_read(const Now& now, const Result<std::vector<storage::QueuedEvent>>& events,
                        std::vector<Effect>& effects) {
  if (!events) return retry_later(now, events.error(), effects);
  events_ = *events;
  if (events_.empty()) return on_dropped(effects);
  if (deviations_.active("compliance-skip-queue")) return drop(effects);
  ask(Step::taking, Lane::archive, archive_work(InsertEvents{events_}), effects);
}

void QueuePump::on_dropped(std::vector<Effect>& effects) {
  const bool more = queued_meanwhile_ || events_.size() >= read_events_max_;
  events_.clear();
  backoff_.reset();   // Only now: a read that succeeds says nothing of an archive that is full.
  if (more) read(effects);
}

void QueuePump::retry_later(const Now& now, const Error& error, std::vector<Effect>& effects) {
  retry_at_ = now.monotonic + backoff_.next();
  effects.push_back(Log{LogLevel::warning, "", "compliance events wait in the queue: " + error.detail});
}

}   // namespace parley::compliance
