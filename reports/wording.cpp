// One sentence for each word that a reader may not know (decision 0003).
#include "reports/wording.h"

#include <fmt/format.h>

namespace parley::reports {

std::string_view meaning_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass: return "Exercised, and it held.";
    case Verdict::fail: return "A MUST was broken, and the rule is certain.";
    case Verdict::warn: return "A SHOULD was broken: allowed, but look at it.";
    case Verdict::inconc: return "Could not be exercised, so nothing is known. Never counts as green.";
    case Verdict::error: return "The harness itself is at fault, not the system under test.";
    case Verdict::info: return "Seen and recorded; no certain rule decides whether it is right.";
    case Verdict::na: return "Does not apply to this system, by rule.";
    case Verdict::notrun: return "Not run; the reason is given.";
  }
  return "";
}

std::string_view meaning_of(xccos::Grade grade) {
  switch (grade) {
    case xccos::Grade::W: return "Seen word for word on the wire of the product. May fail.";
    case xccos::Grade::A:
      return "Put together from parts that real clients or servers send or read. May fail.";
    case xccos::Grade::S: return "Stated by the call-flow document, an RFC or a protocol page. May fail.";
    case xccos::Grade::R: return "Remembered or deduced. Informs, never fails.";
    case xccos::Grade::X: return "A choice of this project. Informs, never fails.";
  }
  return "";
}

std::string_view meaning_of(ExitCode code) {
  switch (code) {
    case ExitCode::conforms: return "everything that was judged conforms";
    case ExitCode::nonconformance: return "something does not conform";
    case ExitCode::usage: return "nothing was judged";
    case ExitCode::incomplete: return "nothing failed, but something could not be exercised";
    case ExitCode::unreachable: return "the system under test was not reachable";
    case ExitCode::harness_error: return "the harness itself is at fault";
    case ExitCode::determinism_broken: return "two runs of one seed differ";
  }
  return "";
}

std::string_view outcome_of(Verdict worst_of_run) {
  if (worst_of_run == Verdict::warn) return "no MUST was broken, but a SHOULD was";
  return meaning_of(exit_code_of(worst_of_run));
}

std::string_view sign_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass: return "✓";
    case Verdict::fail: return "✗";
    case Verdict::warn: return "!";
    case Verdict::inconc: return "?";
    case Verdict::error: return "‼";
    case Verdict::info: return "i";
    case Verdict::na: return "–";
    case Verdict::notrun: return "○";
  }
  return "";
}

std::string seconds(std::int64_t ns, int decimals) {
  const std::uint64_t magnitude =
      ns < 0 ? 0 - static_cast<std::uint64_t>(ns) : static_cast<std::uint64_t>(ns);
  std::uint64_t unit = 1'000'000'000;   // Of the last digit, in ns.
  for (int i = 0; i < decimals; ++i) unit /= 10;
  return fmt::format("{}{}.{:0{}} s", ns < 0 ? "-" : "", magnitude / 1'000'000'000,
                     magnitude % 1'000'000'000 / unit, decimals);
}

int decimals_for(std::int64_t ns) { return ns % 1'000'000 == 0 ? 3 : 6; }

std::string count_of(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}   // namespace parley::reports
