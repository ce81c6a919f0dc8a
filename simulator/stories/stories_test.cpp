// The reference server and clients pass every checker in good and in bad weather, and a deviation fails the
// checker that is there for it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "simulator/stories/test_pool_story.h"

namespace parley::sim {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

// Everybody enters two rooms and talks; one leaves; histories are read.
void tell_a_day(PoolStory& story) {
  story.everybody("sign-in");
  story.rest(2s);
  story.everybody("join Lobby");
  story.everybody("join Operations");
  story.rest(2s);
  for (int round = 0; round < 3; ++round) {
    story.everybody(fmt::format("post Lobby \"round {} of all\"", round));
    story.say("alice", fmt::format("post Operations \"only here {}\"", round));
    story.rest(1s);
  }
  story.say("bob", "history Lobby 5");
  story.say("carol", "leave Operations");
  story.rest(1s);
  story.say("alice", "post Operations \"without carol\"");
  story.say("alice", "post Lobby \"two\\nlines & <markup>\"");
  story.say("carol", "history Lobby");
  story.rest(60s);
  story.everybody("sign-out");
  story.rest(60s);
}

TEST(Stories, a_quiet_day_passes_every_checker) {
  PoolStory story{{}};
  tell_a_day(story);
  EXPECT_THAT(story.complaints(), IsEmpty());
  EXPECT_GE(story.judge().size(), 25u) << "every checker had something to judge";
}

std::uint64_t fingerprint_of_a_day(std::uint64_t seed) {
  PoolStorySetup setup;
  setup.world.seed = seed;
  PoolStory story{setup};
  tell_a_day(story);
  return story.world().fingerprint().value();
}

TEST(Stories, one_seed_is_one_run_to_the_byte) {
  EXPECT_EQ(fingerprint_of_a_day(1), fingerprint_of_a_day(1));
  EXPECT_NE(fingerprint_of_a_day(1), fingerprint_of_a_day(2));
}

// One thing that goes wrong, drawn from the seed; what is broken is mended by itself or by mend().
void break_something(PoolStory& story, Random& random) {
  World& world = story.world();
  const std::vector<std::string> users{"alice", "bob", "carol", "dave"};
  const NodeId client = story.node_of(users[random.below(users.size())]);
  const Duration time = std::chrono::milliseconds{random.between(10, 4000)};
  switch (random.below(9)) {
    case 0: world.cut_links(client); break;
    case 1: world.stall(story.server(), client, time); break;
    case 2: world.stall(client, story.server(), time); break;
    case 3: world.slow_lane(story.server(), Lane::store, time, 2s); break;
    case 4: world.slow_lane(story.server(), Lane::archive, time, 2s); break;
    case 5: story.store().refuse_next(random.below(20)); break;
    case 6: story.archive().refuse_next(random.below(3)); break;
    case 7: world.crash_at_effect(story.server(), 1 + random.below(60)); break;
    case 8: world.crash_at_effect(client, 1 + random.below(10)); break;
  }
}

void mend(PoolStory& story) {
  World& world = story.world();
  world.crash_at_effect(story.server(), 0);
  world.restart(story.server());
  story.store().refuse_next(0);
  story.archive().refuse_next(0);
  for (const char* user : {"alice", "bob", "carol", "dave"}) {
    const NodeId node = story.node_of(user);
    world.crash_at_effect(node, 0);
    if (world.alive(node)) continue;
    world.restart(node);
    world.tell(node, "sign-in");
    world.tell(node, "join Lobby");
  }
}

std::vector<std::string> complaints_of_bad_weather(std::uint64_t seed) {
  PoolStorySetup setup;
  setup.world.seed = seed;
  setup.world.link.cut_per_million = seed % 3 == 0 ? 2000 : 0;
  PoolStory story{setup};
  Random random = Random{seed}.fork("weather");
  story.everybody("sign-in");
  story.everybody("join Lobby");
  story.rest(3s);
  for (int step = 0; step < 40; ++step) {
    if (random.chance(1, 4)) break_something(story, random);
    const char* const user = std::array{"alice", "bob", "carol", "dave"}[random.below(4)];
    switch (random.below(6)) {
      case 0: story.say(user, "leave Lobby"); break;
      case 1: story.say(user, "join Lobby"); break;
      case 2: story.say(user, "history Lobby"); break;
      default: story.say(user, fmt::format("post Lobby \"{} says {}\"", user, step)); break;
    }
    story.rest(std::chrono::milliseconds{random.between(0, 800)});
    if (random.chance(1, 5)) mend(story);
  }
  mend(story);
  story.rest(120s);
  return story.complaints();
}

class BadWeather : public testing::TestWithParam<std::uint64_t> {};
TEST_P(BadWeather, passes_every_checker) {
  for (std::uint64_t seed = GetParam() * 10; seed < (GetParam() + 1) * 10; ++seed)
    EXPECT_THAT(complaints_of_bad_weather(seed), IsEmpty()) << "seed " << seed;
}
INSTANTIATE_TEST_SUITE_P(Seeds, BadWeather, testing::Range<std::uint64_t>(0, 10));

struct Mutant {
  const char* deviation;
  const char* complaint;
};
void PrintTo(const Mutant& mutant, std::ostream* out) { *out << mutant.deviation; }

class Mutants : public testing::TestWithParam<Mutant> {};
TEST_P(Mutants, are_caught) {
  PoolStorySetup setup;
  const std::string deviation = GetParam().deviation;
  const bool of_client = deviation.starts_with("client-");
  (of_client ? setup.client : setup.server) = Deviations{{deviation}};
  if (of_client) setup.refuse = {*server::parse_refuse_rule("command=grpchat,next=2,retry-after=3")};
  PoolStory story{setup};
  tell_a_day(story);
  EXPECT_THAT(story.complaints(), Contains(HasSubstr(GetParam().complaint)));
}
INSTANTIATE_TEST_SUITE_P(
    Deviations, Mutants,
    testing::Values(Mutant{"server-drops-copy", "delivery checker FLOW-POST-5 FAIL"},
                    Mutant{"server-sends-copy-twice", "delivery checker XCCOS-POST-5 FAIL"},
                    Mutant{"server-leaks-copy", "delivery checker XCCOS-POST-6 FAIL"},
                    Mutant{"server-alters-text", "delivery checker XCCOS-POST-7 FAIL"},
                    Mutant{"server-copy-names-other-room", "delivery checker XCCOS-POST-8 FAIL"},
                    Mutant{"server-no-echo", "delivery checker XCCOS-ECHO-1 WARN"},
                    Mutant{"server-history-of-other-room", "history"},
                    Mutant{"server-no-info-ack", "session checker FLOW-ACK-1 FAIL"},
                    Mutant{"server-no-reply", "session checker FLOW-REPLY-1 FAIL"},
                    Mutant{"server-reply-twice", "session checker XCCOS-RPL-6 FAIL"},
                    Mutant{"server-reply-names-other-command", "session checker XCCOS-RPL-5 FAIL"},
                    Mutant{"server-cseq-stuck", "session checker SIP-DLG-4 FAIL"},
                    Mutant{"client-cseq-stuck", "session checker SIP-DLG-4 FAIL"},
                    Mutant{"client-no-info-200", "session checker XCCOS-INFO-1 FAIL"},
                    Mutant{"client-no-retry", "retry checker FLOW-RETRY-1 FAIL"},
                    Mutant{"client-retry-early", "retry checker OVER-3 WARN"},
                    Mutant{"compliance-delete-early", "compliance checker FLOW-COMP-5 FAIL"},
                    Mutant{"compliance-never-delete", "compliance checker FLOW-COMP-5 FAIL"},
                    Mutant{"compliance-skip-queue", "compliance checker FLOW-COMP-3 FAIL"}));

}   // namespace
}   // namespace parley::sim
