// Part of the session checker: every INFO of either side gets its SIP answer in time.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "simulator/checkers/dialogs.h"
#include "simulator/checkers/rule.h"

namespace parley::sim {

class SessionAnswers {
 public:
  static std::span<const Rule> rules();
  SessionAnswers();

  void see(const Observation& seen, const Dialog* dialog);
  std::vector<Tally> tallies(Instant end) const;

 private:
  struct Waiting {
    Instant at;
    Dialog dialog;   // Names only.
    bool from_client = true;
  };
  static std::string complaint(const Waiting& waiting);
  static Tally& tally_of(std::vector<Tally>& tallies, const Waiting& waiting);

  std::map<std::uint32_t, Waiting> waiting_;   // By number of the INFO.
  std::vector<Tally> tallies_;
};

}   // namespace parley::sim
