// The server is killed where it stands, again and again, while posts stream in. What it has acknowledged is
// in the history and reaches the compliance output exactly once; what it has not is there once or never.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <pugixml.hpp>
#include <set>

#include "protocol/base/random.h"
#include "tests/process/test_child.h"
#include "tests/process/test_sip_peer.h"

namespace parley::process {
namespace {

namespace fs = std::filesystem;

constexpr int kKills = PARLEY_LONG ? 500 : 50;
constexpr std::uint64_t kSeed = 20131018;
constexpr int kWindow = 4;   // Posts on their way at a time: a kill always meets some of them.

using Counts = std::map<std::string, int>;

// The folder of the compliance output, and when something new is in it.
class ComplianceOutput {
 public:
  explicit ComplianceOutput(std::string folder)
      : folder_(std::move(folder)), news_(::inotify_init1(IN_CLOEXEC)) {
    EXPECT_GE(::inotify_add_watch(news_.get(), folder_.c_str(), IN_MOVED_TO | IN_CLOSE_WRITE), 0);
  }
  // Forgets older news; false when nothing new came by then.
  bool wait_news(Clock::time_point until) const {
    if (!wait_readable(news_.get(), until)) return false;
    char events[65536];
    return ::read(news_.get(), events, sizeof events) > 0;
  }

  // How often each chat text is in the finished files.
  Counts chats() const {
    Counts counts;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_)) {
      if (entry.path().extension() != ".xml") continue;
      pugi::xml_document document;
      EXPECT_TRUE(document.load_file(entry.path().c_str())) << entry.path();
      for (const pugi::xml_node& conversation : document.child("Conversations"))
        for (const pugi::xml_node& message : conversation.child("Messages"))
          if (std::string_view(message.attribute("type").value()) == "CHAT")
            ++counts[message.attribute("content").value()];
    }
    return counts;
  }
  // Waits until this text is there.
  bool wait_for(const std::string& text) const {
    const auto until = Clock::now() + kPatience;
    while (!chats().contains(text))
      if (!wait_news(until)) return false;
    return true;
  }

 private:
  std::string folder_;
  Descriptor news_;
};

// What one life of the server was told and what it answered.
struct Life {
  std::vector<std::string> sent;
  std::set<std::string> acknowledged;   // Its 200, or its copy, has come.
};

class CrashTest : public testing::Test {
 protected:
  ServeProcess start() {
    return ServeProcess({"--data", folder_ / "data", "--batch-interval", "1", "--log-level", "warning"});
  }

  void send_post(SipPeer& peer, Life& life) {
    std::string text = fmt::format("post {}", ++posts_);
    sip::Message info = peer.info(peer.post_body(text));
    texts_by_cseq_[std::string(info.headers.get("CSeq"))] = text;
    life.sent.push_back(std::move(text));
    peer.send(info);
  }
  void take_note(const sip::Message& message, Life& life) {
    if (message.status == 200) {
      const auto answered = texts_by_cseq_.find(std::string(message.headers.get("CSeq")));
      if (answered != texts_by_cseq_.end()) life.acknowledged.insert(answered->second);
    } else if (std::string text = chat_text(message.body); !text.empty()) {
      life.acknowledged.insert(std::move(text));
    }
  }

  // Posts until `copies` were answered, keeping kWindow on their way; goes on until the drawn moment; kills.
  Life post_and_kill(ServeProcess& server, SipPeer& peer) {
    Life life;
    texts_by_cseq_.clear();
    const std::uint64_t wanted = random_.below(9);
    const auto extra = std::chrono::microseconds(random_.below(4000));
    std::optional<Clock::time_point> moment;
    for (;;) {
      while (life.sent.size() < life.acknowledged.size() + kWindow) send_post(peer, life);
      if (!moment && life.acknowledged.size() >= wanted) moment = Clock::now() + extra;
      const auto message = peer.next(moment ? *moment : Clock::now() + kPatience);
      if (message) take_note(*message, life);
      else if (moment) break;
      else return ADD_FAILURE() << "the server stopped answering", life;
    }
    server.child.signal(SIGKILL);
    EXPECT_EQ(server.child.wait().signal, SIGKILL);
    while (const auto message = peer.next()) take_note(*message, life);   // What was still on the wire.
    return life;
  }

  // The room's newest messages hold what the life that was killed has acknowledged.
  void check_history(SipPeer& peer, const Life& life) {
    Counts found;
    for (const std::string& text : peer.history(500)) ++found[text];
    for (const std::string& text : life.sent) {
      EXPECT_LE(found[text], 1) << text;
      EXPECT_GE(found[text], life.acknowledged.contains(text) ? 1 : 0) << text << " was acknowledged";
      if (found[text] > 0) stored_.insert(text);
    }
  }

  const Folder folder_;
  Random random_{kSeed};
  int posts_ = 0;
  std::map<std::string, std::string> texts_by_cseq_;
  std::set<std::string> stored_;
};

TEST_F(CrashTest, loses_nothing_that_was_acknowledged_and_archives_nothing_twice) {
  std::size_t acknowledged = 0, cut_off = 0;
  Life last;
  for (int kill = 0; kill < kKills; ++kill) {
    ServeProcess server = start();
    ASSERT_TRUE(server.ready()) << "after kill " << kill << ": " << server.child.error_so_far();
    SipPeer peer(server.port, "alice");
    ASSERT_NO_FATAL_FAILURE(peer.open_session());
    peer.join();
    check_history(peer, last);
    // Every fifth kill meets a batch: the moment is drawn from when a new file of the output appears.
    if (kill % 5 == 4) {
      EXPECT_TRUE(ComplianceOutput(folder_ / "data/compliance").wait_news(Clock::now() + kPatience));
    }
    last = post_and_kill(server, peer);
    acknowledged += last.acknowledged.size();
    cut_off += last.sent.size() - last.acknowledged.size();
    ASSERT_FALSE(HasFailure()) << "kill " << kill << ", seed " << kSeed;
  }
  EXPECT_GE(acknowledged, 100u);   // Else the kills came too early to mean anything,
  EXPECT_GE(cut_off, 25u);         // or too late.

  ServeProcess server = start();
  ASSERT_TRUE(server.ready()) << server.child.error_so_far();
  SipPeer peer(server.port, "alice");
  ASSERT_NO_FATAL_FAILURE(peer.open_session());
  peer.join();
  check_history(peer, last);
  // Events are archived in order: when the last is there, so is everything before it.
  ASSERT_TRUE(peer.post_and_see("the end"));
  stored_.insert("the end");
  const ComplianceOutput output(folder_ / "data/compliance");
  ASSERT_TRUE(output.wait_for("the end"));
  EXPECT_EQ(server.stop().code, 0);

  Counts expected;
  for (const std::string& text : stored_) expected[text] = 1;
  EXPECT_EQ(output.chats(), expected);
}

TEST_F(CrashTest, killed_while_it_starts_it_starts_again) {
  for (int kill = 0; kill < 20; ++kill) {
    ServeProcess server = start();
    const auto moment = Clock::now() + std::chrono::microseconds(random_.below(20'000));
    server.ready(moment);
    server.child.signal(SIGKILL);
    EXPECT_EQ(server.child.wait().signal, SIGKILL);
  }
  ServeProcess server = start();
  ASSERT_TRUE(server.ready()) << server.child.error_so_far();
  SipPeer peer(server.port, "alice");
  ASSERT_NO_FATAL_FAILURE(peer.open_session());
  peer.join();
  EXPECT_TRUE(peer.post_and_see("still here"));
  EXPECT_THAT(peer.history(10), testing::ElementsAre("still here"));
}

}   // namespace
}   // namespace parley::process
