// What a whole run comes to.
#include "reports/run_record.h"

#include <algorithm>

namespace parley::reports {

Verdict verdict_of(const RunRecord& run) {
  std::vector<Verdict> verdicts;
  for (const CaseRecord& one : run.cases) verdicts.push_back(one.verdict);
  const Verdict all = worst(verdicts);
  const bool whole = std::find(verdicts.begin(), verdicts.end(), Verdict::notrun) == verdicts.end();
  return whole ? all : std::max(all, Verdict::inconc);
}

}   // namespace parley::reports
