// What the reports count in a run record. Every figure that two reports show is taken here, once.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "reports/run_record.h"

namespace parley::reports {

// How many of something came to each verdict.
class Tally {
 public:
  void add(Verdict verdict) { ++counts_[static_cast<std::size_t>(verdict)]; }
  std::size_t of(Verdict verdict) const { return counts_[static_cast<std::size_t>(verdict)]; }
  std::size_t total() const;

 private:
  std::array<std::size_t, 8> counts_{};
};

// A requirement that the run names: in a check, in `covers` of a case, or in the rows of the record.
struct RequirementResult {
  std::string id;
  const Requirement* row = nullptr;    // Null when the record does not hold it.
  Verdict verdict = Verdict::notrun;   // Worst of its checks; NOTRUN when no check of it was executed.
  std::size_t checks = 0;              // Executed, that is neither NA nor NOTRUN.
  std::vector<std::size_t> cases;      // Indices of cases that name it, the worst of its checks first.
};

struct Summary {
  Tally cases;
  Tally checks;
  Tally requirements;
  std::vector<RequirementResult> by_requirement;   // Worst first, then by id.
  std::vector<std::size_t> worst_first;   // Indices of the cases; those of one verdict stay in order.
};

// The result points into `run`.
Summary summarise(const RunRecord& run);

bool was_executed(Verdict verdict);   // Neither NA nor NOTRUN.
bool is_bad(Verdict verdict);         // WARN or worse: what a reader looks for first.

}   // namespace parley::reports
