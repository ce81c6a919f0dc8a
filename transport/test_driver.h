// What the tests of the driver share: endpoints that answer in one obvious way, a peer that is no endpoint,
// and a driver that waits for a condition instead of sleeping.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "transport/asio_driver.h"
#include "transport/url.h"

namespace parley::transport {

inline constexpr LinkId kFirst = kOpenedLink | 1;

inline Turn turn_with(std::vector<Effect> effects) { return {std::move(effects), Instant::never()}; }

// Sends back what it gets, and counts.
struct Echo {
  int turns = 0;
  int up = 0;
  int down = 0;
  std::string reason;   // Of the last LinkDown.
  std::string peer;     // Of the last LinkUp.

  Turn operator()(const Now&, const Event& event) {
    ++turns;
    if (const auto* link_up = std::get_if<LinkUp>(&event)) ++up, peer = link_up->peer;
    if (const auto* link_down = std::get_if<LinkDown>(&event)) ++down, reason = link_down->reason;
    const auto* in = std::get_if<LinkBytes>(&event);
    return in != nullptr ? turn_with({SendBytes{in->link, in->bytes}}) : Turn{};
  }
};

// Does what the test says and keeps what happens.
struct Puppet {
  std::vector<Event> events;
  std::map<LinkId, std::string> received;
  std::map<LinkId, std::string> greetings;                // Sent as soon as the link is up.
  std::vector<Effect> when_told;                          // Carried out when told anything.
  std::function<Turn(const Now&, const Event&)> answer;   // When set, to everything else.

  Turn operator()(const Now& now, const Event& event) {
    events.push_back(event);
    if (const auto* in = std::get_if<LinkBytes>(&event)) received[in->link] += in->bytes;
    if (std::holds_alternative<Told>(event) && !when_told.empty())
      return turn_with(std::exchange(when_told, {}));
    if (answer) return answer(now, event);
    const auto* up = std::get_if<LinkUp>(&event);
    if (up == nullptr || !greetings.contains(up->link)) return {};
    return turn_with({SendBytes{up->link, greetings[up->link]}});
  }

  template <class Kind>
  std::size_t count() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        events, [](const Event& event) { return std::holds_alternative<Kind>(event); }));
  }
  template <class Kind>
  Kind last() const {
    for (auto at = events.rbegin(); at != events.rend(); ++at)
      if (const auto* found = std::get_if<Kind>(&*at)) return *found;
    return {};
  }
};

// The behaviour belongs to the test and outlives the endpoint, also across a crash.
template <class Behaviour>
class Borrowing : public Endpoint {
 public:
  explicit Borrowing(Behaviour* behaviour) : behaviour_(behaviour) {}
  Turn on_event(const Now& now, const Event& event) override { return (*behaviour_)(now, event); }
  std::optional<Heard> heard(LinkId link) const override {
    if constexpr (requires { behaviour_->heard(link); }) return behaviour_->heard(link);
    else return Endpoint::heard(link);
  }

 private:
  Behaviour* behaviour_;
};

// A socket that nobody drives: it does only what the test calls.
class RawPeer {
 public:
  explicit RawPeer(std::string_view url) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const auto target = parse_url(url);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(target ? target->port : 0);
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  ~RawPeer() { ::close(socket_); }
  RawPeer(const RawPeer&) = delete;
  RawPeer& operator=(const RawPeer&) = delete;

  void send(std::string_view bytes) {
    EXPECT_EQ(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }
  void stop_speaking() { ::shutdown(socket_, SHUT_WR); }
  int descriptor() const { return socket_; }
  // Takes what has arrived, without waiting.
  void read() {
    char buffer[4096];
    ssize_t size = 0;
    while ((size = ::recv(socket_, buffer, sizeof buffer, MSG_DONTWAIT)) > 0)
      received.append(buffer, static_cast<std::size_t>(size));
    if (size == 0) at_end = true;
  }

  std::string received;
  bool at_end = false;

 private:
  int socket_;
};

class DriverTest : public ::testing::Test {
 protected:
  void SetUp() override { start({}); }

  void start(AsioDriver::Config config) {
    auto made = AsioDriver::make(std::move(config));
    ASSERT_TRUE(made) << made.error().detail;
    driver = std::move(*made);
  }
  template <class Behaviour>
  NodeId add(Behaviour& behaviour, std::map<Lane, std::shared_ptr<Worker>> workers = {}) {
    const auto make = [&behaviour](const Now&) { return std::make_unique<Borrowing<Behaviour>>(&behaviour); };
    return driver->add({"node", make, std::move(workers)});
  }
  std::string listen(NodeId node, std::string_view url = "tcp://127.0.0.1:0") {
    const auto where = driver->listen(node, url);
    EXPECT_TRUE(where) << where.error().detail;
    return where.value_or("");
  }
  void perform(NodeId node, Puppet& puppet, std::vector<Effect> effects) {
    puppet.when_told = std::move(effects);
    driver->tell(node, "perform");
    ASSERT_TRUE(until([&] { return puppet.when_told.empty(); }));
  }
  // So many links at once between two endpoints; each says its own words and hears them again.
  void greet_over_links(int links, std::string_view url, Echo& echo, Puppet& client) {
    const std::string where = listen(add(echo), url);
    std::vector<Effect> effects;
    for (int i = 0; i < links; ++i) {
      const LinkId link = kFirst + static_cast<LinkId>(i);
      client.greetings[link] = "number " + std::to_string(i);
      effects.push_back(OpenLink{link, where});
    }
    perform(add(client), client, std::move(effects));
    // A turn for each link that comes up and one for its words; only then is there something to compare.
    const auto all = [&] { return echo.turns >= 2 * links && client.received == client.greetings; };
    EXPECT_TRUE(until(all, std::chrono::seconds(60)));
    EXPECT_EQ(echo.up, links);
    EXPECT_EQ(client.count<LinkDown>(), 0u);
  }
  bool until(const std::function<bool()>& done, Duration at_most = std::chrono::seconds(20)) {
    return driver->run_until(driver->now().monotonic + at_most, done);
  }
  // For conditions that change without a turn.
  bool until_seen(const std::function<bool()>& seen) {
    const Instant give_up = driver->now().monotonic + std::chrono::seconds(20);
    while (!seen() && driver->now().monotonic < give_up) until(seen, std::chrono::milliseconds(1));
    return seen();
  }

  std::unique_ptr<AsioDriver> driver;
};

}   // namespace parley::transport
