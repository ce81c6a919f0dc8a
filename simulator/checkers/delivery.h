// Every post reaches every endpoint in the room exactly once, unchanged, in one order, and nobody else.
#pragma once

#include "simulator/checkers/checker.h"
#include "simulator/checkers/dialogs.h"
#include "simulator/checkers/memberships.h"
#include "simulator/checkers/topics.h"

namespace parley::sim {

class DeliveryChecker final : public Checker {
 public:
  explicit DeliveryChecker(const CheckerOptions& options);

  std::string_view name() const override { return "delivery"; }
  std::span<const Rule> rules() const override;
  void see(const Observation& seen) override;

 private:
  std::vector<Tally> judge(Instant end) override;
  void see_copy(const Observation& seen, const Dialog& dialog, const xccos::ChatMessage& chat);
  void judge_origin(const Words& words, const Topic& topic);
  void judge_receiver(const Words& words, const Topic& topic, const Seat& seat, Instant end);
  void judge_order(Instant end);

  CheckerOptions options_;
  Dialogs dialogs_;
  Memberships memberships_;
  Topics topics_;
  std::vector<Tally> tallies_;
};

}   // namespace parley::sim
