// Who is refused with 503 sends the same message again, not before Retry-After, and once it is accepted no
// more.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "simulator/checkers/checker.h"
#include "simulator/checkers/dialogs.h"

namespace parley::sim {

class RetryChecker final : public Checker {
 public:
  RetryChecker();

  std::string_view name() const override { return "retry"; }
  std::span<const Rule> rules() const override;
  void see(const Observation& seen) override;

 private:
  std::vector<Tally> judge(Instant end) override;
  // A message and its fate. It is the same message when client and primitives are the same; a new attempt
  // may have a new envid (xccos.md 4.6).
  struct Message {
    std::uint32_t refused = 0;   // Number of the 503 that was not followed by another attempt yet; 0: none.
    Instant refused_at;
    std::optional<Duration> retry_after;
    std::uint64_t envid = 0;   // Of the attempt that was refused.
    std::uint32_t dialog = 0;
    bool was_refused = false;    // Ever.
    bool was_repeated = false;   // After a refusal; so a client that gives up later has tried.
    std::map<std::uint64_t, std::uint32_t>
        accepted;   // After a refusal: from envid to the number of the 200.
  };
  using MessageKey = std::pair<std::string, std::string>;   // Client, primitives.

  void see_attempt(const Observation& seen, const Dialog& dialog);
  void excuse(const Observation& seen, const Dialog* dialog);   // Null: of every dialog.
  void see_refusal(const Observation& seen, Message& message);
  void judge_spacing(const Observation& seen, const Message& message);
  Duration patience_for(const Message& message) const;

  Dialogs dialogs_;
  std::map<MessageKey, Message> messages_;
  std::map<std::uint32_t, std::pair<MessageKey, std::uint64_t>> attempts_;   // By number: key and envid.
  std::vector<Tally> tallies_;
};

}   // namespace parley::sim
