// What a check, a case and a run can come to, and the exit code of each (decision 0003).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace parley::reports {

// In order of rank: the worst of several wins (decision 0003).
enum class Verdict : std::uint8_t {
  na,       // Does not apply, by rule only.
  notrun,   // Filtered, aborted or deferred; listed with the reason.
  info,     // An observed choice that no certain rule decides.
  pass,
  warn,     // A SHOULD is violated.
  inconc,   // Could not be exercised; never green.
  fail,     // A MUST of a certain grade is violated.
  error,    // The harness itself is at fault.
};

std::string_view to_string(Verdict verdict);   // "PASS", "INCONC", ...
std::optional<Verdict> parse_verdict(std::string_view text);
Verdict worst(std::span<const Verdict> verdicts);   // notrun when there are none.

// Exit codes are classes and never counts.
enum class ExitCode : int {
  conforms = 0,
  nonconformance = 1,
  usage = 2,   // Also: nothing was selected.
  incomplete = 3,
  unreachable = 4,
  harness_error = 5,
  // 6, 7 and 8 are kept for load runs and baselines (decision 0003).
  determinism_broken = 9,
};
ExitCode exit_code_of(Verdict worst_of_run);

}   // namespace parley::reports
