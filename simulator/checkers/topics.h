// What was posted and what was delivered in a story, brought together by its words.
//
// A copy on the wire names no post (the envelope is the server's own, xccos.md 5.4), so posts and copies are
// matched by room, author and text; of several posts with the same words the copies are counted.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "simulator/checkers/dialogs.h"
#include "simulator/checkers/memberships.h"
#include "simulator/observation.h"

namespace parley::sim {

struct Words {   // What a post and its copies have in common; all in the form in which they compare.
  std::string room, author, text;
  friend auto operator<=>(const Words&, const Words&) = default;
};
Words words_of(const xccos::ChatMessage& chat);

struct Post {
  std::uint32_t number = 0;
  Instant at;
  std::uint32_t dialog = 0;
  std::string client;
  std::uint64_t envid = 0;
  std::uint32_t seqid = 0;
  Standing author = Standing::out;   // Of its author in the room, when he sent it.
  bool is_repeat = false;            // Of an earlier one of the same envelope: need not be posted again.
  bool acknowledged = false;
  Instant acknowledged_at;
  std::uint32_t refused_by = 0;   // Number of the response or reply that refused it.
  bool link_lost = false;         // The author's link broke after the post.

  // Whether the server may have, and whether it must have, made copies of it. Who certainly is not in the
  // room may not post there (xccos.md 2.8).
  bool may_be_posted() const { return refused_by == 0 && author != Standing::out; }
  bool must_be_posted() const {
    return acknowledged && refused_by == 0 && author == Standing::in && !is_repeat;
  }
};

struct Copy {
  std::uint32_t number = 0;
  Instant at;
};

struct Topic {   // Everything that was said in the same words.
  std::vector<Post> posts;
  std::map<std::uint32_t, std::vector<Copy>> copies;   // By the number of the receiving dialog.

  // The earliest nth copy that any endpoint got.
  std::optional<Copy> first_copy(std::size_t nth) const;
};

class Topics {
 public:
  // After Dialogs::see and Memberships::see of the same observation.
  void see(const Observation& seen, const Dialog* dialog, const Memberships& memberships);

  const std::map<Words, Topic>& all() const { return topics_; }
  const Topic* find(const Words& words) const;
  // Somebody posted these words in another room.
  bool posted_elsewhere(const Words& words) const;

 private:
  void see_post(const Observation& seen, const Dialog& dialog, const Memberships& memberships,
                const xccos::ChatMessage& chat);
  void see_answer(const Observation& seen);
  void see_refusal(const Observation& seen, const Dialog& dialog, const xccos::Reply& reply);
  template <class Visit>
  void each_post_of(std::uint32_t number, Visit visit);

  std::map<Words, Topic> topics_;
  std::map<std::uint32_t, std::set<Words>> posted_by_;   // By number of the INFO.
  // From dialog, envid and seqid to the number of the INFO.
  std::map<std::tuple<std::uint32_t, std::uint64_t, std::uint32_t>, std::uint32_t> posted_as_;
};

}   // namespace parley::sim
