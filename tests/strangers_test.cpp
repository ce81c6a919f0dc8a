// Right servers that differ from ours wherever the sources leave a choice: the stories that `conform` plays
// against them find nothing, and what they could not exercise is nothing either.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/test_spellings.h"
#include "tests/test_stranger.h"

namespace parley::tests {
namespace {

using reports::Verdict;

bool is_blamed(const reports::CaseRecord& record) {
  const auto is_bad = [](Verdict verdict) { return verdict > Verdict::pass; };
  return is_bad(record.verdict) || std::any_of(record.checks.begin(), record.checks.end(),
                                               [&](const auto& check) { return is_bad(check.verdict); });
}

// Every story, one after the other, on one server.
void expect_no_blame(Stranger& stranger) {
  std::size_t played = 0;
  for (const auto& [id, scenario] : all_scenarios()) {
    const reports::CaseRecord record = stranger.play(scenario);
    EXPECT_FALSE(is_blamed(record)) << failures_of(record);
    if (record.verdict != Verdict::na) ++played;
  }
  EXPECT_GT(played, 15u);
}

void expect_no_blame(Habits habits) {
  Stranger stranger(std::move(habits));
  expect_no_blame(stranger);
}

Habits delivers_by(server::Notification notification) {
  Habits habits;
  habits.settings.notification = notification;
  return habits;
}

TEST(Conform, finds_nothing_where_documents_come_in_the_200) {
  expect_no_blame(delivers_by(server::Notification::piggyback));
}

TEST(Conform, finds_nothing_where_documents_come_by_notify) {
  expect_no_blame(delivers_by(server::Notification::notify));
}

TEST(Conform, finds_nothing_where_documents_come_by_benotify) {
  expect_no_blame(delivers_by(server::Notification::benotify));
}

TEST(Conform, finds_nothing_in_another_domain_with_other_room_ids) {
  Habits habits;
  habits.settings.domain = "example.org";
  habits.other_rooms = true;
  expect_no_blame(std::move(habits));
}

TEST(Conform, finds_nothing_where_others_sit_and_talk_in_the_rooms) {
  Habits habits;
  habits.has_people = true;
  expect_no_blame(std::move(habits));
}

TEST(Conform, finds_nothing_where_a_history_shows_the_newest_first) {
  Habits habits;
  habits.hand = show_newest_first;
  expect_no_blame(std::move(habits));
}

TEST(Conform, finds_nothing_where_posts_are_refused_by_488) {
  Habits habits;
  habits.settings.wire_remembered = false;   // Else it refuses by a reply.
  habits.hand = refuse_by_488;
  expect_no_blame(std::move(habits));
}

TEST(Conform, finds_nothing_where_a_subscription_is_accepted_by_202) {
  for (const auto notification : {server::Notification::piggyback, server::Notification::notify}) {
    Habits habits = delivers_by(notification);
    habits.hand = accept_by_202;
    expect_no_blame(std::move(habits));
  }
}

TEST(Conform, finds_nothing_where_pools_are_named_without_a_scheme) {
  for (const auto notification : {server::Notification::piggyback, server::Notification::notify}) {
    Habits habits = delivers_by(notification);
    habits.hand = leave_out_schemes;
    expect_no_blame(std::move(habits));
  }
}

TEST(Conform, finds_nothing_in_a_domain_that_is_written_in_capitals) {
  Habits habits;
  habits.settings.domain = "Example.ORG";
  expect_no_blame(std::move(habits));
}

TEST(Conform, finds_nothing_where_nothing_that_is_only_remembered_is_spoken) {
  Habits habits;
  habits.settings.wire_remembered = false;
  expect_no_blame(std::move(habits));
}

TEST(Conform, finds_nothing_where_passwords_are_asked_for) {
  Habits habits;
  habits.settings.authentication = server::Authentication::digest;
  expect_no_blame(std::move(habits));
}

TEST(Conform, finds_nothing_where_old_sessions_stay) {
  Habits habits;
  habits.old_sessions = OldSessions::stay;
  expect_no_blame(std::move(habits));
}

TEST(Conform, finds_nothing_where_old_sessions_go_on_over_the_next_connection) {
  Habits habits;
  habits.old_sessions = OldSessions::move_on;
  expect_no_blame(std::move(habits));
}

TEST(Conform, finds_nothing_where_a_run_was_interrupted_before) {
  Stranger stranger{Habits{}};
  for (const char* user : {"grace", "ivan", "judy"})
    stranger.visit(user, {"follow Lobby", "follow Operations"});
  expect_no_blame(stranger);
}

TEST(Conform, finds_nothing_in_a_server_with_all_these_habits) {
  Habits habits;
  habits.settings.domain = "example.org";
  habits.settings.notification = server::Notification::notify;
  habits.settings.authentication = server::Authentication::digest;
  habits.other_rooms = habits.has_people = true;
  habits.hand = [](sip::Message& message) {
    show_newest_first(message);
    refuse_by_488(message);
    accept_by_202(message);
    leave_out_schemes(message);
    spellings().back().hand(message);
  };
  expect_no_blame(std::move(habits));
}

// So that nothing found above means something: the hands do reach the wire.
TEST(Conform, finds_a_hand_that_takes_the_time_off_a_post) {
  Habits habits;
  habits.hand = [](sip::Message& message) {
    if (const auto at = message.body.find(" ts=\""); at != std::string::npos)
      message.body.replace(at, 4, " no=");
  };
  Stranger stranger(std::move(habits));
  EXPECT_EQ(stranger.play(all_scenarios().at("rooms/subscribe-and-post")).verdict, Verdict::fail);
}

class AnySpelling : public ::testing::TestWithParam<Spelling> {};

// Every check of every story, not only those that somebody thought of (xccos.md 1.1, 1.6).
TEST_P(AnySpelling, of_a_server_is_read_alike) {
  Habits habits;
  habits.hand = GetParam().hand;
  expect_no_blame(std::move(habits));
}

INSTANTIATE_TEST_SUITE_P(Conform, AnySpelling, ::testing::ValuesIn(spellings()),
                         [](const auto& spelling) { return std::string(spelling.param.name); });

}   // namespace
}   // namespace parley::tests
