// Who is in a room, as the reply to join or bjoin tells it: its numbers refer to users of the same reply.
#pragma once

#include "simulator/checkers/checker.h"

namespace parley::sim {

class ParticipantsChecker final : public Checker {
 public:
  ParticipantsChecker();

  std::string_view name() const override { return "participants"; }
  std::span<const Rule> rules() const override;
  void see(const Observation& seen) override;

 private:
  std::vector<Tally> judge(Instant) override { return tallies_; }
  void judge_reply(const Observation& seen, const xccos::Joined& joined);

  std::vector<Tally> tallies_;
};

}   // namespace parley::sim
