// One line per case; a block below it holds what did not hold.
#include "reports/tap_report.h"

#include <fmt/format.h>

#include <iterator>

#include "reports/printable.h"
#include "reports/summary.h"

namespace parley::reports {
namespace {

// One line of text in which '#' starts no directive (TAP 14, escapes).
std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '#' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string directive(const CaseRecord& one) {
  switch (one.verdict) {
    case Verdict::pass:
    case Verdict::fail: return {};
    case Verdict::na:
    case Verdict::notrun: return fmt::format(" # SKIP {}: {}", to_string(one.verdict), one_line(one.reason));
    default: return fmt::format(" # {} {}", to_string(one.verdict), one_line(one.reason));
  }
}

// A YAML string in double quotes.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : printable(text)) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') out += "\\n";
    else if (c == '\t') out += "\\t";
    else out += c;
  }
  return out + '"';
}

std::string findings_of(const CaseRecord& one) {
  std::string findings;
  for (const CheckRecord& check : one.checks)
    if (is_bad(check.verdict))
      fmt::format_to(std::back_inserter(findings),
                     "    - {{ verdict: {}, requirement: {}, at: {}, expected: {}, actual: {} }}\n",
                     to_string(check.verdict), quoted(check.requirement), quoted(check.position),
                     quoted(check.expected), quoted(check.actual));
  return findings.empty() ? findings : "  checks:\n" + findings;
}

// Who reads a failure wants to have it again. Of several runs no seed is that of all.
std::string origin_of(const RunRecord& run) {
  if (run.is_joined) return {};
  std::string origin = fmt::format("  seed: {}\n", run.seed);
  if (!run.reproduce.empty()) origin += fmt::format("  reproduce: {}\n", quoted(run.reproduce));
  return origin;
}

}   // namespace

std::string to_tap(const RunRecord& run) {
  std::string out = fmt::format("TAP version 14\n1..{}\n", run.cases.size());
  if (run.is_joined)
    for (const std::string& line : run.plan) out += fmt::format("# {}\n", one_line(line));
  for (std::size_t i = 0; i < run.cases.size(); ++i) {
    const CaseRecord& one = run.cases[i];
    const bool ok = one.verdict < Verdict::inconc;
    out += fmt::format("{} {} - {}{}\n", ok ? "ok" : "not ok", i + 1, one_line(one.id), directive(one));
    const std::string block = (ok ? std::string() : origin_of(run)) + findings_of(one);
    if (!block.empty()) out += "  ---\n" + block + "  ...\n";
  }
  return out;
}

}   // namespace parley::reports
