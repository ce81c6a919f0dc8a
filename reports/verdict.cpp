// Verdicts as text, their order and their exit codes (decision 0003).
#include "reports/verdict.h"

#include <algorithm>

namespace parley::reports {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::na: return "NA";
    case Verdict::notrun: return "NOTRUN";
    case Verdict::info: return "INFO";
    case Verdict::pass: return "PASS";
    case Verdict::warn: return "WARN";
    case Verdict::inconc: return "INCONC";
    case Verdict::fail: return "FAIL";
    case Verdict::error: return "ERROR";
  }
  return "ERROR";
}

std::optional<Verdict> parse_verdict(std::string_view text) {
  for (int rank = 0; rank <= static_cast<int>(Verdict::error); ++rank)
    if (to_string(static_cast<Verdict>(rank)) == text) return static_cast<Verdict>(rank);
  return std::nullopt;
}

Verdict worst(std::span<const Verdict> verdicts) {
  return verdicts.empty() ? Verdict::notrun : *std::max_element(verdicts.begin(), verdicts.end());
}

ExitCode exit_code_of(Verdict worst_of_run) {
  switch (worst_of_run) {
    case Verdict::info:
    case Verdict::pass:
    case Verdict::warn: return ExitCode::conforms;
    case Verdict::inconc: return ExitCode::incomplete;
    case Verdict::fail: return ExitCode::nonconformance;
    case Verdict::error: return ExitCode::harness_error;
    case Verdict::na:
    case Verdict::notrun: return ExitCode::usage;   // Nothing was judged: green would be a lie.
  }
  return ExitCode::harness_error;
}

}   // namespace parley::reports
