// Crashes, cuts, stalls, slow lanes and refusing workers.
#include "simulator/faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "simulator/test_scripted_endpoint.h"
#include "simulator/world.h"

namespace parley::sim {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::EndsWith;

struct Number : WorkRequest, WorkAnswer {
  explicit Number(int n) : value(n) {}
  int value;
};

// A disk that keeps what it was asked to write, and how it came in groups.
class Disk final : public Worker {
 public:
  std::vector<std::shared_ptr<const WorkAnswer>> perform(
      std::span<const std::shared_ptr<const WorkRequest>> requests) override {
    groups.push_back(requests.size());
    std::vector<std::shared_ptr<const WorkAnswer>> answers;
    for (const auto& request : requests) {
      written.push_back(dynamic_cast<const Number&>(*request).value);
      answers.push_back(std::make_shared<Number>(written.back()));
    }
    return answers;
  }
  std::vector<int> written;
  std::vector<std::size_t> groups;
};

// Writes each number that it is told ("1 2 3" in one turn), and tells what was answered.
struct Writer {
  explicit Writer(const WorldConfig& config = {}, std::shared_ptr<Worker> worker = nullptr) : world(config) {
    NodeSpec spec = log.spec("writer", [this](const Now& now, const Event& event) {
      Turn turn;
      if (const auto* told = std::get_if<Told>(&event))
        for (const char c : told->line)
          turn.effects.push_back(DoWork{WorkId(c), Lane::store, std::make_shared<Number>(c - '0')});
      if (const auto* done = std::get_if<WorkDone>(&event)) {
        answers.push_back(dynamic_cast<const Number&>(*done->answer).value);
        answered_at.push_back(now.monotonic);
      }
      return turn;
    });
    spec.workers[Lane::store] = worker ? worker : disk;
    node = world.add(std::move(spec));
    world.run_until(Instant{}, nullptr);
  }
  void say(std::string line) { world.tell(node, std::move(line)); }
  void rest() { world.run_until(Instant::never(), nullptr); }

  std::shared_ptr<Disk> disk = std::make_shared<Disk>();
  World world;
  EventLog log;
  NodeId node = 0;
  std::vector<int> answers;
  std::vector<Instant> answered_at;
};

TEST(Lanes, hand_all_that_one_turn_asked_for_over_as_one_group) {
  Writer writer;
  writer.say("123");
  writer.rest();
  EXPECT_THAT(writer.disk->groups, ElementsAre(3u));
  EXPECT_THAT(writer.answers, ElementsAre(1, 2, 3));
}

TEST(Lanes, gather_what_is_asked_while_they_are_busy) {
  Writer writer;
  writer.say("1");
  writer.world.run_until(Instant{}, nullptr);
  writer.say("2");
  writer.say("34");
  writer.rest();
  EXPECT_THAT(writer.disk->groups, ElementsAre(1u, 3u));
  EXPECT_THAT(writer.answers, ElementsAre(1, 2, 3, 4));
}

TEST(Lanes, take_longer_while_they_are_slow) {
  Writer writer;
  writer.world.slow_lane(writer.node, Lane::store, 3s, 4s);
  writer.say("1");
  writer.rest();
  ASSERT_EQ(writer.answered_at.size(), 1u);
  EXPECT_GE(writer.answered_at[0], Instant{} + 3s);
  writer.world.run_until(Instant{} + 4s, nullptr);
  writer.say("2");
  writer.rest();
  ASSERT_EQ(writer.answered_at.size(), 2u);
  EXPECT_LE(writer.answered_at[1], Instant{} + 4100ms);
}

TEST(World, may_or_may_not_have_performed_what_was_handed_over_when_a_node_dies) {
  std::set<std::vector<int>> outcomes;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    WorldConfig config;
    config.seed = seed;
    Writer writer{config};
    writer.say("12");
    writer.world.run_until(Instant{}, nullptr);
    writer.say("3");
    writer.world.run_until(Instant{}, nullptr);
    writer.world.crash(writer.node);
    writer.rest();
    outcomes.insert(writer.disk->written);
    EXPECT_TRUE(writer.answers.empty());
  }
  EXPECT_THAT(outcomes, ElementsAre(std::vector<int>{}, std::vector<int>{1, 2}))
      << "a group is one transaction, and what waited behind it is lost";
}

TEST(World, gives_a_restarted_node_the_same_disk_and_a_new_memory) {
  int lives = 0;
  auto disk = std::make_shared<Disk>();
  World world{{}};
  EventLog log;
  NodeSpec spec = log.spec("writer", nullptr);
  spec.make = [&lives, make = spec.make](const Now& now) { return ++lives, make(now); };
  spec.workers[Lane::store] = disk;
  const NodeId node = world.add(std::move(spec));
  world.run_until(Instant{} + 1s, nullptr);
  world.crash(node);
  world.tell(node, "nobody hears this");
  EXPECT_FALSE(world.alive(node));
  world.restart(node);
  world.run_until(Instant{} + 2s, nullptr);
  EXPECT_EQ(lives, 2);
  EXPECT_THAT(log.lines(), ElementsAre("0 deadline", "1000000000 deadline"));
}

// A talker that sends three letters in one turn to a listener that only listens.
struct Talk {
  explicit Talk(const WorldConfig& config = {}) : world(config) {
    listener = world.add(heard.spec("listener", nullptr));
    url = *world.listen(listener, "tcp://l:1");
    talker = world.add(log.spec("talker", [this](const Now&, const Event& event) {
      Turn turn;
      if (std::holds_alternative<DeadlineReached>(event)) turn.effects.push_back(OpenLink{kOpenedLink, url});
      if (const auto* told = std::get_if<Told>(&event))
        for (const char c : told->line) {
          turn.effects.push_back(SendBytes{kOpenedLink, std::string(1, c)});
          turn.effects.push_back(Observed{"a", "b", "sent", {}});
        }
      return turn;
    }));
    rest();
  }
  void rest() { world.run_until(Instant::never(), nullptr); }

  World world;
  EventLog heard, log;
  NodeId listener = 0, talker = 0;
  std::string url;
};

TEST(World, kills_a_node_right_before_its_nth_effect) {
  for (std::uint64_t n = 1; n <= 4; ++n) {
    Talk talk;
    talk.world.crash_at_effect(talk.talker, n);
    talk.world.tell(talk.talker, "abc");
    talk.rest();
    EXPECT_EQ(talk.heard.bytes(), std::string("abc").substr(0, n - 1));
    EXPECT_EQ(talk.world.alive(talk.talker), n == 4);
  }
}

TEST(World, takes_back_the_order_to_die) {
  Talk talk;
  talk.world.crash_at_effect(talk.talker, 1);
  talk.world.crash_at_effect(talk.talker, 0);
  talk.world.tell(talk.talker, "abc");
  talk.rest();
  EXPECT_EQ(talk.heard.bytes(), "abc");
}

TEST(World, counts_the_effects_that_others_can_notice) {
  Talk talk;
  EXPECT_EQ(talk.world.effects_carried_out(talk.talker), 1u) << "the open";
  talk.world.tell(talk.talker, "abc");
  talk.rest();
  EXPECT_EQ(talk.world.effects_carried_out(talk.talker), 4u);
}

TEST(World, tells_the_peers_of_a_dead_node_after_what_it_had_sent) {
  Talk talk;
  talk.world.tell(talk.talker, "abc");
  talk.world.run_until(talk.world.now().monotonic, nullptr);
  talk.world.crash(talk.talker);
  talk.rest();
  EXPECT_EQ(talk.heard.bytes(), "abc");
  EXPECT_THAT(talk.heard.last(), EndsWith("down 1 closed by the peer"));
}

TEST(World, loses_what_is_under_way_when_links_are_cut_and_tells_both_ends) {
  Talk talk;
  talk.world.tell(talk.talker, "abc");
  talk.world.run_until(talk.world.now().monotonic, nullptr);
  talk.world.cut_links(talk.listener);
  talk.rest();
  EXPECT_EQ(talk.heard.bytes(), "");
  EXPECT_THAT(talk.heard.last(), EndsWith("down 1 the link was cut"));
  EXPECT_THAT(talk.log.last(), EndsWith("the link was cut"));
}

TEST(World, cuts_a_link_instead_of_sending_when_the_dice_say_so) {
  WorldConfig config;
  config.link.cut_per_million = 1'000'000;
  Talk talk{config};
  talk.world.tell(talk.talker, "a");
  talk.rest();
  EXPECT_EQ(talk.heard.bytes(), "");
  EXPECT_THAT(talk.heard.last(), EndsWith("the link was cut"));
  EXPECT_THAT(talk.log.last(), EndsWith("the link was cut"));
}

TEST(World, holds_back_one_direction_while_it_is_stalled) {
  Talk talk;
  const Instant start = talk.world.now().monotonic;
  talk.world.stall(talk.talker, talk.listener, 10s);
  talk.world.tell(talk.talker, "abc");
  talk.world.run_until(start + 9s, nullptr);
  EXPECT_EQ(talk.heard.bytes(), "");
  talk.rest();
  EXPECT_EQ(talk.heard.bytes(), "abc");
  EXPECT_EQ(talk.world.now().monotonic, start + 10s);
}

// Refuses the numbers from 5 up.
std::shared_ptr<const WorkAnswer> refuse_large(const WorkRequest& request) {
  return dynamic_cast<const Number&>(request).value < 5 ? nullptr : std::make_shared<Number>(-1);
}

TEST(FaultyWorker, passes_everything_until_it_is_told_to_refuse) {
  auto disk = std::make_shared<Disk>();
  Writer writer{{}, std::make_shared<FaultyWorker>(disk, refuse_large)};
  writer.say("159");
  writer.rest();
  EXPECT_THAT(writer.answers, ElementsAre(1, 5, 9));
  EXPECT_THAT(disk->groups, ElementsAre(3u));
}

TEST(FaultyWorker, answers_in_order_and_hands_over_only_what_passes) {
  auto disk = std::make_shared<Disk>();
  auto faulty = std::make_shared<FaultyWorker>(disk, refuse_large);
  faulty->set_refusing(true);
  Writer writer{{}, faulty};
  writer.say("12534");
  writer.rest();
  EXPECT_THAT(writer.answers, ElementsAre(1, 2, -1, 3, 4));
  EXPECT_THAT(disk->groups, ElementsAre(2u, 2u));
  EXPECT_EQ(faulty->refused(), 1u);
}

TEST(FaultyWorker, refuses_only_as_many_as_it_was_told) {
  auto disk = std::make_shared<Disk>();
  auto faulty = std::make_shared<FaultyWorker>(disk, refuse_large);
  faulty->refuse_next(2);
  Writer writer{{}, faulty};
  writer.say("56178");
  writer.rest();
  EXPECT_THAT(writer.answers, ElementsAre(-1, -1, 1, 7, 8));
}

}   // namespace
}   // namespace parley::sim
