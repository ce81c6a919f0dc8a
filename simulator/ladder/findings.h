// What was judged, as records of a report. How bad a violation is, is decided here and nowhere else: by the
// grade and the keyword of the requirement (docs/decisions/0003), never by the author of a scenario alone.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "protocol/base/time.h"
#include "reports/requirement.h"
#include "reports/run_record.h"
#include "reports/verdict.h"
#include "simulator/ladder/scenario.h"

namespace parley::sim::ladder {

// One thing that was expected.
struct Expected {
  std::span<const Tag> tags;
  Position position;
  std::string sentence;
};

struct Evidence {
  std::vector<std::uint32_t> messages;
  Instant at;
};

class Findings {
 public:
  Findings(std::string file, const reports::RequirementTable& requirements)
      : file_(std::move(file)), requirements_(&requirements) {}

  // One PASS for every tag; nothing without tags, because nothing was proved.
  void held(const Expected& expected, const Evidence& evidence);

  // One record for every tag: FAIL, WARN or INFO as the table allows. Without tags: INCONC, because no rule
  // says that it had to be. `at_most` is an author's milder opinion (=> warn). Returns the worst of them.
  reports::Verdict broken(const Expected& expected, std::string actual, const Evidence& evidence,
                          std::optional<reports::Verdict> at_most = std::nullopt);

  // The case could not go on to it; one record for every tag, or one without.
  void not_run(const Expected& expected, const std::string& reason, Instant at);

  // Whatever the caller has decided (INCONC of a branch, ERROR of a scenario).
  void add(const Expected& expected, reports::Verdict verdict, std::string actual, const Evidence& evidence);

  const std::vector<reports::CheckRecord>& records() const { return records_; }
  std::string place(Position position) const;   // "FILE:12:3"

 private:
  reports::CheckRecord record(const Tag* tag, const Expected& expected, const Evidence& evidence) const;

  std::string file_;
  const reports::RequirementTable* requirements_;
  std::vector<reports::CheckRecord> records_;
};

// FAIL and INCONC end a case; what comes behind such a line would only repeat the complaint.
bool ends_the_case(reports::Verdict verdict);

}   // namespace parley::sim::ladder
