// The small parts by themselves: alarms, back-off, the book of rooms.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "protocol/client/alarms.h"
#include "protocol/client/retry_policy.h"
#include "protocol/client/room_book.h"

namespace parley::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Alarms, ring_by_time_and_then_in_the_order_of_setting) {
  Alarms alarms;
  std::string rang;
  alarms.set({20}, [&] { rang += 'c'; });
  alarms.set({10}, [&] { rang += 'a'; });
  alarms.set({10}, [&] { rang += 'b'; });
  EXPECT_EQ(alarms.wake_at(), Instant{10});
  alarms.ring_due({15});
  EXPECT_EQ(rang, "ab");
  alarms.ring_due({20});
  EXPECT_EQ(rang, "abc");
  EXPECT_EQ(alarms.wake_at(), Instant::never());
}

TEST(Alarms, one_that_is_set_for_now_while_another_rings_rings_too) {
  Alarms alarms;
  bool rang = false;
  alarms.set({1}, [&] { alarms.set({1}, [&] { rang = true; }); });
  alarms.ring_due({1});
  EXPECT_TRUE(rang);
}

TEST(Alarms, one_that_was_taken_back_stays_silent) {
  Alarms alarms;
  bool rang = false;
  const AlarmId id = alarms.set({1}, [&] { rang = true; });
  alarms.cancel(id);
  alarms.cancel(id);
  alarms.cancel(0);
  alarms.ring_due({5});
  EXPECT_FALSE(rang);
}

RC_GTEST_PROP(Backoff, lies_between_half_and_whole_of_the_doubled_base, (std::uint64_t seed)) {
  const RetryPolicy policy{8, milliseconds{500}, seconds{30}, seconds{600}};
  Random random(seed);
  const auto failures = *rc::gen::inRange<std::uint32_t>(1, 100);
  const Duration whole = failures > 6
                             ? Duration{seconds{30}}
                             : std::min<Duration>(seconds{30}, milliseconds{500} * (1 << (failures - 1)));
  const Duration delay = backoff(policy, failures, random);
  RC_ASSERT(delay >= whole / 2);
  RC_ASSERT(delay <= whole);
}

// Without a back-off of its own: what was asked is what is left.
Result<Duration> wait_asked_by(std::string_view value) {
  sip::Message response;
  response.headers.add("Retry-After", value);
  Random random(1);
  return wait_before_retry({8, Duration{0}, Duration{0}, seconds{600}}, response, 1, random);
}

TEST(WaitBeforeRetry, reads_the_seconds_in_front_of_comment_and_parameters) {
  EXPECT_EQ(wait_asked_by("120 (I am in a meeting)"), Duration{seconds{120}});
  EXPECT_EQ(wait_asked_by("300;duration=3600"), Duration{seconds{300}});
  EXPECT_EQ(wait_asked_by("soon"), Duration{0});
}

TEST(WaitBeforeRetry, has_a_longest_time) {
  EXPECT_EQ(wait_asked_by("600"), Duration{seconds{600}});
  EXPECT_EQ(wait_asked_by("601").error().code, Errc::limit_exceeded);
}

const std::string kRoom = "ma-chan://contoso.com/1";

TEST(RoomBook, finds_a_room_by_name_without_case_and_by_uri) {
  RoomBook book;
  book.learn(kRoom, "Design Review");
  EXPECT_EQ(book.find("design review"), kRoom);
  EXPECT_EQ(book.find("ma-chan://contoso.com/unheard-of"), "ma-chan://contoso.com/unheard-of");
  EXPECT_EQ(book.find("lobby"), std::nullopt);
  EXPECT_EQ(book.name_of(kRoom), "Design Review");
  EXPECT_EQ(book.name_of("ma-chan://contoso.com/2"), "ma-chan://contoso.com/2");
}

TEST(RoomBook, remembers_ten_thousand_names) {
  RoomBook book;
  for (int i = 1; i <= 10'001; ++i)
    book.learn("ma-chan://contoso.com/" + std::to_string(i), "Room " + std::to_string(i));
  EXPECT_TRUE(book.find("Room 10000"));
  EXPECT_FALSE(book.find("Room 10001"));
  EXPECT_TRUE(book.find("ma-chan://contoso.com/10001"));
}

TEST(RoomBook, knows_a_room_in_any_case_and_names_it_as_the_server_does) {
  RoomBook book;
  book.learn(kRoom, "Lobby");
  EXPECT_EQ(book.find("MA-CHAN://Contoso.com/1"), kRoom);
  book.enter(kRoom, {});
  EXPECT_TRUE(book.inside("ma-chan://CONTOSO.com/1"));
  book.leave("ma-chan://CONTOSO.com/1");
  EXPECT_TRUE(book.joined().empty());
}

TEST(RoomBook, learns_no_uri_that_is_none_of_a_room) {
  RoomBook book;
  book.learn("ma-cat://contoso.com/1", "Offices");
  book.learn("ma-chan:1234", "Lobby");
  EXPECT_EQ(book.find("offices"), std::nullopt);
  EXPECT_EQ(book.find("lobby"), std::nullopt);
}

TEST(RoomBook, follows_a_room_that_was_renamed) {
  RoomBook book;
  book.learn(kRoom, "Old");
  book.learn(kRoom, "New");
  EXPECT_EQ(book.find("old"), std::nullopt);
  EXPECT_EQ(book.find("new"), kRoom);
}

TEST(RoomBook, keeps_the_order_of_entering_and_forgets_all_at_once) {
  RoomBook book;
  book.enter("b", {"sip:x"});
  book.enter("a", {});
  book.enter("b", {"sip:y"});
  EXPECT_EQ(book.joined(), (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(book.users("b"), std::vector<std::string>{"sip:y"});
  EXPECT_EQ(book.leave_all(), (std::vector<std::string>{"b", "a"}));
  EXPECT_FALSE(book.inside("a"));
}

TEST(RoomBook, knows_whether_a_user_coming_or_going_is_news) {
  RoomBook book;
  EXPECT_FALSE(book.user_entered(kRoom, "sip:bob"));   // Not a room that the client is in.
  book.enter(kRoom, {});
  EXPECT_TRUE(book.user_entered(kRoom, "sip:bob"));
  EXPECT_FALSE(book.user_entered(kRoom, "sip:bob"));
  EXPECT_TRUE(book.user_left(kRoom, "sip:bob"));
  EXPECT_FALSE(book.user_left(kRoom, "sip:bob"));
}

}   // namespace
}   // namespace parley::client
