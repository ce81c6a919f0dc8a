// A history holds what was posted in that room, all that had been delivered, in order, and no more than
// asked.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "simulator/checkers/checker.h"
#include "simulator/checkers/dialogs.h"
#include "simulator/checkers/memberships.h"
#include "simulator/checkers/topics.h"

namespace parley::sim {

class HistoryChecker final : public Checker {
 public:
  explicit HistoryChecker(const CheckerOptions& options);

  std::string_view name() const override { return "history"; }
  std::span<const Rule> rules() const override;
  void see(const Observation& seen) override;

 private:
  std::vector<Tally> judge(Instant end) override;
  struct Asked {
    std::uint32_t number = 0;   // Of the INFO.
    std::string room;
    std::uint32_t count = 0;
    std::map<Words, std::size_t> delivered;   // Copies seen before the question, of this room.
  };
  struct Answer {   // Kept for the end: a post may be seen late by whom we watch.
    std::uint32_t number = 0;
    Instant at;
    std::string client;
    std::string room;
    Asked asked;   // Number 0: it came unasked.
    std::map<Words, std::size_t> messages;
    std::size_t size = 0;
  };

  void see_question(const Observation& seen, const Dialog& dialog, const xccos::Command& command);
  void see_answer(const Observation& seen, const Dialog& dialog, const xccos::Reply& reply);
  void judge_shape(const Observation& seen, const xccos::History& history, const Asked* asked);
  void judge_order(const Observation& seen, const xccos::History& history);
  void judge_origin(const Answer& answer);
  void judge_completeness(const Answer& answer);
  bool is_logged(const std::string& room) const;

  CheckerOptions options_;
  Dialogs dialogs_;
  Memberships memberships_;
  Topics topics_;
  std::map<std::tuple<std::uint32_t, std::uint64_t, std::uint32_t>, Asked> asked_;   // Dialog, envid, seqid.
  std::vector<Answer> answers_;
  std::vector<Tally> tallies_;
};

}   // namespace parley::sim
