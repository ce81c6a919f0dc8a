// Whose breach a check shows. Where one role is under test, what our own actors break is no verdict on it:
// a client of ours that leaves out its ACK does not make the server a wrong one.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reports/requirement.h"
#include "reports/run_record.h"
#include "simulator/checkers/rule.h"
#include "simulator/ladder/scenario.h"
#include "simulator/observation.h"

namespace parley::sim {

struct Attribution {
  const ladder::Scenario& scenario;
  const reports::RequirementTable& requirements;
  std::string_view under_test;   // "server" or "client".
  std::span<const Rule> rules;   // Those of the checkers that spoke.
  std::string deviations;        // What our actors were told to do wrong, for the reason; empty: nothing.
  const std::deque<Observation>& seen;
};

// What was not seen of the role under test is INCONC where its stream had been lost before: a message was
// larger than is read here, and nobody knows what followed.
//
// Every WARN and FAIL of the role that is not under test becomes
//   INCONC  when our actors were told to deviate, or had a reason to stop that the other side gave them
//           (a refusal, a lost link, no answer);
//   ERROR   otherwise: the harness is at fault.
// A line of a ladder is the duty of who sends its message; what a checker says is that of its rule, else of
// the requirement's role. A breach that no role can be found for stays as it is.
void attribute_breaches(const Attribution& attribution, std::vector<reports::CheckRecord>& checks);

}   // namespace parley::sim
