// The arrows that a step waits for at the same time: one, all of `unordered`, or any of `one-of`.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "simulator/ladder/pattern.h"
#include "simulator/ladder/story.h"

namespace parley::sim::ladder {

class Group {
 public:
  static Group of(const Arrow& arrow, Start start);
  static Group of(const Unordered& unordered, Start start);
  static Group of(const OneOf& one_of, Start start);
  // An arrow that may come or not: it has no limit of time.
  static Group maybe(const Arrow& arrow, Start start);

  // Takes what fits, gives up what is late, and judges when all is decided. Of several arrows that fit one
  // message the first in the file takes it; when a later message fits only that one, they change places, so
  // that the order of the lines in `unordered` never decides. An arrow that needs a name which nobody gives
  // any more is NOTRUN at once; `others_may_name` says that a lane beside this one may still give some.
  void look(Story& story, bool others_may_name);

  bool decided() const { return decided_; }
  bool touched() const;                          // Something was taken.
  Instant done_at() const { return done_at_; }   // Of a decided group.
  Instant deadline(const Story& story) const;    // The earliest at which look() could give up; or never.

  // The one on whom all depends that is still waited for; empty: there are several, or none. That is the
  // sender, or he whose request is waited on and was challenged: it is he who must come again.
  std::string waits_for(const Story& story) const;

  // The arrows that are still waited for, when the case ends without them.
  void abandon(Story& story, reports::Verdict verdict, const std::string& reason) const;

 private:
  struct Member {
    Pattern pattern;
    std::optional<Duration> limit;
    std::span<const Tag> tags;
    reports::Verdict outcome = reports::Verdict::pass;
    std::optional<std::size_t> taken{};
    bool judged = false;
    bool late = false;
    std::vector<std::size_t> candidates{};   // Messages that fit, in order.
    std::size_t next = 0;                    // The first that was not yet compared.
    std::pair<Pattern::Fit, std::size_t> best{};
    std::string closest{};     // What came closest and why it does not fit.
    std::string last_word{};   // The final answer, when it is another than the arrow's.
    // The last 503 to the request, when the arrow allows it beside success: then the message may come again,
    // and only when it does not, this is what the arrow takes.
    std::optional<std::size_t> refusal{};
  };
  enum class Goal { all, any };

  Group(Goal goal, Start start, Position position) : goal_(goal), start_(start), position_(position) {}
  void add(const Arrow& arrow, std::optional<Duration> limit);

  Instant base_of(const Story& story, const Member& member) const;
  Instant deadline_of(const Story& story, const Member& member) const;
  std::string sentence_of(const Story& story, const Member& member) const;
  void compare(const Story& story, Member& member) const;
  bool in_time(const Story& story, const Member& member, std::size_t index) const;
  bool assign(Story& story, Member& member, std::set<std::size_t>& tried);
  Member* movable_owner(std::size_t index);
  bool take_all(Story& story);
  bool take_any(Story& story);
  void judge(Story& story, Member& member);
  bool gives(const Member& member, const std::string& name, const Bindings& bindings) const;
  bool give_up_nameless(const Story& story);
  static bool waits_for_repetition(const Story& story, const Member& member,
                                   const Attempts::Refused& refused);
  static bool is_about(const Story& story, const Member& member, const Attempts::Refused& refused);
  static bool has_time_from(const Story& story, const Member& member, const Attempts::Refused& refused);
  static bool is_refused_for_good(const Story& story, const Member& member);
  static std::string excuse_of(const Story& story, const Member& member);
  void miss(Story& story, const Member& member) const;
  void miss_all(Story& story) const;
  void decide(Story& story);

  Goal goal_;
  Start start_;
  Position position_;
  bool may_miss_ = false;
  bool decided_ = false;
  Instant done_at_;
  std::vector<Member> members_;
  std::span<const Tag> tags_;   // Of a one-of.
  std::uint64_t version_ = 0;   // Of the bindings at the last comparison.
};

}   // namespace parley::sim::ladder
