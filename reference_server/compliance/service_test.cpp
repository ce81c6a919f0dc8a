// The chain from the private queue to the deletion: its order, its failures, its deviations.
#include "reference_server/compliance/service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference_server/compliance/test_rig.h"

namespace parley::compliance {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using storage::EventKind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ComplianceRig rig_that_deviates(const char* id) { return ComplianceRig({}, Deviations({id})); }

std::uint64_t waiting(ComplianceRig& rig) { return rig.archive().pending().value(); }
std::size_t queued(ComplianceRig& rig) { return rig.store->read_queue(10'000).value().size(); }

TEST(ComplianceService, walks_the_documented_steps_in_order) {
  ComplianceRig rig;
  rig.emit(make_event(EventKind::join));
  rig.emit(make_event(EventKind::chat, "hello"));
  rig.pass(minutes{15});
  EXPECT_THAT(rig.step_names(),
              ElementsAre("queue>mgccomp JOIN", "queue>mgccomp CHAT", "mgccomp>adapter BATCH",
                          "adapter>mgccomp OK", "mgccomp>mgccomp DELETE"));
  EXPECT_THAT(rig.steps[1].detail, HasSubstr(">hello</event>"));
  EXPECT_EQ(rig.steps[4].detail, "<batch id=\"1\" events=\"2\"/>");
  EXPECT_EQ(queued(rig), 0u);
  EXPECT_EQ(waiting(rig), 0u);
}

TEST(ComplianceService, takes_events_at_once_and_hands_them_over_only_when_the_interval_is_over) {
  ComplianceRig rig;
  rig.emit(make_event(EventKind::chat, "hello"));
  rig.pass(minutes{14});
  EXPECT_EQ(queued(rig), 0u);
  EXPECT_EQ(waiting(rig), 1u);
  EXPECT_THAT(rig.adapter->calls(), IsEmpty());
  rig.pass(minutes{1});
  EXPECT_THAT(rig.adapter->calls(), ElementsAre(1u));
}

TEST(ComplianceService, an_empty_interval_makes_no_call) {
  ComplianceRig rig;
  rig.pass(minutes{60});
  EXPECT_THAT(rig.adapter->calls(), IsEmpty());
  EXPECT_THAT(rig.steps, IsEmpty());
}

TEST(ComplianceService, each_interval_is_a_batch) {
  ComplianceRig rig;
  rig.emit(make_event(EventKind::join));
  rig.pass(minutes{15});
  rig.emit(make_event(EventKind::part));
  rig.pass(minutes{15});
  ASSERT_EQ(rig.adapter->output().size(), 2u);
  EXPECT_EQ(rig.adapter->output().at(2)[0].event.kind, EventKind::part);
}

TEST(ComplianceService, a_backlog_is_handed_over_in_several_batches_one_after_the_other) {
  ComplianceRig rig({.batch_events_max = 10, .read_events_max = 7});
  for (int i = 0; i < 25; ++i) rig.emit(make_event(EventKind::chat, "x"));
  rig.pass(minutes{15});
  ASSERT_EQ(rig.adapter->output().size(), 3u);
  EXPECT_EQ(rig.adapter->output().at(1).size(), 10u);
  EXPECT_EQ(rig.adapter->output().at(3).size(), 5u);
  EXPECT_EQ(waiting(rig), 0u);
}

TEST(ComplianceService, deletes_nothing_that_the_adapter_refused_and_offers_it_again) {
  ComplianceRig rig;
  rig.adapter->fail_next(2);
  rig.emit(make_event(EventKind::chat, "hello"));
  rig.pass(minutes{15});
  EXPECT_EQ(waiting(rig), 1u);
  EXPECT_EQ(rig.steps.back().what, "FAILED");
  ASSERT_FALSE(rig.logs.empty());
  EXPECT_THAT(rig.logs.back().text, HasSubstr("the adapter was told to fail"));
  rig.pass(minutes{1});
  EXPECT_THAT(rig.adapter->calls(), ElementsAre(1u, 1u, 1u));
  EXPECT_EQ(rig.steps.back().what, "DELETE");
  EXPECT_EQ(waiting(rig), 0u);
}

TEST(ComplianceService, waits_longer_after_each_failure_up_to_the_limit) {
  ComplianceRig rig({.retry_first = seconds{5}, .retry_max = seconds{15}});
  rig.adapter->fail_next(100);
  rig.emit(make_event(EventKind::chat, "hello"));
  rig.pass(minutes{15});
  std::vector<Duration> waits;
  for (int i = 0; i < 4; ++i) {
    waits.push_back(rig.service->wake_at() - rig.now.monotonic);
    rig.pass(waits.back());
  }
  EXPECT_THAT(waits, ElementsAre(seconds{5}, seconds{10}, seconds{15}, seconds{15}));
}

TEST(ComplianceService, an_archive_that_fails_leaves_the_events_in_the_queue) {
  ComplianceRig rig;
  rig.run_to_rest();
  rig.emit(make_event(EventKind::chat, "hello"));
  rig.perform(Lane::store, Fate::done);
  rig.perform(Lane::archive, Fate::refused);
  EXPECT_EQ(queued(rig), 1u);
  rig.pass(minutes{1});
  EXPECT_EQ(queued(rig), 0u);
  EXPECT_EQ(waiting(rig), 1u);
  EXPECT_EQ(rig.steps.size(), 1u);
}

TEST(ComplianceService, waits_longer_for_an_archive_that_keeps_failing) {
  ComplianceRig rig({.retry_first = seconds{5}, .retry_max = seconds{15}});
  rig.emit(make_event(EventKind::chat, "hello"));
  std::vector<Duration> waits;
  for (int i = 0; i < 4; ++i) {
    rig.perform(Lane::store, Fate::done);
    rig.perform(Lane::archive, Fate::refused);
    waits.push_back(rig.service->wake_at() - rig.now.monotonic);
    rig.set_time(rig.service->wake_at());
    rig.turn([&rig](auto& effects) { rig.service->on_deadline(rig.now, effects); });
  }
  EXPECT_THAT(waits, ElementsAre(seconds{5}, seconds{10}, seconds{15}, seconds{15}));
}

TEST(ComplianceService, after_a_failed_deletion_only_the_deletion_is_repeated) {
  ComplianceRig rig;
  rig.emit(make_event(EventKind::chat, "hello"));
  rig.run_to_rest();
  rig.set_time(Instant{} + minutes{15});
  rig.turn([&](auto& effects) { rig.service->on_deadline(rig.now, effects); });
  rig.perform(Lane::archive, Fate::done);      // Opened.
  rig.perform(Lane::archive, Fate::done);      // Translated.
  rig.perform(Lane::archive, Fate::refused);   // Not closed.
  rig.pass(minutes{1});
  EXPECT_THAT(rig.adapter->calls(), ElementsAre(1u));
  EXPECT_EQ(rig.steps.back().what, "DELETE");
  EXPECT_EQ(waiting(rig), 0u);
}

TEST(ComplianceService, an_adapter_slower_than_the_interval_is_called_once_at_a_time) {
  ComplianceRig rig;
  rig.emit(make_event(EventKind::chat, "slow"));
  rig.run_to_rest();
  for (const int quarter : {1, 2, 3}) {
    rig.set_time(Instant{} + quarter * minutes{15});
    rig.turn([&](auto& effects) { rig.service->on_deadline(rig.now, effects); });
    if (quarter == 1) rig.perform(Lane::archive, Fate::done);   // Opened; the adapter has it from now on.
  }
  EXPECT_EQ(rig.step_names().back(), "mgccomp>adapter BATCH");
  rig.run_to_rest();
  EXPECT_THAT(rig.adapter->calls(), ElementsAre(1u));
}

TEST(ComplianceService, a_new_service_hands_over_what_a_former_one_left) {
  ComplianceRig rig;
  rig.emit(make_event(EventKind::chat, "hello"));
  rig.run_to_rest();
  rig.restart();
  rig.run_to_rest();
  EXPECT_THAT(rig.adapter->calls(), ElementsAre(1u));
}

TEST(ComplianceService, a_new_service_lets_those_leave_who_were_in_a_room) {
  ComplianceRig rig;
  rig.emit(make_event(EventKind::join));
  rig.run_to_rest();
  rig.restart();
  rig.pass(minutes{15});
  EXPECT_THAT(rig.step_names(), testing::Contains("queue>mgccomp PART"));
}

TEST(ComplianceService, wakes_on_a_grid_that_work_does_not_move) {
  ComplianceRig rig;
  rig.pass(minutes{20});
  EXPECT_EQ(rig.service->wake_at(), Instant{} + minutes{30});
}

TEST(ComplianceService, leaves_answers_of_others_alone) {
  ComplianceRig rig;
  const storage::StoreAnswer answer{Result<void>{}};
  std::vector<Effect> effects;
  EXPECT_FALSE(rig.service->on_work_done(rig.now, 4711, answer, effects));
  EXPECT_THAT(effects, testing::SizeIs(0));
}

TEST(ComplianceService, does_nothing_when_it_is_off) {
  ComplianceRig rig({.enabled = false});
  rig.emit(make_event(EventKind::chat, "hello"));
  EXPECT_FALSE(rig.service->is_waiting());
  EXPECT_EQ(rig.service->wake_at(), Instant::never());
}

TEST(ComplianceDeviation, delete_early_deletes_before_the_adapter_succeeded) {
  ComplianceRig rig = rig_that_deviates("compliance-delete-early");
  rig.adapter->fail_next(1);
  rig.emit(make_event(EventKind::chat, "hello"));
  rig.pass(minutes{60});
  EXPECT_THAT(rig.step_names(), ElementsAre("queue>mgccomp CHAT", "mgccomp>mgccomp DELETE",
                                            "mgccomp>adapter BATCH", "adapter>mgccomp FAILED"));
  EXPECT_EQ(waiting(rig), 0u);
}

TEST(ComplianceDeviation, skip_queue_drops_events_without_taking_them) {
  ComplianceRig rig = rig_that_deviates("compliance-skip-queue");
  rig.emit(make_event(EventKind::chat, "hello"));
  rig.pass(minutes{60});
  EXPECT_THAT(rig.steps, IsEmpty());
  EXPECT_EQ(queued(rig), 0u);
}

TEST(ComplianceDeviation, no_batch_never_hands_over) {
  ComplianceRig rig = rig_that_deviates("compliance-no-batch");
  rig.emit(make_event(EventKind::chat, "hello"));
  rig.pass(minutes{60});
  EXPECT_THAT(rig.step_names(), ElementsAre("queue>mgccomp CHAT"));
}

TEST(ComplianceDeviation, never_delete_offers_the_same_batch_in_every_interval) {
  ComplianceRig rig = rig_that_deviates("compliance-never-delete");
  rig.emit(make_event(EventKind::chat, "hello"));
  rig.pass(minutes{30});
  EXPECT_THAT(rig.adapter->calls(), ElementsAre(1u, 1u));
  EXPECT_EQ(waiting(rig), 1u);
}

}   // namespace
}   // namespace parley::compliance
