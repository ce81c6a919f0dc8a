// What all checkers share, and their list; its order is the order of the records in a report.
#include <array>

#include "simulator/checkers/checker.h"
#include "simulator/checkers/compliance.h"
#include "simulator/checkers/delivery.h"
#include "simulator/checkers/history.h"
#include "simulator/checkers/participants.h"
#include "simulator/checkers/retry.h"
#include "simulator/checkers/session.h"

namespace parley::sim {

std::vector<reports::CheckRecord> Checker::finish(Instant end) { return records_of(name(), judge(end), end); }

std::optional<Instant> Checker::owes_until(Instant now, Instant horizon) {
  std::optional<Instant> latest;
  for (const Tally& tally : judge(now))
    for (const Instant due : tally.dues())
      if (due >= now && due < horizon && (!latest || due > *latest)) latest = due;
  return latest;
}

std::span<const std::string_view> checker_names() {
  static constexpr std::array<std::string_view, 6> kNames = {"delivery", "history", "participants",
                                                             "retry",    "session", "compliance"};
  return kNames;
}

std::unique_ptr<Checker> make_checker(std::string_view name, const CheckerOptions& options) {
  if (name == "delivery") return std::make_unique<DeliveryChecker>(options);
  if (name == "history") return std::make_unique<HistoryChecker>(options);
  if (name == "participants") return std::make_unique<ParticipantsChecker>();
  if (name == "retry") return std::make_unique<RetryChecker>();
  if (name == "session") return std::make_unique<SessionChecker>(options);
  if (name == "compliance") return std::make_unique<ComplianceChecker>(options);
  return nullptr;
}

}   // namespace parley::sim
