// A SIP session is kept in order: nothing but SIP, numbers and tags, who sends, its end, an answer to each
// request, a reply to each command. The six parts stand in files of their own.
#pragma once

#include "simulator/checkers/checker.h"
#include "simulator/checkers/dialogs.h"
#include "simulator/checkers/session_answers.h"
#include "simulator/checkers/session_end.h"
#include "simulator/checkers/session_framing.h"
#include "simulator/checkers/session_origin.h"
#include "simulator/checkers/session_replies.h"
#include "simulator/checkers/session_sequence.h"

namespace parley::sim {

class SessionChecker final : public Checker {
 public:
  explicit SessionChecker(const CheckerOptions& options) : sequence_(options.closed_world) {}

  std::string_view name() const override { return "session"; }
  std::span<const Rule> rules() const override;
  void see(const Observation& seen) override;

 private:
  std::vector<Tally> judge(Instant end) override;
  Dialogs dialogs_;
  SessionFraming framing_;
  SessionSequence sequence_;
  SessionOrigin origin_;
  SessionEnd end_;
  SessionAnswers answers_;
  SessionReplies replies_;
};

}   // namespace parley::sim
