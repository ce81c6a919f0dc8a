// Part of the session checker: every command that was accepted gets one reply, which names it.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "simulator/checkers/dialogs.h"
#include "simulator/checkers/rule.h"

namespace parley::sim {

class SessionReplies {
 public:
  static std::span<const Rule> rules();
  SessionReplies();

  void see(const Observation& seen, const Dialog* dialog);
  std::vector<Tally> tallies(Instant end) const;

 private:
  using Key = std::tuple<std::uint32_t, std::uint64_t, std::uint32_t>;   // Dialog, envid, seqid.
  struct Asked {
    std::uint32_t number = 0;   // Of the last INFO that carried it.
    std::string id;
    std::string client;
    bool is_known = false;     // A command of a certain form: others may be met with silence.
    std::uint32_t times = 0;   // It was sent and not refused.
    std::uint32_t replies = 0;
    bool accepted = false;
    Instant accepted_at;
    bool excused = false;   // The dialog or its link ended before the reply was due.
  };

  void see_command(const Observation& seen, const Dialog& dialog, const xccos::Command& command);
  void see_response(const Observation& seen);
  void see_reply(const Observation& seen, const Dialog& dialog, const xccos::Reply& reply);
  void see_end(const Observation& seen, const Dialog* dialog);

  std::map<Key, Asked> asked_;
  std::map<std::uint32_t, std::vector<Key>> carried_by_;   // By number of the INFO.
  std::set<Key> posts_;   // A refused post may be named by a reply (xccos.md 8, row 25).
  std::vector<Tally> tallies_;
};

}   // namespace parley::sim
