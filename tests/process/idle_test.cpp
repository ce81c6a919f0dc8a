// A server with nothing to do costs nothing. That something does not happen shows only in time that passes:
// these are the tests that wait, and that run alone, since what else uses the processor would disturb them.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/timerfd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "tests/process/test_child.h"
#include "tests/process/test_sip_peer.h"

namespace parley::process {
namespace {

// utime + stime in clock ticks: fields 14 and 15 of /proc/PID/stat (proc(5)), counted behind the name.
long cpu_ticks(pid_t pid) {
  const std::string stat = read_whole(fmt::format("/proc/{}/stat", pid));
  std::istringstream fields(stat.substr(stat.rfind(')') + 2));
  std::string field;
  long ticks = 0;
  for (int number = 3; number <= 15 && fields >> field; ++number)
    if (number >= 14) ticks += std::atol(field.c_str());
  return ticks;
}

// How often a thread of the process went to sleep or was put aside: both lines of /proc/PID/task/TID/status.
// To come back from either is to have run.
long context_switches(pid_t pid) {
  long switches = 0;
  for (const auto& task : std::filesystem::directory_iterator(fmt::format("/proc/{}/task", pid))) {
    std::istringstream status(read_whole((task.path() / "status").string()));
    for (std::string line; std::getline(status, line);)
      if (const auto at = line.find("voluntary_ctxt_switches:"); at != std::string::npos)
        switches += std::atol(line.c_str() + line.find(':') + 1);
  }
  return switches;
}

#ifndef __has_feature   // g++ has no such question, and its sanitizers are not built here.
#define __has_feature(x) 0
#endif
// UBSan opens a pipe whenever it meets a class for the first time, and takes a failure for a wrong object.
constexpr bool kNeedsDescriptors = __has_feature(undefined_behavior_sanitizer);
constexpr bool kHasThreadOfItsOwn = __has_feature(thread_sanitizer);

void wait_one_second() {
  const Descriptor timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
  const itimerspec second{{0, 0}, {1, 0}};
  ASSERT_EQ(::timerfd_settime(timer.get(), 0, &second, nullptr), 0);
  ASSERT_TRUE(wait_readable(timer.get(), Clock::now() + kPatience));
}

// True when for a whole second no thread of it ran at all. What was begun before may end in the first
// seconds, so there are ten; but who looks again and again, however seldom within a second, has none.
bool sleeps_for_a_second(pid_t pid) {
  for (int second = 0; second < 10; ++second) {
    const long switches = context_switches(pid), ticks = cpu_ticks(pid);
    wait_one_second();
    if (context_switches(pid) == switches && cpu_ticks(pid) == ticks) return true;
  }
  return false;
}

TEST(Idle, with_sessions_open_the_server_uses_no_cpu) {
  if (kHasThreadOfItsOwn)
    GTEST_SKIP() << "TSan in the server has a thread that looks around ten times a second";
  const Folder folder;
  ServeProcess server({"--data", folder / "data"});
  ASSERT_TRUE(server.ready()) << server.child.error_so_far();
  SipPeer alice(server.port, "alice"), bob(server.port, "bob"), silent(server.port, "carol");
  for (SipPeer* peer : {&alice, &bob}) {
    ASSERT_NO_FATAL_FAILURE(peer->open_session());
    peer->join();
  }
  // Work shows in the numbers, else they would be read wrongly.
  for (int post = 0; post < 2000 && cpu_ticks(server.child.pid()) == 0; ++post)
    ASSERT_TRUE(alice.post_and_see("hello " + std::to_string(post)));
  ASSERT_GT(cpu_ticks(server.child.pid()), 0);
  const long switches = context_switches(server.child.pid());
  ASSERT_TRUE(alice.post_and_see("one more"));
  ASSERT_GT(context_switches(server.child.pid()), switches);

  EXPECT_TRUE(sleeps_for_a_second(server.child.pid()));
  EXPECT_TRUE(bob.post_and_see("still there"));
}

// A listener that cannot accept stays readable: asking it again and again would cost a whole processor.
TEST(Idle, out_of_descriptors_the_server_waits_and_serves_those_that_it_has) {
  if (kNeedsDescriptors) GTEST_SKIP() << "UBSan in the server needs descriptors itself";
  ServeProcess server({"--log-level", "error"});
  ASSERT_TRUE(server.ready()) << server.child.error_so_far();
  SipPeer alice(server.port, "alice");
  ASSERT_NO_FATAL_FAILURE(alice.open_session());
  alice.join();
  ASSERT_TRUE(alice.post_and_see("before the crowd"));
  const rlimit few{32, 32};
  ASSERT_EQ(::prlimit(server.child.pid(), RLIMIT_NOFILE, &few, nullptr), 0);
  std::vector<SipPeer> crowd;
  for (int i = 0; i < 60; ++i) crowd.emplace_back(server.port, "bob");
  ASSERT_TRUE(alice.post_and_see("in the crowd"));

  const long before = cpu_ticks(server.child.pid());
  wait_one_second();
  EXPECT_LE(cpu_ticks(server.child.pid()) - before, 5);
  EXPECT_TRUE(alice.post_and_see("still there"));
  crowd.clear();
  SipPeer carol(server.port, "carol");
  ASSERT_NO_FATAL_FAILURE(carol.open_session());   // There is room again.
}

}   // namespace
}   // namespace parley::process
