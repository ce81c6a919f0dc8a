// Part of the session checker: every INFO of the server comes from whom the client invited.
#pragma once

#include <vector>

#include "simulator/checkers/dialogs.h"
#include "simulator/checkers/rule.h"

namespace parley::sim {

class SessionOrigin {
 public:
  static std::span<const Rule> rules();
  SessionOrigin();

  void see(const Observation& seen, const Dialog* dialog);
  const std::vector<Tally>& tallies() const { return tallies_; }

 private:
  std::vector<Tally> tallies_;
};

}   // namespace parley::sim
