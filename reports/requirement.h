// A statement that can be right or wrong, as a row of conformance/requirements/*.tsv.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/result.h"
#include "protocol/xccos/grade.h"
#include "reports/verdict.h"

namespace parley::reports {

enum class Keyword : std::uint8_t { must, must_not, should, should_not, may };
std::string_view to_string(Keyword keyword);   // "MUST NOT"
std::optional<Keyword> parse_keyword(std::string_view text);

struct Requirement {
  std::string id;       // "FLOW-SIGNIN-3"; for ever, never renumbered.
  std::string source;   // Where it is stated.
  xccos::Grade grade = xccos::Grade::X;
  std::string role;   // "client", "server", "both".
  Keyword keyword = Keyword::may;
  std::string observable;   // "wire", "reference" (only inside our server), or "no: REASON".
  std::string text;         // Own words.
};

class RequirementTable {
 public:
  // Tab-separated, first line names the columns id source grade role keyword observable text; '#' starts
  // a comment line. An error names the line.
  Result<void> add(std::string_view tsv, std::string_view file_name);
  const Requirement* find(std::string_view id) const;
  const std::map<std::string, Requirement, std::less<>>& rows() const { return rows_; }

 private:
  std::map<std::string, Requirement, std::less<>> rows_;
};

// What a check that did not hold may say: FAIL for a MUST, WARN for a SHOULD, INFO where the grade is too
// weak or the keyword leaves the choice (decision 0003).
Verdict verdict_of_violation(xccos::Grade grade, Keyword keyword);

}   // namespace parley::reports
