// Any text is a scenario or is refused with sentences, each of one line and with a place inside the text, in
// the order of the file; the same holds for what the linter says of a scenario; and a scenario of which it
// says nothing can be unrolled within the limits of the language.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/assert.h"
#include "protocol/base/text.h"
#include "simulator/ladder/expand.h"
#include "simulator/ladder/lint.h"
#include "simulator/ladder/parse.h"

namespace {

using namespace parley;
using namespace parley::sim::ladder;

// The requirements that the seeds cite, and one of each kind that the linter tells apart. Not the tables of
// conformance/: what an input does must not change with them.
constexpr std::string_view kHead = "id\tsource\tgrade\trole\tkeyword\tobservable\ttext\n";
constexpr std::string_view kMust[] = {"FLOW-ACK-1",    "FLOW-COMP-2",   "FLOW-COMP-3",   "FLOW-COMP-4",
                                      "FLOW-COMP-5",   "FLOW-POST-1",   "FLOW-POST-2",   "FLOW-POST-3",
                                      "FLOW-POST-4",   "FLOW-POST-5",   "FLOW-REPLY-1",  "FLOW-RETRY-1",
                                      "FLOW-SIGNIN-2", "FLOW-SIGNIN-7", "XCCOS-REQURI-1"};
constexpr std::string_view kOther =
    "OVER-2\tsource\tR\tserver\tMUST NOT\twire\tRemembered.\n"
    "XCCOS-POST-5\tsource\tS\tserver\tMUST NOT\twire\tForbidden.\n"
    "XCCOS-POST-6\tsource\tS\tserver\tMUST NOT\twire\tForbidden.\n"
    "XCCOS-1\tsource\tW\tserver\tSHOULD\twire\tBetter so.\n"
    "SYS-CHAN\tsource\tX\tboth\tMAY\tno: inside\tA choice.\n"
    "SYS-STORE\tsource\tX\tboth\tMAY\tno: inside\tA choice.\n"
    "SYS-COMP\tsource\tX\tboth\tMAY\tno: inside\tA choice.\n"
    "SYS-FE\tsource\tX\tboth\tMAY\tno: inside\tA choice.\n";

const reports::RequirementTable& table() {
  static const reports::RequirementTable read = [] {
    std::string text(kHead);
    for (const std::string_view id : kMust)
      text += std::string(id) + "\tsource\tS\tserver\tMUST\twire\tA duty.\n";
    reports::RequirementTable rows;
    PARLEY_ASSERT(rows.add(text.append(kOther), "table.tsv").has_value());
    return rows;
  }();
  return read;
}

void check_places(std::string_view text, const std::vector<Diagnostic>& diagnostics) {
  const auto lines = split(text, '\n');
  for (const Diagnostic& diagnostic : diagnostics) {
    const Position at = diagnostic.position;
    PARLEY_ASSERT(at.line >= 1 && at.line <= lines.size());
    PARLEY_ASSERT(at.column >= 1 && at.column <= lines[at.line - 1].size() + 1);
    PARLEY_ASSERT(!diagnostic.message.empty() && diagnostic.message.find('\n') == std::string::npos);
  }
  PARLEY_ASSERT(std::is_sorted(diagnostics.begin(), diagnostics.end(),
                               [](const auto& a, const auto& b) { return a.position < b.position; }));
}

}   // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto scenario = parse(text, "fuzz.ladder");
  if (!scenario) {
    PARLEY_ASSERT(!scenario.error().empty() && scenario.error().size() <= kDiagnosticsMax);
    check_places(text, scenario.error());
    return 0;
  }
  LintInputs inputs;
  inputs.requirements = &table();
  inputs.checkers = {"delivery", "retries", "session", "compliance"};
  const auto complaints = lint(*scenario, inputs);
  check_places(text, complaints);
  if (complaints.empty()) PARLEY_ASSERT(expand(scenario->steps).size() <= kExpandedStepsMax);
  return 0;
}
