// One line of a story: steps that happen one after the other. An optional block is a lane beside the main
// one; `parallel` and `background` would be lanes too.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "simulator/ladder/group.h"
#include "simulator/ladder/scenario.h"
#include "simulator/ladder/story.h"
#include "simulator/ladder/watch.h"

namespace parley::sim::ladder {

class Lane {
 public:
  enum class Kind { main, optional };

  // The steps must not hold a Repeat. `watches` collects what a forbid starts from its line on.
  Lane(Kind kind, std::vector<Step> steps, Start start, std::vector<std::unique_ptr<Watch>>* watches);
  Lane(const Lane&) = delete;   // Patterns point into the steps.
  Lane& operator=(const Lane&) = delete;

  // As far as what was seen and the time allow, or until the case is ended.
  void run(Story& story);

  bool finished() const;   // All steps are done, and every optional block that was begun.
  bool begun() const;      // Something was taken or done.
  Instant done_at() const;
  Instant wake_at(const Story& story) const;
  std::string waits_for(const Story& story) const;   // As of the judge.

  // The case is over before this lane is: what is waited for gets `verdict`, what comes later is NOTRUN.
  void abandon(Story& story, reports::Verdict verdict, const std::string& reason) const;

  const std::vector<Step>& steps() const { return steps_; }
  Position position() const;   // Of the current step; of the last one when all are done.

 private:
  bool advance(Story& story);
  bool leave_group(Story& story);
  void begin(Story& story, const Step& step);

  void start(Story& story, const Arrow& arrow);
  void start(Story& story, const Do& line);
  void start(Story& story, const Fault& fault);
  void start(Story& story, const Pause& pause);
  void start(Story& story, const Optional& optional);
  void start(Story& story, const Unordered& unordered);
  void start(Story& story, const OneOf& one_of);
  void start(Story& story, const Forbid& forbid);
  void start(Story& story, const Repeat& repeat);
  void stage(Story& story);
  static bool can_be_said(Story& story, Position line, const std::vector<std::string>& texts);

  Kind kind_;
  std::vector<Step> steps_;
  Start start_;   // Of the step that comes next.
  std::vector<std::unique_ptr<Watch>>* watches_;
  std::size_t next_ = 0;                 // The current step, or the next one when nothing is waited for.
  std::optional<Group> group_;           // What the current step waits for,
  std::optional<Instant> pause_until_;   // or until when it waits.
  std::vector<std::unique_ptr<Lane>> optional_;   // Open beside the current step.
};

}   // namespace parley::sim::ladder
