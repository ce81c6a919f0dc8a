// Nothing is lost between a post and the archive, and nothing is archived twice: what is delivered was
// queued, what was queued reaches mgccomp, a batch holds only what is there, and is deleted after its success
// only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "simulator/checkers/checker.h"
#include "simulator/checkers/compliance_steps.h"
#include "simulator/checkers/dialogs.h"
#include "simulator/checkers/memberships.h"
#include "simulator/checkers/topics.h"

namespace parley::sim {

class ComplianceChecker final : public Checker {
 public:
  explicit ComplianceChecker(const CheckerOptions& options);

  std::string_view name() const override { return "compliance"; }
  std::span<const Rule> rules() const override;
  void see(const Observation& seen) override;

 private:
  std::vector<Tally> judge(Instant end) override;
  struct Queued {
    std::uint32_t number = 0;
    Instant at;
    EventFacts facts;
  };
  struct Taken {
    std::uint32_t number = 0;
    EventFacts facts;
    bool may_be_unseen = false;   // The server may have died before it could show the event in the queue.
  };
  struct Batch {
    std::uint64_t size = 0;
    std::vector<std::uint64_t> sequences;
    std::uint32_t handed_over = 0;   // Numbers of the last observation of that kind; 0: none.
    std::uint32_t succeeded = 0;
    std::uint32_t deleted = 0;
    Instant succeeded_at;
    std::uint32_t links_lost_before_success = 0;
  };

  void see_internal(const Observation& seen);
  void see_taken(const Observation& seen, const EventStep& step);
  void see_batch(const Observation& seen, const BatchStep& step);
  void see_outcome(const Observation& seen, const BatchStep& step);
  void see_deletion(const Observation& seen, const BatchStep& step);
  void judge_queued();
  void judge_taken(Instant end);
  void judge_contents(Instant end);
  void judge_deletions();

  CheckerOptions options_;
  Dialogs dialogs_;
  Memberships memberships_;
  Topics topics_;
  bool enabled_ = false;                   // A step of the flow was seen.
  std::uint32_t links_lost_ = 0;           // A server that dies is seen by its links only.
  Instant server_alive_;                   // The last sign of life.
  std::vector<Queued> queued_;             // In their order.
  std::map<std::uint64_t, Taken> taken_;   // By sequence.
  std::map<std::string, Batch> batches_;
  std::vector<Tally> tallies_;
};

}   // namespace parley::sim
