// A heading, a table of what did not hold, and a line of what did.
#include "reports/markdown_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "reports/printable.h"
#include "reports/summary.h"
#include "reports/wording.h"

namespace parley::reports {
namespace {

constexpr std::size_t kRowsMax = 50;   // Above it nobody reads a summary; the page holds all.

// Text that no renderer takes for markup, in one line: GitHub and GitLab read HTML and pipes.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '\n': out += ' '; break;
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      default:
        if (std::string_view("\\`*_{}[]()#+!|~@").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
  }
  return out;
}

// A code span around any text: one more backtick than the text holds in a row.
std::string code(std::string_view text) {
  std::string line = printable(text);
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::size_t longest = 0, now = 0;
  for (const char c : line) longest = std::max(longest, now = c == '`' ? now + 1 : 0);
  const std::string ticks(longest + 1, '`');
  return fmt::format("{} {} {}", ticks, line, ticks);
}

std::string first_finding(const CaseRecord& one) {
  for (const CheckRecord& check : one.checks)
    if (check.verdict == one.verdict && is_bad(check.verdict))
      return check.requirement.empty()
                 ? plain(check.position)
                 : fmt::format("{} at {}", plain(check.requirement), plain(check.position));
  return {};
}

void add_rows(std::string& out, const RunRecord& run, const Summary& summary) {
  std::size_t rows = 0, left_out = 0;
  for (const std::size_t index : summary.worst_first) {
    const CaseRecord& one = run.cases[index];
    if (one.verdict == Verdict::pass) continue;
    if (rows == 0) out += "\n| verdict | case | reason | first finding |\n|---|---|---|---|\n";
    if (++rows > kRowsMax) ++left_out;
    else
      fmt::format_to(std::back_inserter(out), "| {} {} | {} | {} | {} |\n", sign_of(one.verdict),
                     to_string(one.verdict), plain(one.id), plain(one.reason), first_finding(one));
  }
  if (left_out > 0) out += fmt::format("\nNot listed here: {}.\n", count_of(left_out, "case"));
}

}   // namespace

std::string to_markdown(const RunRecord& run) {
  const Summary summary = summarise(run);
  const Verdict verdict = verdict_of(run);
  const ExitCode exit = exit_code_of(verdict);
  std::string out = fmt::format("## {} {} {}: {}\n\n", sign_of(verdict), plain(run.product), plain(run.verb),
                                to_string(verdict));
  fmt::format_to(std::back_inserter(out), "{} of {} passed; exit code {}: {}. Mode {}{}{}.\n",
                 summary.cases.of(Verdict::pass), count_of(summary.cases.total(), "case"),
                 static_cast<int>(exit), outcome_of(verdict), plain(run.mode),
                 run.is_joined ? "" : fmt::format(", seed {}", run.seed),
                 run.fingerprint.empty() ? "" : ", fingerprint " + plain(run.fingerprint));
  add_rows(out, run, summary);
  if (!run.reproduce.empty())
    out += "\nTo see it again, in the folder that --out wrote: " + code(run.reproduce) + "\n";
  return out;
}

}   // namespace parley::reports
