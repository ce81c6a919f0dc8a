// SIGTERM: what clients see of it, and what the next morning's archive says about who was there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>

#include "tests/process/test_child.h"
#include "tests/process/test_sip_peer.h"

namespace parley::process {
namespace {

using testing::HasSubstr;

// All finished files of the compliance output.
std::string archived(const std::string& folder) {
  std::string all;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".xml") all += read_whole(entry.path());
  return all;
}

TEST(Stop, says_bye_and_then_closes) {
  ServeProcess server;
  ASSERT_TRUE(server.ready()) << server.child.error_so_far();
  SipPeer alice(server.port, "alice");
  alice.open_session();
  alice.join();
  server.child.signal(SIGTERM);
  const auto bye = alice.next();
  ASSERT_TRUE(bye) << server.child.error_so_far();
  EXPECT_EQ(bye->method, "BYE");
  EXPECT_TRUE(alice.wait_lost());
  EXPECT_EQ(server.child.wait().code, 0);
}

TEST(Stop, archives_that_everybody_has_left_before_the_process_ends) {
  const Folder folder;
  ServeProcess server({"--data", folder / "data"});
  ASSERT_TRUE(server.ready()) << server.child.error_so_far();
  SipPeer alice(server.port, "alice");
  alice.open_session();
  alice.join();
  EXPECT_TRUE(alice.post_and_see("the last word of the day"));
  EXPECT_EQ(server.stop().code, 0);
  const std::string files = archived(folder / "data/compliance");
  EXPECT_THAT(files, HasSubstr("the last word of the day"));
  EXPECT_THAT(files, HasSubstr("type=\"PART\""));
}

TEST(Stop, archives_into_a_file_per_room_when_asked) {
  constexpr std::string_view kCoffeeUri = "ma-chan://contoso.com/a4d2c1b0-9e8f-4d7c-8b6a-5f4e3d2c1b0a";
  for (const bool asked : {false, true}) {
    const Folder folder;
    std::vector<std::string> words{"--data", folder / "data"};
    if (asked) words.emplace_back("--file-per-room");
    ServeProcess server(words);
    ASSERT_TRUE(server.ready()) << server.child.error_so_far();
    SipPeer alice(server.port, "alice");
    alice.open_session();
    alice.join();
    alice.join(kCoffeeUri);
    EXPECT_EQ(server.stop().code, 0);
    const auto files = std::filesystem::directory_iterator(folder / "data/compliance");
    EXPECT_EQ(std::distance(begin(files), end(files)), asked ? 2 : 1);
  }
}

bool is_running(const Child& child) {
  siginfo_t ended{};
  EXPECT_EQ(::waitid(P_PID, static_cast<id_t>(child.pid()), &ended, WEXITED | WNOHANG | WNOWAIT), 0);
  return ended.si_pid == 0;
}

// Neither peer closes its side, so each server waits for that; who was told twice does not, and overtakes.
TEST(Stop, is_cut_short_by_a_second_signal_with_success) {
  ServeProcess patient, hurried;
  std::vector<SipPeer> peers;
  for (ServeProcess* server : {&patient, &hurried}) {
    ASSERT_TRUE(server->ready()) << server->child.error_so_far();
    peers.emplace_back(server->port, "alice").open_session();
  }
  patient.child.signal(SIGTERM);
  ASSERT_TRUE(peers[0].next());
  hurried.child.signal(SIGTERM);
  ASSERT_TRUE(peers[1].next());
  hurried.child.signal(SIGTERM);
  EXPECT_EQ(hurried.child.wait().code, 0);
  EXPECT_TRUE(is_running(patient.child));
}

}   // namespace
}   // namespace parley::process
