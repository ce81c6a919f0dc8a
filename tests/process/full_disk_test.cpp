// A database that cannot grow while `parley serve` runs. An ordinary user makes a disk full by a limit on the
// size of the server's files (RLIMIT_FSIZE; SIGXFSZ, which it would end by, is ignored): writes fail from
// there on, reads do not, and the limit can be lifted.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <filesystem>

#include "tests/process/test_child.h"
#include "tests/process/test_sip_peer.h"

namespace parley::process {
namespace {

using testing::HasSubstr;

// Ignored from before the start of a child, which inherits that.
class IgnoredSignal {
 public:
  explicit IgnoredSignal(int number) : number_(number), before_(::signal(number, SIG_IGN)) {}
  IgnoredSignal(const IgnoredSignal&) = delete;
  ~IgnoredSignal() { ::signal(number_, before_); }

 private:
  int number_;
  sighandler_t before_;
};

void limit_files_of(pid_t pid, rlim_t bytes) {
  const rlimit limit{bytes, RLIM_INFINITY};
  ASSERT_EQ(::prlimit(pid, RLIMIT_FSIZE, &limit, nullptr), 0);
}

rlim_t largest_file_in(const std::string& folder) {
  rlim_t largest = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) largest = std::max<rlim_t>(largest, entry.file_size());
  return largest;
}

TEST(FullDisk, posts_are_refused_until_there_is_room_and_everything_else_goes_on) {
  const IgnoredSignal ignored(SIGXFSZ);
  const Folder folder;
  ServeProcess server({"--data", folder / "data"});
  ASSERT_TRUE(server.ready()) << server.child.error_so_far();
  SipPeer alice(server.port, "alice"), bob(server.port, "bob");
  for (SipPeer* peer : {&alice, &bob}) {
    ASSERT_NO_FATAL_FAILURE(peer->open_session());
    ASSERT_THAT(peer->join(), HasSubstr("rpl:join"));
  }
  std::vector<std::string> kept;
  for (int i = 0; i < 20; ++i) {
    kept.push_back(fmt::format("kept {}", i));
    ASSERT_TRUE(alice.post_and_see(kept.back()));
  }

  // The files may grow by no byte. A journal may be written from its beginning again, so a few posts may fit.
  ASSERT_NO_FATAL_FAILURE(limit_files_of(server.child.pid(), largest_file_in(folder / "data")));
  int status = 200;
  for (int i = 0; i < 5000 && status == 200; ++i) {
    const std::string text = fmt::format("more {}", i);
    const auto answer = alice.ask(alice.post_body(text));
    ASSERT_TRUE(answer);
    status = answer->status;
    if (status == 200) kept.push_back(text);
    else EXPECT_TRUE(answer->headers.contains("Retry-After"));
  }
  EXPECT_EQ(status, 503);
  EXPECT_THAT(server.child.error_so_far(),
              HasSubstr((folder / "data") + "/mgc.sqlite cannot grow: lift the limit on the size of files"));

  // What was stored is there, for those who were here and for those who come.
  const auto history = bob.history(100);
  ASSERT_GE(kept.size(), history.size());
  EXPECT_TRUE(std::equal(history.rbegin(), history.rend(), kept.rbegin()));
  SipPeer carol(server.port, "carol");
  ASSERT_NO_FATAL_FAILURE(carol.open_session());
  EXPECT_THAT(carol.command("chansrch", R"(<qib qtype="BYNAME" criteria="Lobby" extended="false"/>)"),
              HasSubstr("name=\"Lobby\""));

  ASSERT_NO_FATAL_FAILURE(limit_files_of(server.child.pid(), RLIM_INFINITY));
  EXPECT_TRUE(alice.post_and_see("there is room again"));
  EXPECT_FALSE(bob.wait_document("<chat>there is room again</chat>").empty());
  EXPECT_EQ(server.stop().code, 0);
}

}   // namespace
}   // namespace parley::process
