// Part of the session checker: what goes over a connection is SIP.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "simulator/checkers/rule.h"
#include "simulator/observation.h"

namespace parley::sim {

class SessionFraming {
 public:
  static std::span<const Rule> rules();
  SessionFraming();

  void see(const Observation& seen);
  const std::vector<Tally>& tallies() const { return tallies_; }

 private:
  std::vector<Tally> tallies_;
  std::set<std::string> servers_;   // Whoever is none of them is a client.
};

}   // namespace parley::sim
