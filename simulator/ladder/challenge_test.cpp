// What a challenge means to a ladder: the message comes again at once, and nothing else gets time from it.
#include <gmock/gmock.h>

#include "simulator/ladder/test_judge.h"

namespace parley::sim::ladder {
namespace {

using namespace std::chrono_literals;
using parley::sim::ladder::testing::Played;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kSoon =
    "alice -> pool : INFO as q1\npool -> alice : 200 q1 within 5s [S-SHOULD]\n"
    "pool -> bob : INFO within 5s [S-SHOULD]\n";

// The number of the message with credentials.
std::uint32_t come_again(Played& story, Duration at) {
  return story.with_credentials().request(at, "alice>pool", "INFO", "<a/>");
}

std::uint32_t challenged(Played& story, Duration at) {
  const auto first = story.request(at, "alice>pool", "INFO", "<a/>");
  story.response(at, "pool>alice", 407, first);
  return first;
}

TEST(Challenge, and_acceptance_take_the_time_of_the_message_with_credentials) {
  Played story(kSoon);
  challenged(story, 1s);
  story.response(6s, "pool>alice", 200, come_again(story, 2s));
  EXPECT_EQ(story.judge().wake_at(), Instant{} + 11s + 1ns) << "the copy has its own five seconds";
  story.request(7s, "pool>bob", "INFO");
  EXPECT_THAT(story.end(), ElementsAre("PASS S-SHOULD 7:1", "PASS S-SHOULD 8:1"));
}

TEST(Challenge, makes_no_slow_server_fast) {
  Played story(kSoon);
  challenged(story, 1s);
  const auto again = come_again(story, 1s);
  EXPECT_EQ(story.judge().wake_at(), Instant{} + 6s + 1ns);
  story.response(11s, "pool>alice", 200, again);
  EXPECT_THAT(story.verdicts(), ElementsAre("WARN S-SHOULD 7:1"));
}

TEST(Challenge, that_was_answered_and_accepted_gives_time_to_nothing_that_follows) {
  Played story(kSoon);
  challenged(story, 1s);
  story.response(1s, "pool>alice", 200, come_again(story, 1s));
  story.request(7s, "pool>bob", "INFO");
  EXPECT_THAT(story.verdicts(), ElementsAre("PASS S-SHOULD 7:1", "WARN S-SHOULD 8:1"));
}

TEST(Challenge, of_one_message_gives_no_time_to_what_stands_beside_it) {
  Played story("unordered {\n  pool -> bob : INFO within 5s [S-SHOULD]\n  alice -> pool : BYE\n}\n");
  challenged(story, 1s);
  EXPECT_EQ(story.judge().wake_at(), Instant{} + 5s + 1ns);
}

TEST(Challenge, that_is_open_gives_time_to_the_answer_of_its_own_message) {
  Played story(kSoon);
  challenged(story, 1s);
  EXPECT_EQ(story.judge().wake_at(), Instant{} + 33s + 1ns);
  EXPECT_EQ(story.judge().waits_for(), "alice") << "who must come again";
}

TEST(Challenge, of_refused_credentials_is_waited_for_until_nobody_would_come_again) {
  Played story(kSoon);
  challenged(story, 1s);
  story.response(2s, "pool>alice", 407, come_again(story, 1s));
  EXPECT_THAT(story.verdicts(), IsEmpty());
  EXPECT_EQ(story.judge().wake_at(), Instant{} + 34s + 1ns);
  EXPECT_EQ(story.judge().waits_for(), "alice");
  const auto verdicts = story.end();
  ASSERT_FALSE(verdicts.empty());
  EXPECT_EQ(verdicts[0], "INCONC S-SHOULD 7:1");
  EXPECT_THAT(story.check(0).actual, HasSubstr("was refused with 407"));
}

TEST(Challenge, a_second_time_is_one_message_all_the_same) {
  Played story(kSoon);
  challenged(story, 1s);
  story.response(2s, "pool>alice", 407, come_again(story, 1s));
  story.response(6s, "pool>alice", 200, come_again(story, 2s));
  EXPECT_THAT(story.verdicts(), ElementsAre("PASS S-SHOULD 7:1"));
  EXPECT_EQ(story.judge().wake_at(), Instant{} + 11s + 1ns);
}

}   // namespace
}   // namespace parley::sim::ladder
