// Ctrl-C during `parley conform` and `parley simulate`: what was judged is kept, what was not is NOTRUN, and
// nobody is failed by it.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

#include "reports/run_record.h"
#include "tests/process/test_child.h"

namespace parley::process {
namespace {

using reports::Verdict;
using testing::HasSubstr;

// Takes connections, reads what comes, and answers nothing.
class SilentServer {
 public:
  SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(socket_.get(), generic, size), 0);
    EXPECT_EQ(::listen(socket_.get(), 8), 0);
    EXPECT_EQ(::getsockname(socket_.get(), generic, &size), 0);
    url = "tcp://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  // Waits for a connection on which a request begins; who only looks whether anybody is there sends empty
  // lines.
  bool wait_for_a_request() {
    const auto until = Clock::now() + kPatience;
    while (wait_readable(socket_.get(), until)) {
      connections_.emplace_back(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      const int connection = connections_.back().get();
      for (char one = 0; wait_readable(connection, until) && ::recv(connection, &one, 1, 0) == 1;)
        if (one != '\r' && one != '\n') return true;
    }
    return false;
  }
  std::string url;

 private:
  Descriptor socket_;
  std::vector<Descriptor> connections_;
};

std::size_t count(const reports::RunRecord& run, Verdict verdict) {
  return static_cast<std::size_t>(std::count_if(run.cases.begin(), run.cases.end(),
                                                [&](const auto& one) { return one.verdict == verdict; }));
}

reports::RunRecord record_in(const std::string& folder) {
  auto run = reports::run_from_json(read_whole(folder + "/run.json"));
  if (!run) ADD_FAILURE() << run.error().detail;
  return run ? std::move(*run) : reports::RunRecord{};
}

// Stories of which each line of --json has 2 KiB: whoever plays them waits, before the fortieth is told, for
// somebody to read what was said, since a pipe holds 64 KiB.
constexpr std::size_t kStories = 400;
std::string many_stories(const Folder& folder) {
  const std::string story = read_whole(PARLEY_SOURCE_DIR "/scenarios/sign_in/disabled.ladder");
  const std::string id = "sign-in/disabled \"";
  const std::size_t at = story.find(id);
  EXPECT_NE(at, std::string::npos);
  std::filesystem::create_directory(folder / "many");
  for (std::size_t i = 0; i < kStories; ++i) {
    std::string one = story;
    const std::string name = "many/story" + std::to_string(i);
    folder.write(name + ".ladder", one.replace(at, id.size(), name + " \"" + std::string(2048, 'x')));
  }
  return folder / "many";
}

TEST(Interrupt, ends_a_case_that_waits_for_a_silent_server_and_fails_nobody) {
  SilentServer server;
  const Folder out;
  Child conform({"conform", "--target", server.url, "--out", out.path()});
  ASSERT_TRUE(server.wait_for_a_request()) << conform.error_so_far();
  conform.signal(SIGINT);
  const Ended ended = conform.wait();
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("interrupted: "));
  const reports::RunRecord run = record_in(out.path());
  EXPECT_GT(count(run, Verdict::notrun), 10u);
  EXPECT_EQ(count(run, Verdict::notrun) + count(run, Verdict::na), run.cases.size());
  EXPECT_THAT(read_whole(out / "index.html"), HasSubstr("Exit code <b>3</b>"));
}

// The first is NA and told with a counter behind it, which goes before anything else is said.
TEST(Interrupt, leaves_no_counter_on_a_terminal) {
  SilentServer server;
  const Folder out;
  Child conform({"conform", "--target", server.url, "--out", out.path(), "--scenarios", "compliance/batch",
                 "rooms/leave"},
                "", Output::terminal);
  ASSERT_TRUE(server.wait_for_a_request()) << conform.error_so_far();
  conform.signal(SIGINT);
  const Ended ended = conform.wait();
  EXPECT_EQ(ended.code, 3);
  const std::string counter = " done, 0 not green\r";
  std::size_t seen = 0;
  for (std::size_t at = 0; (at = ended.out.find(counter, at)) != std::string::npos; ++seen) {
    at += counter.size();
    EXPECT_EQ(ended.out.substr(at, 4), "\r\x1b[K");
  }
  EXPECT_GE(seen, 1u) << ended.out;
}

TEST(Interrupt, keeps_what_was_judged) {
  ServeProcess server;
  ASSERT_TRUE(server.ready()) << server.child.error_so_far();
  const Folder out;
  Child conform({"conform", "--target", server.url(), "--out", out.path()});
  while (const auto line = conform.read_line(Clock::now() + kPatience))
    if (line->starts_with("PASS")) break;
  conform.signal(SIGTERM);
  const Ended ended = conform.wait();
  EXPECT_EQ(ended.code, 3) << ended.out << ended.err;
  const reports::RunRecord run = record_in(out.path());
  EXPECT_GE(count(run, Verdict::pass), 1u);
  EXPECT_GE(count(run, Verdict::notrun), 1u);
  EXPECT_EQ(count(run, Verdict::fail), 0u);
}

// The stories run at once over sockets, and each of them is woken: three wait 32 s for a 200 when the fourth,
// which needs none, is told.
TEST(Interrupt, of_a_simulation_over_sockets_ends_all_that_is_played) {
  const Folder out;
  Child simulate({"simulate", "rooms/leave", "rooms/subscribe-and-post", "rooms/unfollow", "sign-in/disabled",
                  "--over", "tcp", "--deviate", "server-no-info-ack", "--out", out.path()});
  const auto line = simulate.read_line(Clock::now() + kPatience);
  ASSERT_TRUE(line) << simulate.error_so_far();
  EXPECT_THAT(*line, HasSubstr("sign-in/disabled"));
  simulate.signal(SIGINT);
  const Ended ended = simulate.wait();
  EXPECT_EQ(ended.code, 3) << ended.out;
  EXPECT_THAT(ended.err, HasSubstr("interrupted: 3 of 4 cases not run"));
  const reports::RunRecord run = record_in(out.path());
  EXPECT_EQ(count(run, Verdict::pass), 1u);
  EXPECT_EQ(count(run, Verdict::notrun), 3u);
}

TEST(Interrupt, leaves_a_record_whose_judged_part_can_be_played_again) {
  const Folder folder;
  Child simulate({"simulate", many_stories(folder), "--json", "--out", folder / "out"});
  ASSERT_TRUE(simulate.read_line(Clock::now() + kPatience)) << simulate.error_so_far();
  simulate.signal(SIGINT);
  EXPECT_EQ(simulate.wait().code, 3);
  const reports::RunRecord run = record_in(folder / "out");
  EXPECT_GE(count(run, Verdict::pass), 1u);
  EXPECT_EQ(count(run, Verdict::pass) + count(run, Verdict::notrun), kStories);
  const Ended again = run_parley({"replay", folder / "out"});
  EXPECT_EQ(again.code, 0) << again.out << again.err;
}

// A script's background job does not hear the Ctrl-C that is meant for the foreground.
TEST(Interrupt, that_whoever_started_it_has_ignored_is_ignored) {
  const Folder folder;
  const auto before = std::signal(SIGINT, SIG_IGN);
  Child simulate({"simulate", many_stories(folder), "--json"});
  std::signal(SIGINT, before);
  ASSERT_TRUE(simulate.read_line(Clock::now() + kPatience)) << simulate.error_so_far();
  simulate.signal(SIGINT);
  const Ended ended = simulate.wait();
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out.find("NOTRUN"), std::string::npos);
}

// The report cannot be written as long as nobody reads the pipe that stands in its way.
TEST(Interrupt, the_second_one_ends_at_once) {
  SilentServer server;
  const Folder out;
  Child conform({"conform", "--target", server.url, "--out", out.path()});
  ASSERT_TRUE(server.wait_for_a_request()) << conform.error_so_far();
  const std::string in_the_way = out / "index.html";
  ASSERT_EQ(::mkfifo(in_the_way.c_str(), 0600), 0);
  conform.signal(SIGINT);
  conform.signal(SIGTERM);   // Another number, so that both are seen however close they come.
  EXPECT_EQ(conform.wait().code, 130);
}

}   // namespace
}   // namespace parley::process
