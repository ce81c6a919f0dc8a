// Judges what is seen against a scenario, and says what is to be done next. A pure state machine: whoever
// plays the story (simulator's runner, a monitor of two foreign peers) feeds it and obeys it.
//
//   Judge judge(scenario, {table, variables});
//   loop: for each of take_actions(): carry it out;
//         stop when finished();
//         wait for whatever comes first, no later than wake_at(); observe() what was seen, then advance().
//
// All times are since the story began, as in Observation::at; they never run backwards.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "protocol/base/time.h"
#include "reports/requirement.h"
#include "reports/run_record.h"
#include "simulator/ladder/action.h"
#include "simulator/ladder/scenario.h"
#include "simulator/ladder/substitute.h"
#include "simulator/observation.h"

namespace parley::sim::ladder {

class Judge {
 public:
  // The scenario must be one that lint() has nothing to say about. `given` are values that its texts may use
  // besides those that it reads itself (LintInputs::variables). The table must outlive the judge.
  Judge(const Scenario& scenario, const reports::RequirementTable& requirements, Variables given = {});
  ~Judge();
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;

  // One thing was seen, at observation.at; everything that was due before it is decided first. It is not
  // copied and must outlive the judge.
  void observe(const Observation& observation);
  void observe(Observation&&) = delete;
  // Time has come to `now`.
  void advance(Instant now);
  // What is to be done now, in this order; each is given out once. Ask again after observe() and advance().
  std::vector<Action> take_actions();
  // When advance() has something to decide even if nothing is seen; never() when finished.
  Instant wake_at() const;
  // The actor on whom everything depends that is waited for: who sends it, or who was challenged for what it
  // answers. Empty when there are several, or nothing is.
  std::string waits_for() const;
  // The story is over: the last step is done and it was watched for Scenario::settle, or a line ended it.
  bool finished() const;
  // Ends the story from outside (the host cannot go on): what is waited for becomes INCONC with this reason,
  // what comes later NOTRUN. The story itself, which did not come to its end, gets a record of its own, with
  // `verdict` (ERROR when the harness is at fault): it may have been pausing, and waited for nothing.
  void give_up(std::string reason, reports::Verdict verdict = reports::Verdict::inconc);

  // In the order decided. Complete once finished; a case without a single one that is neither NOTRUN nor NA
  // is INCONC, which is for the runner to say, because the checkers at the end count too.
  const std::vector<reports::CheckRecord>& checks() const;
  // Why it ended early ("after line 12 did not hold"); empty when it came to its end.
  const std::string& cut_short() const;
  // Call-ID -> name of the dialog in the ladder.
  const std::map<std::string, std::string>& dialogs() const;
  // Number of a message -> "FILE:LINE:COLUMN" of the arrow that took it.
  std::map<std::uint32_t, std::string> arrow_positions() const;

 private:
  struct State;
  void run();
  void conclude(reports::Verdict verdict, std::string reason);

  std::unique_ptr<State> state_;
};

}   // namespace parley::sim::ladder
