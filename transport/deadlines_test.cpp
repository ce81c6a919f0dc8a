// When an endpoint is called without input, when not, and when the loop ends.
#include <sys/resource.h>

#include <csignal>
#include <thread>

#include "transport/test_driver.h"

namespace parley::transport {
namespace {

using namespace std::chrono_literals;

class Deadlines : public DriverTest {};

// Wants to wake once, at a time that the test chose.
struct Alarm {
  Instant at;
  std::vector<Instant>* rung;

  Turn operator()(const Now& now, const Event&) {
    if (now.monotonic < at) return {{}, at};
    rung->push_back(at);
    return {};
  }
};

TEST_F(Deadlines, are_reached_in_order_and_never_early) {
  std::vector<Instant> rung;
  const Instant begin = driver->now().monotonic;
  Alarm late{begin + 30ms, &rung}, early{begin + 10ms, &rung}, middle{begin + 20ms, &rung};
  add(late), add(early), add(middle);
  ASSERT_TRUE(until([&] { return rung.size() == 3; }));
  EXPECT_EQ(rung, (std::vector<Instant>{early.at, middle.at, late.at}));
  EXPECT_GE(driver->now().monotonic, late.at);
}

TEST_F(Deadlines, a_new_endpoint_is_called_at_once) {
  Puppet puppet;
  add(puppet);
  EXPECT_TRUE(until([&] { return puppet.count<DeadlineReached>() == 1; }));
}

TEST_F(Deadlines, only_the_last_one_of_an_endpoint_counts) {
  Puppet puppet;
  Instant wanted = Instant::never();
  puppet.answer = [&](const Now&, const Event&) { return Turn{{}, std::exchange(wanted, Instant::never())}; };
  const NodeId node = add(puppet);
  const Instant begin = driver->now().monotonic;
  const auto tell_and_want = [&](Instant at) {
    wanted = at;
    driver->tell(node, "wake at");
    EXPECT_TRUE(until([&] { return wanted == Instant::never(); }));
  };
  ASSERT_TRUE(until([&] { return puppet.count<DeadlineReached>() == 1; }));
  tell_and_want(begin + 20ms);
  tell_and_want(begin + 60ms);
  ASSERT_TRUE(until([&] { return puppet.count<DeadlineReached>() == 2; }));
  EXPECT_GE(driver->now().monotonic, begin + 60ms);
  tell_and_want(begin + 80ms);
  tell_and_want(Instant::never());
  EXPECT_FALSE(until([&] { return puppet.count<DeadlineReached>() == 3; }, 40ms));
}

TEST_F(Deadlines, nothing_is_called_and_no_processor_used_while_nothing_happens) {
  Echo echo;
  Puppet client;
  client.greetings[kFirst] = "x";
  const std::string url = listen(add(echo));
  perform(add(client), client, {OpenLink{kFirst, url}});
  ASSERT_TRUE(until([&] { return client.received[kFirst] == "x"; }));
  const int turns_before = echo.turns;
  const auto events_before = client.events.size();
  rusage before{}, after{};
  getrusage(RUSAGE_THREAD, &before);
  EXPECT_FALSE(until([] { return false; }, 300ms));
  getrusage(RUSAGE_THREAD, &after);
  EXPECT_EQ(echo.turns, turns_before);
  EXPECT_EQ(client.events.size(), events_before);
  EXPECT_LE(after.ru_nvcsw - before.ru_nvcsw, 5) << "The thread woke up for nothing.";
}

TEST_F(Deadlines, the_loop_asks_after_every_turn_whether_it_is_done) {
  Puppet puppet;
  const NodeId node = add(puppet);
  for (int i = 0; i < 5; ++i) driver->tell(node, "line");
  for (std::size_t turns = 1; turns <= 6; ++turns) {
    ASSERT_TRUE(until([&] { return puppet.events.size() == turns; }));
    ASSERT_EQ(puppet.events.size(), turns);
  }
}

TEST_F(Deadlines, two_nodes_that_wake_each_other_at_once_do_not_keep_the_loop_from_its_deadline) {
  struct Restless {
    Turn operator()(const Now& now, const Event&) { return {{}, now.monotonic}; }
  } a, b;
  add(a), add(b);
  EXPECT_FALSE(until([] { return false; }, 20ms));
}

TEST_F(Deadlines, a_loop_whose_time_has_come_still_does_what_is_ready) {
  Puppet puppet;
  driver->tell(add(puppet), "now");
  driver->run_until(Instant{}, {});
  EXPECT_EQ(puppet.count<Told>(), 1u);
}

TEST_F(Deadlines, stop_ends_the_loop_from_another_thread_and_for_good) {
  std::thread other([&] { driver->stop(); });
  EXPECT_FALSE(driver->run_until(Instant::never(), {}));
  other.join();
  EXPECT_FALSE(until([] { return false; }));
}

TEST_F(Deadlines, a_signal_ends_the_loop) {
  ASSERT_TRUE(driver->stop_on_signals({SIGUSR1}));
  std::raise(SIGUSR1);
  EXPECT_FALSE(driver->run_until(Instant::never(), {}));
}

TEST_F(Deadlines, the_first_signal_may_ask_for_an_orderly_end_and_the_second_ends_the_loop) {
  int asked = 0;
  ASSERT_TRUE(driver->stop_on_signals({SIGUSR1}, [&] { ++asked; }));
  std::raise(SIGUSR1);
  EXPECT_TRUE(until_seen([&] { return asked == 1; }));
  std::raise(SIGUSR1);
  EXPECT_FALSE(driver->run_until(Instant::never(), {}));
  EXPECT_EQ(asked, 1);
}

TEST_F(Deadlines, a_signal_that_cannot_be_waited_for_is_refused_with_a_sentence) {
  const auto refused = driver->stop_on_signals({SIGKILL});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, "cannot wait for signal 9: Invalid argument");
}

}   // namespace
}   // namespace parley::transport
