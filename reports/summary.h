// What the reports count in a run record. Every figure that two reports show is taken here, once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
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

// How far a run came with a requirement.
enum class Reach : std::uint8_t {
  judged,     // By a check, at least.
  named,      // By a case that applies, and no check of it was executed.
  untouched   // By no case, or by such alone as are NA.
};
std::string_view to_string(Reach reach);   // "judged"

// A requirement that stands in the rows of the record, or in a check or `covers` of a case.
struct RequirementResult {
  std::string id;
  const Requirement* row = nullptr;    // Null when the record does not hold it.
  Verdict verdict = Verdict::notrun;   // Worst of its checks; NOTRUN when no check of it was executed.
  std::size_t checks = 0;              // Executed, that is neither NA nor NOTRUN.
  std::vector<std::size_t> cases;      // Indices of cases that name it, the worst of its checks first.
  Reach reach = Reach::untouched;
  bool asked = false;   // is_asked().
};

// Whether a run can judge it: it obliges the role under test and shows on the wire, or, where all are of the
// reference, inside our own server.
bool is_asked(const Requirement& row, std::string_view under_test);

// What became of the rows that could be judged.
struct Coverage {
  std::size_t asked = 0, judged = 0, untouched = 0;
  std::vector<std::string> not_reached;   // Ids of those that were named only.
};

struct Summary {
  Tally cases;
  Tally checks;
  Tally requirements;   // That a case names.
  Coverage coverage;
  std::vector<RequirementResult> by_requirement;   // Worst first, then by id.
  std::vector<std::size_t> worst_first;   // Indices of the cases; those of one verdict stay in order.
};

// The result points into `run`.
Summary summarise(const RunRecord& run);

// "64 of 166 requirements of the server judged; 2 named by a story and not reached (A-1, A-2); 100 by no
// story that applies"
std::string sentence_of(const RunRecord& run, const Coverage& coverage);

// "W", "W A": of the forms of the XCCOS in a message, in its order; empty when there is none.
std::string grades_of(const MessageRecord& message);

bool was_executed(Verdict verdict);   // Neither NA nor NOTRUN.
bool is_bad(Verdict verdict);         // WARN or worse: what a reader looks for first.

}   // namespace parley::reports
