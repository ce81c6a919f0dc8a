// Conservation: whatever fails and whenever the process dies, an event is never lost and never twice in the
// adapter's output (product.md 1.2, C1 and C2; 1.9).
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "reference_server/compliance/test_rig.h"

namespace parley::compliance {
namespace {

enum class Act {
  emit,
  store,
  archive,
  store_refuses,
  archive_refuses,
  crash,
  crash_after_store,
  crash_after_archive,
  adapter_fails,
  adapter_dies,
  wait
};

Act arbitrary_act() {
  return *rc::gen::weightedElement<Act>({{6, Act::emit},
                                         {12, Act::store},
                                         {12, Act::archive},
                                         {2, Act::store_refuses},
                                         {2, Act::archive_refuses},
                                         {1, Act::crash},
                                         {2, Act::crash_after_store},
                                         {2, Act::crash_after_archive},
                                         {1, Act::adapter_fails},
                                         {1, Act::adapter_dies},
                                         {4, Act::wait}});
}

class Chaos {
 public:
  Chaos() : rig_({.batch_events_max = 4, .read_events_max = 3}) {}

  void act(Act what) {
    switch (what) {
      case Act::emit: rig_.emit(make_event(storage::EventKind::chat, std::to_string(++emitted_))); break;
      case Act::store: perform(Lane::store, Fate::done); break;
      case Act::archive: perform(Lane::archive, Fate::done); break;
      case Act::store_refuses: perform(Lane::store, Fate::refused); break;
      case Act::archive_refuses: perform(Lane::archive, Fate::refused); break;
      case Act::crash: rig_.restart(); break;
      case Act::crash_after_store: perform(Lane::store, Fate::done, false); break;
      case Act::crash_after_archive: perform(Lane::archive, Fate::done, false); break;
      case Act::adapter_fails: rig_.adapter->fail_next(1); break;
      case Act::adapter_dies: rig_.adapter->fail_next(1, true); break;
      case Act::wait: wait(); break;
    }
  }

  // Every event is in the queue, in mgccomp or handed over; the output has none twice.
  void check_conservation() {
    std::set<std::string> found;
    const auto queue = rig_.store->read_queue(10'000);
    for (const auto& queued : *queue) found.insert(queued.event.content);
    // Events are numbered as they are queued, and mgccomp holds the latest of those it has taken.
    const std::uint64_t taken = rig_.archive().taken_through().value();
    const std::uint64_t pending = rig_.archive().pending().value();
    for (std::uint64_t i = taken - pending + 1; i <= taken; ++i) found.insert(std::to_string(i));
    const auto handed_over = output();
    found.insert(handed_over.begin(), handed_over.end());
    RC_ASSERT(found.size() == emitted_);
    RC_ASSERT(std::set<std::string>(handed_over.begin(), handed_over.end()).size() == handed_over.size());
  }

  // Once everything works again, all is handed over, once, in the order in which it happened.
  void check_end() {
    rig_.adapter->fail_next(0);
    rig_.pass(std::chrono::hours{1});
    std::vector<std::string> expected;
    for (std::uint64_t i = 1; i <= emitted_; ++i) expected.push_back(std::to_string(i));
    RC_ASSERT(output() == expected);
    RC_ASSERT(rig_.archive().pending().value() == 0u);
    RC_ASSERT(rig_.store->read_queue(1).value().empty());
  }

  // Every deletion follows a success of the same batch, in what the service shows.
  void check_shown_order() {
    std::string succeeded;
    for (const Observed& step : rig_.steps) {
      if (step.what == "OK") succeeded = step.detail;
      if (step.what == "DELETE") RC_ASSERT(step.detail == succeeded);
    }
  }

 private:
  void perform(Lane lane, Fate fate, bool heard = true) {
    if (!rig_.has_work(lane)) return;
    rig_.perform(lane, fate, heard);
    if (!heard) rig_.restart();
  }
  void wait() {
    if (rig_.service->wake_at() == Instant::never()) return;
    rig_.set_time(std::max(rig_.now.monotonic, rig_.service->wake_at()));
    rig_.turn([this](auto& effects) { rig_.service->on_deadline(rig_.now, effects); });
  }
  std::vector<std::string> output() const {
    std::vector<std::string> contents;
    for (const auto& [id, events] : rig_.adapter->output())
      for (const ArchivedEvent& archived : events) contents.push_back(archived.event.content);
    return contents;
  }

  ComplianceRig rig_;
  std::uint64_t emitted_ = 0;
};

RC_GTEST_PROP(ComplianceService, loses_nothing_and_repeats_nothing_whatever_fails, ()) {
  Chaos chaos;
  const int steps = *rc::gen::inRange(0, 200);
  for (int i = 0; i < steps; ++i) {
    chaos.act(arbitrary_act());
    chaos.check_conservation();
  }
  chaos.check_end();
  chaos.check_shown_order();
}

// Slices of any length, put together, are the same sequence of events (product.md 1.2, C10).
RC_GTEST_PROP(ComplianceService, the_interval_does_not_change_the_sequence_of_events, ()) {
  const auto interval = std::chrono::minutes{*rc::gen::inRange(1, 120)};
  const auto limit = *rc::gen::inRange<std::uint32_t>(1, 20);
  ComplianceRig rig({.run_interval = interval, .batch_events_max = limit});
  std::vector<std::string> expected;
  const int count = *rc::gen::inRange(0, 60);
  for (int i = 0; i < count; ++i) {
    expected.push_back(std::to_string(i));
    rig.emit(make_event(storage::EventKind::chat, expected.back()));
    rig.pass(std::chrono::seconds{*rc::gen::inRange(0, 600)});
  }
  rig.pass(interval);
  std::vector<std::string> seen;
  for (const auto& [id, events] : rig.adapter->output())
    for (const ArchivedEvent& archived : events) seen.push_back(archived.event.content);
  RC_ASSERT(seen == expected);
}

// Whenever the process dies, the archive hears of as many who left as of who entered (product.md 1.2, C6).
RC_GTEST_PROP(ComplianceService, every_join_has_a_part_after_a_restart, ()) {
  ComplianceRig rig;
  const int steps = *rc::gen::inRange(0, 40);
  int inside = 0;
  for (int i = 0; i < steps; ++i) {
    const bool leaves = inside > 0 && *rc::gen::arbitrary<bool>();
    rig.emit(make_event(leaves ? storage::EventKind::part : storage::EventKind::join));
    inside += leaves ? -1 : 1;
    if (*rc::gen::inRange(0, 10) > 0) continue;
    rig.restart();
    rig.run_to_rest();
    inside = 0;
  }
  rig.restart();
  rig.pass(std::chrono::hours{1});
  int joins = 0;
  for (const auto& [id, events] : rig.adapter->output())
    for (const ArchivedEvent& archived : events)
      joins += archived.event.kind == storage::EventKind::join ? 1 : -1;
  RC_ASSERT(joins == 0);
}

}   // namespace
}   // namespace parley::compliance
