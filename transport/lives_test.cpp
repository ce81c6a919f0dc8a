// Work in lanes, death and restart, and what a watcher sees of it all.
#include <gmock/gmock.h>

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "transport/test_driver.h"
#include "transport/work_thread.h"

namespace parley::transport {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

struct Number : WorkRequest, WorkAnswer {
  explicit Number(int given) : value(given) {}
  int value;
};

// Answers each number with its double. A test may hold it in the middle of its work.
class Doubler : public Worker {
 public:
  std::vector<std::shared_ptr<const WorkAnswer>> perform(
      std::span<const std::shared_ptr<const WorkRequest>> requests) override {
    std::unique_lock lock(mutex_);
    ++begun_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !held_; });
    group_sizes.push_back(requests.size());
    std::vector<std::shared_ptr<const WorkAnswer>> answers;
    for (const auto& request : requests) {
      const int value = dynamic_cast<const Number&>(*request).value;
      done.push_back(value);
      answers.push_back(std::make_shared<Number>(2 * value));
    }
    return answers;
  }
  void hold() { set_held(true); }
  void let_go() { set_held(false); }
  void wait_until_begun(int times) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return begun_ >= times; });
  }

  std::vector<int> done;   // Read only while it cannot be working.
  std::vector<std::size_t> group_sizes;

 private:
  void set_held(bool held) {
    const std::lock_guard lock(mutex_);
    held_ = held;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false;
  int begun_ = 0;
};

Effect work(WorkId id, Lane lane, int value) { return DoWork{id, lane, std::make_shared<Number>(value)}; }

std::vector<int> answers_of(const Puppet& puppet) {
  std::vector<int> values;
  for (const Event& event : puppet.events)
    if (const auto* done = std::get_if<WorkDone>(&event))
      values.push_back(static_cast<int>(done->id) * 1000 + dynamic_cast<const Number&>(*done->answer).value);
  return values;
}

class Lives : public DriverTest {
 protected:
  ~Lives() override {
    store->let_go();
    driver.reset();
  }
  NodeId add_worker(Puppet& puppet) { return add(puppet, {{Lane::store, store}, {Lane::archive, archive}}); }

  std::shared_ptr<Doubler> store = std::make_shared<Doubler>();
  std::shared_ptr<Doubler> archive = std::make_shared<Doubler>();
};

TEST_F(Lives, work_of_a_lane_is_answered_in_order) {
  Puppet puppet;
  perform(add_worker(puppet), puppet,
          {work(3, Lane::store, 30), work(1, Lane::store, 10), work(2, Lane::store, 20)});
  ASSERT_TRUE(until([&] { return puppet.count<WorkDone>() == 3; }));
  EXPECT_THAT(answers_of(puppet), ElementsAre(3060, 1020, 2040));
}

TEST_F(Lives, what_waits_for_a_lane_is_performed_together) {
  Puppet puppet;
  const NodeId node = add_worker(puppet);
  store->hold();
  perform(node, puppet, {work(1, Lane::store, 1)});
  store->wait_until_begun(1);
  perform(node, puppet, {work(2, Lane::store, 2), work(3, Lane::store, 3), work(4, Lane::store, 4)});
  store->let_go();
  ASSERT_TRUE(until([&] { return puppet.count<WorkDone>() == 4; }));
  EXPECT_THAT(store->group_sizes, ElementsAre(1u, 3u));
}

TEST_F(Lives, a_lane_does_not_wait_for_the_other) {
  Puppet puppet;
  const NodeId node = add_worker(puppet);
  store->hold();
  perform(node, puppet, {work(1, Lane::store, 1), work(2, Lane::archive, 2)});
  ASSERT_TRUE(until([&] { return puppet.count<WorkDone>() == 1; }));
  EXPECT_THAT(answers_of(puppet), ElementsAre(2004));
  store->let_go();
  ASSERT_TRUE(until([&] { return puppet.count<WorkDone>() == 2; }));
}

TEST_F(Lives, two_nodes_may_share_a_worker_and_each_gets_its_own_answers) {
  Puppet a, b;
  const NodeId node_a = add_worker(a), node_b = add_worker(b);
  perform(node_a, a, {work(1, Lane::store, 5)});
  perform(node_b, b, {work(1, Lane::store, 7)});
  ASSERT_TRUE(until([&] { return a.count<WorkDone>() + b.count<WorkDone>() == 2; }));
  EXPECT_THAT(answers_of(a), ElementsAre(1010));
  EXPECT_THAT(answers_of(b), ElementsAre(1014));
}

TEST_F(Lives, a_crash_loses_work_that_was_not_begun_and_keeps_what_was_done) {
  Puppet puppet;
  const NodeId node = add_worker(puppet);
  store->hold();
  perform(node, puppet, {work(1, Lane::store, 1)});
  store->wait_until_begun(1);
  perform(node, puppet, {work(2, Lane::store, 2)});
  driver->crash(node);
  store->let_go();
  driver->restart(node);
  perform(node, puppet, {work(3, Lane::store, 3)});
  ASSERT_TRUE(until([&] { return puppet.count<WorkDone>() == 1; }));
  EXPECT_THAT(answers_of(puppet), ElementsAre(3006)) << "Answers to the dead one reach nobody.";
  EXPECT_THAT(store->done, ElementsAre(1, 3));
}

TEST_F(Lives, a_crash_resets_links_and_refuses_new_ones_until_the_restart) {
  Echo echo;
  Puppet client;
  for (LinkId i = 0; i < 3; ++i) client.greetings[kFirst + i] = "hello";
  const NodeId server = add(echo), node = add(client);
  const std::string url = listen(server);
  perform(node, client, {OpenLink{kFirst, url}});
  ASSERT_TRUE(until([&] { return client.received[kFirst] == "hello"; }));

  driver->crash(server);
  ASSERT_TRUE(until([&] { return client.count<LinkDown>() == 1; }));
  EXPECT_EQ(client.last<LinkDown>().reason, "reset by the peer");
  EXPECT_EQ(echo.down, 0);
  perform(node, client, {OpenLink{kFirst + 1, url}});
  ASSERT_TRUE(until([&] { return client.count<LinkDown>() == 2; }));

  driver->restart(server);
  perform(node, client, {OpenLink{kFirst + 2, url}});
  EXPECT_TRUE(until([&] { return client.received[kFirst + 2] == "hello"; }));
}

TEST_F(Lives, the_dead_are_told_nothing_and_wake_for_nothing) {
  Puppet puppet;
  Instant wanted = driver->now().monotonic + 5ms;
  puppet.answer = [&](const Now&, const Event&) { return Turn{{}, wanted}; };
  const NodeId node = add(puppet);
  ASSERT_TRUE(until([&] { return puppet.count<DeadlineReached>() == 1; }));
  driver->tell(node, "lost");
  driver->crash(node);
  driver->crash(node);
  EXPECT_FALSE(until([&] { return puppet.events.size() > 1; }, 20ms));
  driver->restart(node);
  EXPECT_TRUE(until([&] { return puppet.count<DeadlineReached>() == 2; }));
  EXPECT_EQ(puppet.count<Told>(), 0u);
}

TEST_F(Lives, numbers_of_accepted_links_are_not_used_again_after_a_restart) {
  Puppet server;
  const NodeId node = add(server);
  const std::string url = listen(node);
  const RawPeer first(url);
  ASSERT_TRUE(until([&] { return server.count<LinkUp>() == 1; }));
  EXPECT_EQ(server.last<LinkUp>().link, 1u);
  driver->crash(node);
  driver->restart(node);
  const RawPeer second(url);
  ASSERT_TRUE(until([&] { return server.count<LinkUp>() == 2; }));
  EXPECT_EQ(server.last<LinkUp>().link, 2u);
}

// --- What a watcher sees ---

struct Diary : HostWatcher {
  void on_sent(const Now&, NodeId, LinkId, std::string_view bytes) override { note("sent", bytes); }
  void on_received(const Now&, NodeId, LinkId, std::string_view bytes) override { note("received", bytes); }
  void on_link_up(const Now&, NodeId, LinkId, std::string_view) override { note("up", ""); }
  void on_link_down(const Now&, NodeId, LinkId, std::string_view reason) override { note("down", reason); }
  void on_told(const Now&, NodeId, std::string_view line) override { note("told", line); }
  void on_tell(const Now&, NodeId, std::string_view line) override { note("tell", line); }
  void on_observed(const Now&, NodeId, const Observed& step) override { note("observed", step.what); }
  void on_log(const Now&, NodeId, const Log& log) override { note("log", log.text); }

  void note(std::string_view what, std::string_view of) {
    lines.push_back(std::string(what) + " " + std::string(of));
    if (on_line) on_line(lines.back());
  }
  std::vector<std::string> lines;
  std::function<void(const std::string&)> on_line;
};

TEST_F(Lives, a_watcher_sees_everything_in_order) {
  Puppet puppet;
  puppet.greetings[1] = "welcome";
  const NodeId node = add(puppet);
  Diary diary;
  driver->watch(&diary);
  RawPeer peer(listen(node));
  ASSERT_TRUE(until([&] { return puppet.count<LinkUp>() == 1; }));
  peer.send("hi");
  ASSERT_TRUE(until([&] { return puppet.count<LinkBytes>() == 1; }));
  perform(node, puppet,
          {Tell{"{}"}, Observed{"a", "b", "step", ""}, Log{LogLevel::info, "", "text"}, SendBytes{1, "bye"},
           CloseLink{1}, SendBytes{1, "lost"}});
  EXPECT_THAT(diary.lines, ElementsAre("up ", "sent welcome", "received hi", "told perform", "tell {}",
                                       "observed step", "log text", "sent bye", "down closed"));
  EXPECT_TRUE(until_seen([&] { return peer.read(), peer.at_end; }));
  EXPECT_EQ(peer.received, "welcomebye");
}

TEST_F(Lives, a_watcher_may_crash_a_node_in_the_middle_of_its_turn) {
  Puppet puppet;
  const NodeId node = add(puppet);
  Diary diary;
  driver->watch(&diary);
  diary.on_line = [&](const std::string& line) {
    if (line == "tell two") driver->crash(node);
  };
  perform(node, puppet, {Tell{"one"}, Tell{"two"}, Tell{"three"}});
  EXPECT_THAT(diary.lines, ElementsAre("told perform", "tell one", "tell two"));
}

TEST_F(Lives, a_watcher_may_kill_and_revive_before_the_turn) {
  Puppet puppet;
  const NodeId node = add(puppet);
  Diary diary;
  driver->watch(&diary);
  diary.on_line = [&](const std::string& line) {
    if (line != "told first") return;
    driver->crash(node);
    driver->restart(node);
  };
  driver->tell(node, "first");
  driver->tell(node, "of an earlier life");
  EXPECT_FALSE(until([&] { return puppet.count<Told>() > 0; }, 10ms));
  EXPECT_EQ(puppet.count<DeadlineReached>(), 2u);
}

}   // namespace
}   // namespace parley::transport
