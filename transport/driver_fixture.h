// What the tests of the driver share: endpoints that answer in one obvious way, and a driver that waits for
// a condition instead of sleeping.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "transport/asio_driver.h"

namespace parley::transport {

// Sends back what it gets. The test looks at `*seen`.
struct EchoSeen {
  int turns = 0;
  int up = 0;
  int down = 0;
  std::string reason;   // Of the last LinkDown.
  std::string peer;     // Of the last LinkUp.
};

class Echo : public Endpoint {
 public:
  explicit Echo(EchoSeen* seen) : seen_(seen) {}

  Turn on_event(const Now&, const Event& event) override {
    ++seen_->turns;
    Turn turn;
    if (const auto* up = std::get_if<LinkUp>(&event)) ++seen_->up, seen_->peer = up->peer;
    if (const auto* down = std::get_if<LinkDown>(&event)) ++seen_->down, seen_->reason = down->reason;
    if (const auto* in = std::get_if<LinkBytes>(&event)) turn.effects = {SendBytes{in->link, in->bytes}};
    return turn;
  }

 private:
  EchoSeen* seen_;
};

// Does what the test told it beforehand, and keeps what happened.
struct Puppet {
  std::vector<Event> events;
  std::map<LinkId, std::string> received;
  std::function<Turn(const Now&, const Event&)> answer;

  template <class Kind>
  int count() const {
    int n = 0;
    for (const Event& event : events) n += std::holds_alternative<Kind>(event) ? 1 : 0;
    return n;
  }
  template <class Kind>
  const Kind& last() const {
    for (auto at = events.rbegin(); at != events.rend(); ++at)
      if (const auto* found = std::get_if<Kind>(&*at)) return *found;
    static const Kind kNone{};
    return kNone;
  }
};

class PuppetEndpoint : public Endpoint {
 public:
  explicit PuppetEndpoint(Puppet* puppet) : puppet_(puppet) {}

  Turn on_event(const Now& now, const Event& event) override {
    puppet_->events.push_back(event);
    if (const auto* in = std::get_if<LinkBytes>(&event)) puppet_->received[in->link] += in->bytes;
    return puppet_->answer ? puppet_->answer(now, event) : Turn{};
  }

 private:
  Puppet* puppet_;
};

inline Turn turn_with(std::vector<Effect> effects) { return {std::move(effects), Instant::never()}; }

class DriverTest : public ::testing::Test {
 protected:
  void SetUp() override { start({}); }

  void start(AsioDriver::Config config) {
    auto made = AsioDriver::make(std::move(config));
    ASSERT_TRUE(made) << made.error().detail;
    driver = std::move(*made);
  }

  NodeId add_echo(EchoSeen& seen) {
    return driver->add({"echo", [&seen](const Now&) { return std::make_unique<Echo>(&seen); }, {}});
  }
  NodeId add_puppet(Puppet& puppet) {
    return driver->add(
        {"puppet", [&puppet](const Now&) { return std::make_unique<PuppetEndpoint>(&puppet); }, {}});
  }
  std::string listen(NodeId node, std::string_view url = "tcp://127.0.0.1:0") {
    const auto where = driver->listen(node, url);
    EXPECT_TRUE(where) << where.error().detail;
    return where.value_or("");
  }
  // The puppet carries these out now.
  void perform(NodeId node, Puppet& puppet, std::vector<Effect> effects) {
    auto usual = std::exchange(puppet.answer, [&](const Now&, const Event&) { return turn_with(effects); });
    driver->tell(node, "now");
    puppet.answer = std::move(usual);
  }
  bool until(const std::function<bool()>& done, Duration at_most = std::chrono::seconds(20)) {
    return driver->run_until(driver->now().monotonic + at_most, done);
  }

  std::unique_ptr<AsioDriver> driver;
};

}  // namespace parley::transport
