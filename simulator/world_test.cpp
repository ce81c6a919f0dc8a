// Time, links, wakes and fingerprints of a simulated world.
#include "simulator/world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "simulator/test_scripted_endpoint.h"

namespace parley::sim {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

struct Pair {
  explicit Pair(const WorldConfig& config) : world(config) {
    server = world.add(server_log.spec("server", echo));
    url = *world.listen(server, "tcp://pool:0");
    client = world.add(client_log.spec("client", [this](const Now&, const Event& event) {
      Turn turn;
      if (const auto* told = std::get_if<Told>(&event)) {
        if (told->line == "open") turn.effects.push_back(OpenLink{kLink, url});
        else if (told->line == "close") turn.effects.push_back(CloseLink{kLink});
        else turn.effects.push_back(SendBytes{kLink, told->line});
      }
      return turn;
    }));
  }
  static Turn echo(const Now&, const Event& event) {
    Turn turn;
    if (const auto* bytes = std::get_if<LinkBytes>(&event))
      turn.effects.push_back(SendBytes{bytes->link, bytes->bytes});
    return turn;
  }
  void open() {
    world.tell(client, "open");
    world.run_until(world.now().monotonic + 1s, nullptr);
  }
  void say(std::string line) { world.tell(client, std::move(line)); }
  void rest() { world.run_until(Instant::never(), nullptr); }

  static constexpr LinkId kLink = kOpenedLink | 7;
  World world;
  EventLog server_log, client_log;
  NodeId server = 0, client = 0;
  std::string url;
};

TEST(World, lets_a_new_endpoint_ask_for_its_first_wake) {
  World world{{}};
  EventLog log;
  world.add(log.spec("clock", [](const Now& now, const Event&) {
    return Turn{{}, now.monotonic.ns == 0 ? Instant{} + 5s : Instant::never()};
  }));
  EXPECT_FALSE(world.run_until(Instant::never(), nullptr));
  EXPECT_THAT(log.lines(), ElementsAre("0 deadline", "5000000000 deadline"));
}

TEST(World, keeps_a_deadline_that_was_pushed_away_and_one_that_was_pulled_near) {
  World world{{}};
  EventLog log;
  const NodeId node = world.add(log.spec("clock", [](const Now& now, const Event& event) {
    if (const auto* told = std::get_if<Told>(&event))
      return Turn{{}, told->line == "later" ? Instant{} + 20s : now.monotonic + 1s};
    return Turn{{}, now.monotonic.ns == 0 ? Instant{} + 10s : Instant::never()};
  }));
  world.run_until(Instant{} + 3s, nullptr);
  world.tell(node, "later");
  world.run_until(Instant{} + 15s, nullptr);
  EXPECT_EQ(log.lines().size(), 2u) << "10 s is no deadline any more";
  world.tell(node, "nearer");
  world.run_until(Instant::never(), nullptr);
  EXPECT_THAT(log.lines(), ElementsAre("0 deadline", "3000000000 told later", "15000000000 told nearer",
                                       "16000000000 deadline"));
}

TEST(World, starts_the_wall_clock_when_the_story_does) {
  World world{{}};
  EXPECT_EQ(to_iso8601(world.now().wall), "2013-08-02T21:00:00.0000000Z");
  world.run_until(Instant{} + 90s, nullptr);
  EXPECT_EQ(to_iso8601(world.now().wall), "2013-08-02T21:01:30.0000000Z");
}

TEST(World, stops_as_soon_as_it_is_done) {
  Pair pair{{}};
  pair.open();
  pair.say("hello");
  const bool done = pair.world.run_until(Instant{} + 60s, [&] { return pair.server_log.bytes() == "hello"; });
  EXPECT_TRUE(done);
  EXPECT_LT(pair.world.now().monotonic, Instant{} + 2s);
  EXPECT_EQ(pair.client_log.bytes(), "") << "the echo was still under way";
}

TEST(World, refuses_a_link_to_where_nobody_listens) {
  World world{{}};
  EventLog log;
  world.add(log.spec("client", [](const Now&, const Event& event) {
    Turn turn;
    if (std::holds_alternative<DeadlineReached>(event))
      turn.effects.push_back(OpenLink{kOpenedLink, "tcp://nobody:1"});
    return turn;
  }));
  world.run_until(Instant::never(), nullptr);
  ASSERT_EQ(log.lines().size(), 2u);
  EXPECT_THAT(log.lines()[1], testing::EndsWith("down 9223372036854775808 connection refused"));
}

TEST(World, refuses_a_link_to_a_node_that_is_down_and_takes_it_after_a_restart) {
  Pair pair{{}};
  pair.rest();
  pair.world.crash(pair.server);
  pair.open();
  EXPECT_THAT(pair.client_log.last(), testing::HasSubstr("connection refused"));
  pair.world.restart(pair.server);
  pair.open();
  EXPECT_THAT(pair.client_log.last(), testing::HasSubstr(" up "));
}

TEST(World, says_where_a_node_listens_and_refuses_the_same_place_twice) {
  World world{{}};
  EventLog log;
  const NodeId node = world.add(log.spec("server", nullptr));
  EXPECT_EQ(*world.listen(node, "tls://pool:5061"), "tls://pool:5061");
  EXPECT_EQ(world.listen(node, "tls://pool:5061").error().code, Errc::conflict);
  EXPECT_EQ(*world.listen(node, "tcp://pool:0"), "tcp://pool:49152");
  for (const char* url : {"udp://pool:1", "tcp://pool", "tcp://:1", "tcp://pool:x", "tcp://pool:65536", ""})
    EXPECT_EQ(world.listen(node, url).error().code, Errc::malformed) << url;
}

TEST(World, numbers_accepted_links_from_one_and_keeps_the_numbers_of_opened_ones) {
  Pair pair{{}};
  pair.open();
  EXPECT_THAT(pair.server_log.last(), testing::EndsWith("up 1 client"));
  EXPECT_THAT(pair.client_log.last(), testing::EndsWith("up 9223372036854775815 pool:49152"));
}

TEST(World, tells_the_peer_of_a_close_after_everything_that_was_sent_before_it) {
  WorldConfig config;
  config.link.split_percent = 100;
  Pair pair{config};
  pair.open();
  pair.say("last words");
  pair.say("close");
  pair.say("too late");
  pair.rest();
  EXPECT_EQ(pair.server_log.bytes(), "last words");
  EXPECT_THAT(pair.server_log.last(), testing::EndsWith("down 1 closed by the peer"));
  EXPECT_THAT(pair.client_log.last(), testing::EndsWith("told too late")) << "who closes hears no more";
}

TEST(World, can_open_a_link_of_the_same_number_again_after_a_close) {
  Pair pair{{}};
  pair.open();
  pair.say("close");
  pair.open();
  pair.say("again");
  pair.rest();
  EXPECT_EQ(pair.client_log.bytes(), "again");
  EXPECT_THAT(pair.server_log.lines()[3], testing::EndsWith("up 2 client"));
}

RC_GTEST_PROP(World, never_reorders_or_loses_bytes_of_a_link, (std::uint64_t seed)) {
  WorldConfig config;
  config.seed = seed;
  config.link = {Duration{0}, 50ms, 60, 0};
  Pair pair{config};
  pair.open();
  std::string sent;
  for (int i = 0; i < 40; ++i) {
    const std::string piece = std::to_string(i) + ",";
    sent += piece;
    pair.say(piece);
    if (i % 3 == 0) pair.world.run_until(pair.world.now().monotonic + 7ms, nullptr);
    if (i == 20) pair.world.stall(pair.client, pair.server, 30ms);
  }
  pair.rest();
  RC_ASSERT(pair.server_log.bytes() == sent);
  RC_ASSERT(pair.client_log.bytes() == sent);
}

TEST(World, splits_sends_when_asked_to) {
  WorldConfig config;
  config.link.split_percent = 100;
  Pair pair{config};
  pair.open();
  pair.say("hello");
  pair.rest();
  EXPECT_EQ(pair.server_log.bytes(), "hello");
  EXPECT_EQ(pair.server_log.count("bytes"), 2u);
}

std::string fingerprint_of(std::uint64_t seed) {
  WorldConfig config;
  config.seed = seed;
  Pair pair{config};
  pair.open();
  for (int i = 0; i < 20; ++i) pair.say("message");
  pair.rest();
  return pair.world.fingerprint().hex();
}

TEST(World, leaves_the_same_fingerprint_for_the_same_seed_only) {
  EXPECT_EQ(fingerprint_of(1), fingerprint_of(1));
  EXPECT_NE(fingerprint_of(1), fingerprint_of(2));
}

// The value itself is pinned, so that a compiler or a library that draws, rounds or orders in another way is
// noticed. A deliberate change of the draws changes it.
TEST(World, leaves_a_fingerprint_that_no_compiler_changes) {
  EXPECT_EQ(fingerprint_of(1), "75e535ced941abf6");
}

TEST(World, does_not_shift_the_draws_of_a_link_when_another_node_is_added) {
  const auto arrivals = [](bool with_other) {
    Pair pair{{}};
    EventLog other;
    if (with_other) {
      pair.world.add(other.spec("other", [&](const Now&, const Event& event) {
        Turn turn;
        if (std::holds_alternative<DeadlineReached>(event))
          turn.effects.push_back(OpenLink{kOpenedLink, pair.url});
        return turn;
      }));
    }
    pair.open();
    pair.say("hello");
    pair.rest();
    return pair.client_log.lines();
  };
  EXPECT_EQ(arrivals(false), arrivals(true));
}

TEST(World, ends_an_endless_loop_with_a_sentence) {
  WorldConfig config;
  config.turns_at_one_instant_max = 1000;
  World world{config};
  EventLog log;
  world.add(log.spec("mill", [](const Now& now, const Event&) { return Turn{{}, now.monotonic}; }));
  EXPECT_FALSE(world.run_until(Instant{} + 60s, nullptr));
  ASSERT_NE(world.trouble(), nullptr);
  EXPECT_EQ(world.trouble()->code, Errc::limit_exceeded);
  EXPECT_THAT(world.trouble()->detail, testing::HasSubstr("'mill' had 1000 turns at 0 ns"));
}

TEST(World, does_what_the_story_planned_at_its_time_and_in_order) {
  World world{{}};
  std::vector<std::string> done;
  const auto note = [&](const char* what) {
    return [&, what] { done.push_back(std::to_string(world.now().monotonic.ns) + what); };
  };
  world.at(Instant{20}, note("b"));
  world.at(Instant{10}, note("a"));
  world.at(Instant{20}, note("c"));
  world.run_until(Instant::never(), nullptr);
  EXPECT_THAT(done, ElementsAre("10a", "20b", "20c"));
}

}   // namespace
}   // namespace parley::sim
