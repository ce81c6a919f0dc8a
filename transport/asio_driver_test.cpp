// The driver contract on real sockets: bytes, links, limits and many at once.
#include "transport/asio_driver.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <csignal>

#include "transport/test_descriptors.h"
#include "transport/test_driver.h"

namespace parley::transport {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

class AsioDriverTest : public DriverTest {
 protected:
  AsioDriverTest() { client.greetings[kFirst] = "hello"; }

  // The puppet's link kFirst to the echo is up.
  void connect_to_echo() {
    url = listen(echo_node = add(echo));
    client_node = add(client);
    perform(client_node, client, {OpenLink{kFirst, url}});
    ASSERT_TRUE(until([&] { return client.received[kFirst] == "hello"; }));
  }

  Echo echo;
  Puppet client;
  NodeId echo_node = 0, client_node = 0;
  std::string url;
};

TEST_F(AsioDriverTest, carries_bytes_there_and_back_and_names_the_peers) {
  connect_to_echo();
  EXPECT_EQ(client.last<LinkUp>().peer, url);
  EXPECT_THAT(echo.peer, StartsWith("tcp://127.0.0.1:"));
}

TEST_F(AsioDriverTest, finds_a_peer_by_its_name) {
  url = listen(add(echo), "tcp://localhost:0");
  perform(add(client), client, {OpenLink{kFirst, url}});
  EXPECT_TRUE(until([&] { return client.received[kFirst] == "hello"; }));
}

TEST_F(AsioDriverTest, carries_bytes_whole_and_in_order_whatever_their_size) {
  connect_to_echo();
  std::string all = "hello";
  std::vector<Effect> effects;
  for (const std::size_t size : {1u, 2u, 1000u, 16384u, 16385u, 65536u, 1000000u, 3u}) {
    std::string part(size, '\0');
    for (std::size_t i = 0; i < size; ++i) part[i] = static_cast<char>((i * 31 + size) & 0xff);
    all += part;
    effects.push_back(SendBytes{kFirst, std::move(part)});
  }
  perform(client_node, client, std::move(effects));
  EXPECT_TRUE(until([&] { return client.received[kFirst].size() >= all.size(); }));
  EXPECT_TRUE(client.received[kFirst] == all);
}

TEST_F(AsioDriverTest, closes_all_after_what_was_sent_and_waits_for_the_peers) {
  url = listen(echo_node = add(echo));
  RawPeer peer(url);
  peer.send("hello");
  ASSERT_TRUE(until([&] { return echo.turns == 3; }));   // A new endpoint, a link, its bytes.
  EXPECT_FALSE(driver->close_all(driver->now().monotonic + 10ms));
  peer.read();
  EXPECT_EQ(peer.received, "hello");
  EXPECT_TRUE(peer.at_end);
  peer.stop_speaking();
  EXPECT_TRUE(driver->close_all(driver->now().monotonic + 20s));
}

TEST_F(AsioDriverTest, closes_all_after_what_was_sent_even_when_no_time_is_left) {
  url = listen(echo_node = add(echo));
  RawPeer peer(url);
  peer.send("hello");
  ASSERT_TRUE(until([&] { return echo.turns == 3; }));
  EXPECT_FALSE(driver->close_all(driver->now().monotonic));
  peer.read();
  EXPECT_EQ(peer.received, "hello");
  EXPECT_TRUE(peer.at_end);
}

TEST_F(AsioDriverTest, tells_why_a_link_could_not_be_opened) {
  url = listen(echo_node = add(echo));
  driver->crash(echo_node);   // Its port stays ours, so that nobody else answers there.
  perform(add(client), client, {OpenLink{kFirst, url}});
  ASSERT_TRUE(until([&] { return client.count<LinkDown>() == 1; }));
  EXPECT_EQ(client.last<LinkDown>().link, kFirst);
  EXPECT_EQ(client.last<LinkDown>().reason, "cannot connect to " + url + ": the connection was refused");
}

TEST_F(AsioDriverTest, gives_up_connecting_to_a_host_that_does_not_answer) {
  AsioDriver::Config config;
  config.connect_timeout = 30ms;
  start(config);
  // A listener whose backlog is full leaves further callers without an answer.
  const int deaf = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  socklen_t size = sizeof address;
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::bind(deaf, reinterpret_cast<const sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(deaf, 0), 0);
  ASSERT_EQ(::getsockname(deaf, reinterpret_cast<sockaddr*>(&address), &size), 0);
  url = "tcp://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  const RawPeer fills_the_backlog(url);

  perform(add(client), client, {OpenLink{kFirst, url}});
  ASSERT_TRUE(until([&] { return client.count<LinkDown>() == 1; }));
  EXPECT_EQ(client.last<LinkDown>().reason, "cannot connect to " + url + ": there is no answer");
  ::close(deaf);
}

TEST_F(AsioDriverTest, answers_a_senseless_target_with_link_down) {
  perform(add(client), client, {OpenLink{kFirst, "nowhere"}});
  ASSERT_TRUE(until([&] { return client.count<LinkDown>() == 1; }));
  EXPECT_THAT(client.last<LinkDown>().reason, HasSubstr("'nowhere' is no address"));
}

TEST_F(AsioDriverTest, answers_an_unknown_name_with_link_down) {
  // RFC 1035, 2.3.4: a label has at most 63 bytes, so nobody needs to be asked.
  perform(add(client), client, {OpenLink{kFirst, "tcp://" + std::string(64, 'a') + ":5060"}});
  ASSERT_TRUE(until([&] { return client.count<LinkDown>() == 1; }));
  EXPECT_THAT(client.last<LinkDown>().reason, HasSubstr(":5060: there is no such host"));
}

TEST_F(AsioDriverTest, says_that_a_port_is_in_use) {
  const NodeId node = add(echo);
  const auto again = driver->listen(node, listen(node));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Errc::conflict);
  EXPECT_THAT(again.error().detail, HasSubstr("is in use already"));
}

TEST_F(AsioDriverTest, says_that_an_address_is_not_ours) {
  const auto where = driver->listen(add(echo), "tcp://192.0.2.1:0");   // RFC 5737: nobody has it.
  ASSERT_FALSE(where);
  EXPECT_THAT(where.error().detail, HasSubstr("192.0.2.1 is no address of this machine"));
}

TEST_F(AsioDriverTest, loses_what_is_sent_on_a_link_that_is_not_up) {
  connect_to_echo();
  perform(client_node, client, {OpenLink{kFirst + 1, url}, SendBytes{kFirst + 1, "too early"}});
  ASSERT_TRUE(until([&] { return client.count<LinkUp>() == 2; }));
  perform(client_node, client, {SendBytes{kFirst + 1, "in time"}, SendBytes{kFirst + 2, "nowhere"}});
  ASSERT_TRUE(until([&] { return client.received[kFirst + 1].size() >= 7; }));
  EXPECT_EQ(client.received[kFirst + 1], "in time");
}

TEST_F(AsioDriverTest, sends_what_came_before_a_close_and_then_says_no_more) {
  Puppet server;
  server.answer = [](const Now&, const Event& event) {
    const auto* up = std::get_if<LinkUp>(&event);
    return up ? turn_with({SendBytes{up->link, std::string(3'000'000, 'x')}, CloseLink{up->link}}) : Turn{};
  };
  url = listen(add(server));
  // The client talks on, which must not turn the close into a reset.
  client.greetings[kFirst] = std::string(2'000'000, 'y');
  perform(add(client), client, {OpenLink{kFirst, url}});
  ASSERT_TRUE(until([&] { return client.count<LinkDown>() == 1; }));
  EXPECT_EQ(client.received[kFirst].size(), 3'000'000u);
  EXPECT_EQ(client.last<LinkDown>().reason, "closed by the peer");
  EXPECT_EQ(server.count<LinkBytes>(), 0u);
  EXPECT_EQ(server.count<LinkDown>(), 0u);
}

TEST_F(AsioDriverTest, answers_a_peer_that_stops_speaking_before_it_stops_listening) {
  RawPeer peer(listen(add(echo)));
  peer.send("last words");
  peer.stop_speaking();
  EXPECT_TRUE(until_seen([&] { return peer.read(), peer.at_end; }));
  EXPECT_EQ(peer.received, "last words");
  EXPECT_EQ(echo.reason, "closed by the peer");
}

TEST_F(AsioDriverTest, closes_the_link_of_a_peer_that_does_not_read_and_no_other) {
  AsioDriver::Config config;
  config.output_bytes_max = 100'000;
  start(config);
  connect_to_echo();
  Puppet flood;
  const RawPeer never_reads(listen(add(flood)));
  flood.answer = [&](const Now&, const Event& event) {
    if (std::holds_alternative<LinkDown>(event)) return Turn{};
    return Turn{{SendBytes{1, std::string(50'000, 'x')}}, driver->now().monotonic};
  };
  ASSERT_TRUE(until([&] { return flood.count<LinkDown>() == 1; }));
  EXPECT_THAT(flood.last<LinkDown>().reason, StartsWith("the peer reads too slowly: "));
  EXPECT_THAT(flood.last<LinkDown>().reason, HasSubstr("the limit of 100000"));

  perform(client_node, client, {SendBytes{kFirst, " again"}});
  EXPECT_TRUE(until([&] { return client.received[kFirst] == "hello again"; }));
}

TEST_F(AsioDriverTest, takes_a_burst_up_to_the_limit_of_waiting_output) {
  AsioDriver::Config config;
  config.output_bytes_max = 100'000;
  start(config);
  connect_to_echo();
  perform(client_node, client,
          {SendBytes{kFirst, std::string(60'000, 'a')}, SendBytes{kFirst, std::string(40'000, 'b')}});
  EXPECT_TRUE(until([&] { return client.received[kFirst].size() == 100'005; }));
  perform(client_node, client, {SendBytes{kFirst, std::string(100'001, 'c')}});
  EXPECT_TRUE(until([&] { return client.count<LinkDown>() == 1; }));
}

TEST_F(AsioDriverTest, does_not_wait_for_ever_for_a_peer_that_neither_reads_nor_closes) {
  AsioDriver::Config config;
  config.close_timeout = 30ms;
  config.connections_max = 1;
  start(config);
  Puppet server;
  server.answer = [](const Now&, const Event& event) {
    const auto* up = std::get_if<LinkUp>(&event);
    return up ? turn_with({SendBytes{up->link, "bye"}, CloseLink{up->link}}) : Turn{};
  };
  url = listen(add(server));
  const RawPeer lingers(url);
  ASSERT_TRUE(until([&] { return server.count<LinkUp>() == 1; }));
  // Its slot is free again when the next one gets in.
  perform(client_node = add(client), client, {OpenLink{kFirst, url}});
  while (server.count<LinkUp>() < 2)
    if (client.count<LinkDown>() > 0) {
      client.events.clear();
      perform(client_node, client, {OpenLink{kFirst, url}});
    } else {
      ASSERT_TRUE(until([&] { return client.count<LinkDown>() > 0 || server.count<LinkUp>() == 2; }));
    }
}

TEST_F(AsioDriverTest, cutting_the_links_of_a_node_tells_both_ends) {
  connect_to_echo();
  driver->cut_links(client_node);
  ASSERT_TRUE(until([&] { return echo.down == 1 && client.count<LinkDown>() == 1; }));
  EXPECT_EQ(echo.reason, "reset by the peer");
  EXPECT_EQ(client.last<LinkDown>().reason, "the link was cut");
}

TEST_F(AsioDriverTest, refuses_connections_above_its_maximum_until_one_ends) {
  AsioDriver::Config config;
  config.connections_max = 1;
  start(config);
  connect_to_echo();
  perform(client_node, client, {OpenLink{kFirst + 1, url}});
  ASSERT_TRUE(until([&] { return client.count<LinkDown>() == 1; }));
  EXPECT_EQ(echo.up, 1);

  perform(client_node, client, {CloseLink{kFirst}});
  ASSERT_TRUE(until([&] { return echo.down == 1; }));
  client.greetings[kFirst + 2] = "free again";
  perform(client_node, client, {OpenLink{kFirst + 2, url}});
  EXPECT_TRUE(until([&] { return client.received[kFirst + 2] == "free again"; }));
}

TEST_F(AsioDriverTest, goes_on_accepting_when_descriptors_were_short_for_a_while) {
  struct Logs : HostWatcher {
    void on_log(const Now&, NodeId, const Log& log) override { texts.push_back(log.text); }
    std::vector<std::string> texts;
  } logs;
  driver->watch(&logs);
  // UBSan needs a descriptor the first time it meets a class; these make it meet them before the shortage.
  connect_to_echo();
  EXPECT_FALSE(driver->stop_on_signals({SIGKILL}));
  logs.on_log({}, 0, {});
  logs.texts.clear();
  const RawPeer waits(url);
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  const rlim_t usual = files.rlim_cur;
  files.rlim_cur = static_cast<rlim_t>(waits.descriptor()) + 1;   // All below are taken.
  setrlimit(RLIMIT_NOFILE, &files);
  EXPECT_TRUE(until_seen([&] { return !logs.texts.empty(); }));
  files.rlim_cur = usual;
  setrlimit(RLIMIT_NOFILE, &files);
  EXPECT_TRUE(until([&] { return echo.up == 2; }));
  ASSERT_EQ(logs.texts.size(), 1u);
  EXPECT_THAT(logs.texts[0], HasSubstr("Too many open files"));
}

TEST_F(AsioDriverTest, sends_everything_of_a_turn_at_once) {
  connect_to_echo();
  std::vector<Effect> effects;
  for (int i = 0; i < 100; ++i) effects.push_back(SendBytes{kFirst, "0123456789"});
  const int turns = echo.turns;
  perform(client_node, client, std::move(effects));
  ASSERT_TRUE(until([&] { return client.received[kFirst].size() == 1005; }));
  EXPECT_EQ(echo.turns - turns, 1);
}

TEST_F(AsioDriverTest, serves_thousands_of_links_at_once) {
  constexpr int kLinks = 3000;
  if (const std::string why = raise_limit_for(kLinks); !why.empty()) GTEST_SKIP() << why;
  greet_over_links(kLinks, "tcp://127.0.0.1:0", echo, client);
}

}   // namespace
}   // namespace parley::transport
