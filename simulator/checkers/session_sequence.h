// Part of the session checker: the numbers and tags of the requests of a dialog.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "simulator/checkers/dialogs.h"
#include "simulator/checkers/rule.h"

namespace parley::sim {

class SessionSequence {
 public:
  static std::span<const Rule> rules();
  // In an open world the server may still talk to sessions of an earlier story (xccos.md 4.8).
  explicit SessionSequence(bool closed_world);

  // `dialog` is null for what belongs to none.
  void see(const Observation& seen, const Dialog* dialog);
  const std::vector<Tally>& tallies() const { return tallies_; }

 private:
  struct Side {
    std::optional<std::uint32_t> last;
    std::uint32_t last_number = 0;   // Of the observation.
    bool challenged = false;         // The last one was answered 401 or 407.
  };

  std::size_t side_of(const Observation& request) const;   // 0 is the client.
  void judge_number(const Observation& request, Side& side);
  void judge_tags(const Observation& request, const Dialog& dialog);

  bool closed_world_;
  std::map<std::uint32_t, std::array<Side, 2>> sides_;   // By dialog; 0 is the client.
  std::set<std::string> servers_;                        // Whoever is none of them is a client.
  std::vector<Tally> tallies_;
};

}   // namespace parley::sim
