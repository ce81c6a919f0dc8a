// Two machines side by side: what fills mgccomp and what empties it never wait for each other.
#include "reference_server/compliance/service.h"

#include <algorithm>

namespace parley::compliance {

ComplianceService::ComplianceService(const ComplianceConfig& config, Deviations deviations,
                                     NextWorkId next_id, Instant started)
    : enabled_(config.enabled),
      pump_(config, deviations, next_id),
      run_(config, std::move(deviations), std::move(next_id), started) {}

void ComplianceService::start(const Now& now, std::vector<Effect>& effects) {
  if (!enabled_) return;
  pump_.start(now, effects);
  run_.run_now(now, effects);
}

void ComplianceService::notify_queued(const Now&, std::vector<Effect>& effects) {
  if (enabled_) pump_.notify_queued(effects);
}

void ComplianceService::run_now(const Now& now, std::vector<Effect>& effects) {
  if (enabled_) run_.run_now(now, effects);
}

void ComplianceService::on_deadline(const Now& now, std::vector<Effect>& effects) {
  if (!enabled_) return;
  pump_.on_deadline(now, effects);
  run_.on_deadline(now, effects);
}

bool ComplianceService::on_work_done(const Now& now, WorkId id, const WorkAnswer& answer,
                                     std::vector<Effect>& effects) {
  return pump_.on_work_done(now, id, answer, effects) || run_.on_work_done(now, id, answer, effects);
}

Instant ComplianceService::wake_at() const {
  return enabled_ ? std::min(pump_.wake_at(), run_.wake_at()) : Instant::never();
}

bool ComplianceService::is_waiting() const { return pump_.is_waiting() || run_.is_waiting(); }

}   // namespace parley::compliance
