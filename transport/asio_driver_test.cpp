// The driver contract on real sockets: bytes, links, deadlines and quiet.
#include "transport/asio_driver.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include "transport/driver_fixture.h"

namespace parley::transport {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

constexpr LinkId kFirst = kOpenedLink | 1;

class AsioDriverTest : public DriverTest {};

TEST_F(AsioDriverTest, echoes_over_tcp) {
  EchoSeen seen;
  Puppet client;
  const std::string url = listen(add_echo(seen));
  const NodeId node = add_puppet(client);
  perform(node, client, {OpenLink{kFirst, url}, SendBytes{kFirst, "hello"}});
  EXPECT_TRUE(until([&] { return client.received[kFirst] == "hello"; }));
  EXPECT_EQ(client.last<LinkUp>().peer, url);
  EXPECT_THAT(seen.peer, StartsWith("tcp://127.0.0.1:"));
}

TEST_F(AsioDriverTest, carries_bytes_whole_and_in_order_whatever_their_size) {
  EchoSeen seen;
  Puppet client;
  const std::string url = listen(add_echo(seen));
  const NodeId node = add_puppet(client);
  std::string all;
  std::vector<Effect> effects{OpenLink{kFirst, url}};
  for (const std::size_t size : {1u, 2u, 1000u, 16384u, 16385u, 65536u, 1000000u, 3u}) {
    std::string part(size, '\0');
    for (std::size_t i = 0; i < size; ++i) part[i] = static_cast<char>((i * 31 + size) & 0xff);
    all += part;
    effects.push_back(SendBytes{kFirst, std::move(part)});
  }
  perform(node, client, std::move(effects));
  EXPECT_TRUE(until([&] { return client.received[kFirst].size() >= all.size(); }));
  EXPECT_TRUE(client.received[kFirst] == all);
}

TEST_F(AsioDriverTest, tells_why_a_link_could_not_be_opened) {
  Puppet client;
  EchoSeen seen;
  const NodeId node = add_puppet(client);
  const NodeId echo = add_echo(seen);
  const std::string url = listen(echo);
  driver->crash(echo);   // Its port stays ours, so that nobody else answers there.
  perform(node, client, {OpenLink{kFirst, url}});
  ASSERT_TRUE(until([&] { return client.count<LinkDown>() == 1; }));
  EXPECT_EQ(client.last<LinkDown>().link, kFirst);
  EXPECT_EQ(client.last<LinkDown>().reason, "cannot connect to " + url + ": the connection was refused");
}

TEST_F(AsioDriverTest, answers_a_senseless_target_with_link_down) {
  Puppet client;
  const NodeId node = add_puppet(client);
  perform(node, client, {OpenLink{kFirst, "nowhere"}, SendBytes{kFirst, "lost"}});
  ASSERT_TRUE(until([&] { return client.count<LinkDown>() == 1; }));
  EXPECT_THAT(client.last<LinkDown>().reason, HasSubstr("'nowhere' is no address"));
}

TEST_F(AsioDriverTest, says_that_a_port_is_in_use) {
  EchoSeen seen;
  const NodeId node = add_echo(seen);
  const std::string url = listen(node);
  const auto again = driver->listen(node, url);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Errc::conflict);
  EXPECT_THAT(again.error().detail, HasSubstr("is in use by another program"));
}

TEST_F(AsioDriverTest, says_that_an_address_is_not_ours) {
  EchoSeen seen;
  const auto where = driver->listen(add_echo(seen), "tcp://192.0.2.1:0");   // RFC 5737: nobody has it.
  ASSERT_FALSE(where);
  EXPECT_THAT(where.error().detail, HasSubstr("192.0.2.1 is no address of this machine"));
}

TEST_F(AsioDriverTest, sends_what_came_before_a_close_and_then_closes) {
  Puppet server, client;
  server.answer = [](const Now&, const Event& event) {
    const auto* up = std::get_if<LinkUp>(&event);
    return up ? turn_with({SendBytes{up->link, std::string(3'000'000, 'x')}, CloseLink{up->link}}) : Turn{};
  };
  const std::string url = listen(add_puppet(server));
  const NodeId node = add_puppet(client);
  // The client talks on, which must not turn the close into a reset.
  perform(node, client, {OpenLink{kFirst, url}, SendBytes{kFirst, std::string(2'000'000, 'y')}});
  ASSERT_TRUE(until([&] { return client.count<LinkDown>() == 1; }));
  EXPECT_EQ(client.received[kFirst].size(), 3'000'000u);
  EXPECT_EQ(client.last<LinkDown>().reason, "closed by the peer");
  EXPECT_EQ(server.count<LinkBytes>(), 0);
  EXPECT_EQ(server.count<LinkDown>(), 1);
}

TEST_F(AsioDriverTest, answers_a_peer_that_stops_speaking_before_it_stops_listening) {
  EchoSeen seen;
  Puppet client;
  const std::string url = listen(add_echo(seen));
  const NodeId node = add_puppet(client);
  perform(node, client, {OpenLink{kFirst, url}, SendBytes{kFirst, "last words"}, CloseLink{kFirst}});
  EXPECT_TRUE(until([&] { return seen.down == 1; }));
  EXPECT_EQ(seen.turns, 3);   // Up, bytes, down.
}

TEST_F(AsioDriverTest, closes_the_link_of_a_slow_reader_and_no_other) {
  AsioDriver::Config config;
  config.output_bytes_max = 100'000;
  start(config);
  Puppet server, client;
  const std::string url = listen(add_puppet(server));
  const NodeId node = add_puppet(client);
  perform(node, client, {OpenLink{kFirst, url}, OpenLink{kFirst + 1, url}});
  ASSERT_TRUE(until([&] { return server.count<LinkUp>() == 2; }));

  perform(0, server, {SendBytes{1, std::string(100'000, 'a')}, SendBytes{1, "b"}, SendBytes{2, "well"}});
  ASSERT_TRUE(until([&] { return server.count<LinkDown>() == 1 && client.received.size() == 1; }));
  EXPECT_EQ(server.last<LinkDown>().link, 1u);
  EXPECT_THAT(server.last<LinkDown>().reason, StartsWith("the peer reads too slowly: 100000 bytes wait"));
  EXPECT_EQ(client.received.begin()->second, "well");
}

TEST_F(AsioDriverTest, cutting_the_links_of_a_node_tells_both_ends) {
  Puppet server, client;
  const std::string url = listen(add_puppet(server));
  const NodeId node = add_puppet(client);
  perform(node, client, {OpenLink{kFirst, url}});
  ASSERT_TRUE(until([&] { return server.count<LinkUp>() == 1 && client.count<LinkUp>() == 1; }));
  driver->cut_links(node);
  ASSERT_TRUE(until([&] { return server.count<LinkDown>() == 1 && client.count<LinkDown>() == 1; }));
  EXPECT_EQ(server.last<LinkDown>().reason, "reset by the peer");
  EXPECT_EQ(client.last<LinkDown>().reason, "the connection was cut");
}

TEST_F(AsioDriverTest, refuses_connections_above_its_maximum) {
  AsioDriver::Config config;
  config.connections_max = 1;
  start(config);
  EchoSeen seen;
  Puppet client;
  const std::string url = listen(add_echo(seen));
  const NodeId node = add_puppet(client);
  perform(node, client, {OpenLink{kFirst, url}});
  ASSERT_TRUE(until([&] { return seen.up == 1; }));
  perform(node, client, {OpenLink{kFirst + 1, url}});
  ASSERT_TRUE(until([&] { return client.count<LinkDown>() == 1; }));
  EXPECT_EQ(seen.up, 1);

  perform(node, client, {CloseLink{kFirst}});
  ASSERT_TRUE(until([&] { return seen.down == 1; }));
  perform(node, client, {OpenLink{kFirst + 2, url}, SendBytes{kFirst + 2, "free again"}});
  EXPECT_TRUE(until([&] { return client.received[kFirst + 2] == "free again"; }));
}

TEST_F(AsioDriverTest, reaches_deadlines_in_order_and_never_early) {
  struct Alarm : Endpoint {
    Alarm(Instant at, std::vector<int>* log, int name) : at(at), log(log), name(name) {}
    Turn on_event(const Now& now, const Event& event) override {
      if (!std::holds_alternative<DeadlineReached>(event)) return {{}, at};
      EXPECT_GE(now.monotonic, at);
      log->push_back(name);
      return {};
    }
    Instant at;
    std::vector<int>* log;
    int name;
  };
  std::vector<int> log;
  const Instant begin = driver->now().monotonic;
  const std::vector<Duration> after{30ms, 10ms, 20ms};
  for (int i = 0; i < 3; ++i) {
    const Instant at = begin + after[static_cast<std::size_t>(i)];
    const NodeId node =
        driver->add({"alarm", [&log, at, i](const Now&) { return std::make_unique<Alarm>(at, &log, i); }, {}});
    driver->tell(node, "begin");
  }
  ASSERT_TRUE(until([&] { return log.size() == 3; }));
  EXPECT_EQ(log, (std::vector<int>{1, 2, 0}));
}

TEST_F(AsioDriverTest, keeps_only_the_last_deadline_of_an_endpoint) {
  Puppet puppet;
  const NodeId node = add_puppet(puppet);
  const Instant begin = driver->now().monotonic;
  Instant wanted = begin + 5ms;
  puppet.answer = [&](const Now&, const Event& event) {
    return Turn{{}, std::holds_alternative<Told>(event) ? wanted : Instant::never()};
  };
  driver->tell(node, "early");
  wanted = begin + 40ms;
  driver->tell(node, "later");
  ASSERT_TRUE(until([&] { return puppet.count<DeadlineReached>() == 1; }));
  EXPECT_GE(driver->now().monotonic, begin + 40ms);
  wanted = Instant::never();
  driver->tell(node, "no more");
  EXPECT_FALSE(until([&] { return puppet.count<DeadlineReached>() == 2; }, 30ms));
}

TEST_F(AsioDriverTest, makes_no_turn_and_uses_no_processor_while_nothing_happens) {
  EchoSeen seen;
  Puppet client;
  const std::string url = listen(add_echo(seen));
  const NodeId node = add_puppet(client);
  perform(node, client, {OpenLink{kFirst, url}, SendBytes{kFirst, "x"}});
  ASSERT_TRUE(until([&] { return client.received[kFirst] == "x"; }));
  const int turns_before = seen.turns;
  const auto events_before = client.events.size();
  rusage before{}, after{};
  getrusage(RUSAGE_THREAD, &before);
  EXPECT_FALSE(until([] { return false; }, 300ms));
  getrusage(RUSAGE_THREAD, &after);
  EXPECT_EQ(seen.turns, turns_before);
  EXPECT_EQ(client.events.size(), events_before);
  EXPECT_LE(after.ru_nvcsw - before.ru_nvcsw, 5) << "The thread woke up for nothing.";
}

TEST_F(AsioDriverTest, asks_after_every_turn_whether_it_is_done) {
  EchoSeen seen;
  Puppet client;
  const std::string url = listen(add_echo(seen));
  const NodeId node = add_puppet(client);
  perform(node, client, {OpenLink{kFirst, url}});
  std::size_t events = client.events.size();
  int turns = seen.turns;
  while (client.count<LinkUp>() == 0 || seen.up == 0) {
    ASSERT_TRUE(until([&] { return client.events.size() + static_cast<std::size_t>(seen.turns) !=
                                   events + static_cast<std::size_t>(turns); }));
    ASSERT_EQ(client.events.size() + static_cast<std::size_t>(seen.turns),
              events + static_cast<std::size_t>(turns) + 1);
    events = client.events.size();
    turns = seen.turns;
  }
}

TEST_F(AsioDriverTest, serves_thousands_of_links_at_once) {
  rlimit files{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &files), 0);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  // Both ends are ours, and some descriptors belong to others.
  const auto links = std::min<std::uint64_t>(3000, (files.rlim_cur - 100) / 2);
  EchoSeen seen;
  Puppet client;
  const std::string url = listen(add_echo(seen));
  const NodeId node = add_puppet(client);
  std::vector<Effect> effects;
  for (LinkId i = 0; i < links; ++i) {
    effects.push_back(OpenLink{kFirst + i, url});
    effects.push_back(SendBytes{kFirst + i, "number " + std::to_string(i)});
  }
  perform(node, client, std::move(effects));
  ASSERT_TRUE(until([&] { return static_cast<std::uint64_t>(client.count<LinkBytes>()) >= links; }, 60s));
  for (LinkId i = 0; i < links; ++i) ASSERT_EQ(client.received[kFirst + i], "number " + std::to_string(i));
  EXPECT_EQ(client.count<LinkDown>(), 0);
  EXPECT_EQ(static_cast<std::uint64_t>(seen.up), links);
}

}  // namespace
}  // namespace parley::transport
