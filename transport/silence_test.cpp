// How long an accepted peer may say nothing.
#include <gmock/gmock.h>
#include <netinet/tcp.h>

#include <cstring>

#include "transport/test_driver.h"

namespace parley::transport {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

// Messages are lines. Knows one link.
struct LineReader {
  Heard so_far;
  int up = 0;
  std::string down;

  Turn operator()(const Now&, const Event& event) {
    if (std::holds_alternative<LinkUp>(event)) ++up;
    if (const auto* link_down = std::get_if<LinkDown>(&event)) down = link_down->reason;
    if (const auto* in = std::get_if<LinkBytes>(&event)) {
      so_far.messages += static_cast<std::uint64_t>(std::ranges::count(in->bytes, '\n'));
      so_far.unfinished = !in->bytes.ends_with('\n');
    }
    return {};
  }
  std::optional<Heard> heard(LinkId) const { return so_far; }
};

class Silence : public DriverTest {
 protected:
  void limit(Duration first_message, Duration message) {
    AsioDriver::Config config;
    config.first_message_timeout = first_message;
    config.message_timeout = message;
    start(config);
  }
  void expect_dropped() {
    EXPECT_TRUE(until([&] { return !reader.down.empty(); }));
    EXPECT_THAT(reader.down, HasSubstr("takes too long"));
  }
  void expect_kept() {
    EXPECT_FALSE(until([&] { return !reader.down.empty(); }, 300ms));
    EXPECT_EQ(reader.up, 1);
  }

  LineReader reader;
};

TEST_F(Silence, a_peer_that_only_connects_is_dropped) {
  limit(20ms, 1h);
  const RawPeer peer(listen(add(reader)));
  expect_dropped();
}

TEST_F(Silence, half_a_first_message_buys_no_time) {
  limit(20ms, 1h);
  RawPeer peer(listen(add(reader)));
  peer.send("half");
  expect_dropped();
}

TEST_F(Silence, a_later_message_that_is_not_finished_is_the_end_too) {
  limit(1h, 20ms);
  RawPeer peer(listen(add(reader)));
  peer.send("whole\nhalf");
  expect_dropped();
  EXPECT_EQ(reader.so_far.messages, 1u);
}

TEST_F(Silence, who_has_finished_a_message_may_be_silent_for_ever) {
  limit(200ms, 1ms);
  RawPeer peer(listen(add(reader)));
  peer.send("whole\n");
  expect_kept();
}

TEST_F(Silence, the_time_of_the_first_message_is_over_with_it) {
  limit(200ms, 1h);
  RawPeer peer(listen(add(reader)));
  peer.send("whole\nhalf");
  expect_kept();
}

TEST_F(Silence, an_endpoint_that_does_not_count_messages_has_patient_links) {
  limit(1ms, 1ms);
  Echo echo;
  const RawPeer peer(listen(add(echo)));
  EXPECT_FALSE(until([&] { return echo.down == 1; }, 50ms));
  EXPECT_EQ(echo.up, 1);
}

// The socket of this process whose peer is the other one; -1 when there is none.
int other_end_of(int socket) {
  sockaddr_in mine{}, theirs{};
  socklen_t size = sizeof mine;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&mine), &size);
  for (int candidate = 0; candidate < 1024; ++candidate) {
    size = sizeof theirs;
    if (::getpeername(candidate, reinterpret_cast<sockaddr*>(&theirs), &size) == 0 &&
        theirs.sin_family == AF_INET && theirs.sin_port == mine.sin_port)
      return candidate;
  }
  return -1;
}

int option_of(int socket, int level, int option) {
  int value = 0;
  socklen_t size = sizeof value;
  EXPECT_EQ(::getsockopt(socket, level, option, &value, &size), 0);
  return value;
}

TEST_F(Silence, the_system_looks_for_peers_that_vanished) {
  AsioDriver::Config config;
  config.keepalive_after = 7s;
  start(config);
  const RawPeer peer(listen(add(reader)));
  ASSERT_TRUE(until([&] { return reader.up == 1; }));
  const int accepted = other_end_of(peer.descriptor());
  EXPECT_EQ(option_of(accepted, SOL_SOCKET, SO_KEEPALIVE), 1);
  EXPECT_EQ(option_of(accepted, IPPROTO_TCP, TCP_KEEPIDLE), 7);
}

}   // namespace
}   // namespace parley::transport
