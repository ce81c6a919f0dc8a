// Every post reaches every endpoint in the room exactly once, unchanged, in one order, and nobody else.
//
// A copy on the wire names no post (the envelope is the server's own, xccos.md 5.4), so posts and copies are
// matched by room, author and text; of several posts with the same words the copies are counted.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "simulator/checkers/checker.h"
#include "simulator/checkers/dialogs.h"
#include "simulator/checkers/memberships.h"

namespace parley::sim {

class DeliveryChecker final : public Checker {
 public:
  explicit DeliveryChecker(const CheckerOptions& options);

  std::string_view name() const override { return "delivery"; }
  std::span<const Rule> rules() const override;
  void see(const Observation& seen) override;
  std::vector<reports::CheckRecord> finish(Instant end) override;

 private:
  struct Words {   // What a post and its copies have in common.
    std::string room, author, text;
    friend auto operator<=>(const Words&, const Words&) = default;
  };
  struct Post {
    std::uint32_t number = 0;
    Instant at;
    std::uint32_t dialog = 0;
    std::string client;
    std::uint64_t envid = 0;
    std::uint32_t seqid = 0;
    bool author_was_in = false;
    bool is_repeat = false;   // Of an earlier one of the same envelope: need not be posted again.
    bool acknowledged = false;
    Instant acknowledged_at;
    std::uint32_t refused_by = 0;   // Number of the response or reply that refused it.
    bool link_lost = false;         // The author's link broke after the post.
    // Whether the server may have, and whether it must have, made copies of it.
    bool may_be_posted() const { return refused_by == 0; }
    bool must_be_posted() const { return acknowledged && refused_by == 0 && author_was_in && !is_repeat; }
  };
  struct Copy {
    std::uint32_t number = 0;
    Instant at;
  };
  struct Topic {   // Everything that was said in the same words.
    std::vector<Post> posts;
    std::map<std::uint32_t, std::vector<Copy>> copies;   // By dialog.
  };

  void see_post(const Observation& seen, const Dialog& dialog, const xccos::ChatMessage& chat);
  void see_copy(const Observation& seen, const Dialog* dialog, const xccos::ChatMessage& chat);
  void see_answer(const Observation& seen);
  void see_refusal(const Observation& seen, const Dialog& dialog, const xccos::Reply& reply);
  void judge_origin(const Words& words, const Topic& topic);
  void judge_receiver(const Words& words, const Topic& topic, const Seat& seat, Instant end);
  void judge_order(Instant end);
  std::optional<Copy> first_copy(const Topic& topic, std::size_t nth) const;
  bool must_receive(const Topic& topic, std::size_t nth, const Seat& seat, Instant end) const;
  bool is_elsewhere(const Words& words) const;
  template <class Visit>
  void each_post_of(std::uint32_t number, Visit visit);

  CheckerOptions options_;
  Dialogs dialogs_;
  Memberships memberships_;
  std::map<Words, Topic> topics_;
  std::map<std::uint32_t, std::set<Words>> posted_by_;   // By number of the INFO.
  std::map<std::tuple<std::uint32_t, std::uint64_t, std::uint32_t>, std::uint32_t>
      posted_as_;   // Envelope to INFO.
  std::vector<Tally> tallies_;
};

}   // namespace parley::sim
