// What a whole run comes to.
#include "reports/run_record.h"

namespace parley::reports {

Verdict verdict_of(const RunRecord& run) {
  std::vector<Verdict> verdicts;
  for (const CaseRecord& one : run.cases) verdicts.push_back(one.verdict);
  return worst(verdicts);
}

}   // namespace parley::reports
