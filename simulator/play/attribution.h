// Whose breach a check shows. Where one role is under test, what our own actors break is no verdict on it:
// a client of ours that leaves out its ACK does not make the server a wrong one, and one that could not do
// what it was told does not make it a right one.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
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
  std::string_view under_test;   // "server" or "client"; empty: all are judged.
  std::span<const Rule> rules;   // Those of the checkers that spoke.
  // Actors that were told to do something wrong -> ids of what (deviations.h).
  std::map<std::string, std::set<std::string>> deviations;
  const std::deque<Observation>& seen;
  // Numbers of the messages that lines of the ladder have taken, each with its line.
  std::map<std::uint32_t, std::string> taken = {};
};

// The actor has another role than the one under test, so it is one of ours. A step inside our server has
// none.
bool is_of_us(const Attribution& about, const std::string& actor);

// What was not seen of the role under test is INCONC where its stream had been lost before: a message was
// larger than is read here, and nobody knows what followed.
//
// Every WARN and FAIL of the role that is not under test becomes
//   INCONC  when our actors were told to deviate, or had a reason to stop that the other side gave them
//           (a refusal, a lost link, no answer), or when that side had broken something by then;
//   ERROR   otherwise: the harness is at fault.
// A refusal of a request that its sender broke is no breach of the one who refuses, whoever is judged:
// INCONC. Broken is what the evidence of a breach of its sender's role shows, from the first time on.
//
// A line of a ladder is the duty of who sends its message; what a checker says is that of its rule, else of
// the requirement's role. A breach that no role can be found for stays as it is.
//
// Trouble of our own actors (trouble.h) leaves no story green: it is an INCONC of its own where nothing else
// is that bad. What was not seen of the role under test after an actor of ours had refused an instruction is
// INCONC, too. Neither holds for an actor that was told to deviate.
//
// Where all are judged nothing of this is done; what was not seen of an actor that had been refused for good
// names the refusal.
void attribute_breaches(const Attribution& attribution, std::vector<reports::CheckRecord>& checks);

}   // namespace parley::sim
