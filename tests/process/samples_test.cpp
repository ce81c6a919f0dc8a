// The client side of the wire samples over a real connection, in pieces cut anywhere: `parley serve` answers
// as the samples show.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <utility>

#include "reference_server/core/test_samples.h"
#include "tests/process/test_child.h"
#include "tests/process/test_sip_peer.h"

namespace parley::process {
namespace {

constexpr std::string_view kPool = "sip:GC-1-PersistentChatService-2@contoso.com";
constexpr std::string_view kRoom = "ma-chan://contoso.com/58384137-ac90-43f3-b045-9bc0fc408d2b";

// How many bytes go into the next piece. The engine's numbers are the same everywhere.
class Cuts {
 public:
  explicit Cuts(std::size_t longest) : longest_(longest) {}
  std::size_t next() { return 1 + engine_() % longest_; }

 private:
  std::size_t longest_;
  std::mt19937 engine_{20131018};
};

void send_cut(SipPeer& peer, std::string_view bytes, Cuts& cuts) {
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, cuts.next());
    ASSERT_TRUE(peer.send_bytes(piece));
    bytes.remove_prefix(piece.size());
  }
}

void play_samples(int port, std::size_t longest_piece) {
  Cuts cuts(longest_piece);
  SipPeer alice(port, "alice");
  alice.answers_requests = false;   // The samples do.
  server::SampleClient client;
  std::string bytes;
  for (const server::SampleStep& step : server::sample_sessions()) {
    SCOPED_TRACE(step.said);
    bytes += sip::write(client.said(step.said));
    if (step.answered.empty()) continue;   // Goes out with the next one.
    ASSERT_NO_FATAL_FAILURE(send_cut(alice, std::exchange(bytes, {}), cuts));
    for (const std::string& shown : step.answered) {
      const auto message = alice.next();
      ASSERT_TRUE(message);
      client.heard(*message);
      EXPECT_THAT(server::unlike(*message, shown), testing::IsEmpty());
    }
  }
}

TEST(Samples, of_the_wire_are_answered_over_tcp_wherever_their_bytes_are_cut) {
  ServeProcess server({"--rooms", PARLEY_SOURCE_DIR "/" + std::string(server::kSamplesPool)});
  ASSERT_TRUE(server.ready()) << server.child.error_so_far();
  SipPeer bob(server.port, "bob"), carol(server.port, "carol");
  for (SipPeer* other : {&bob, &carol}) {
    ASSERT_NO_FATAL_FAILURE(other->open_session(kPool));
    other->join(kRoom);
  }
  for (const std::size_t longest : {1u, 7u, 300u, 100'000u}) {
    SCOPED_TRACE(longest);
    ASSERT_NO_FATAL_FAILURE(play_samples(server.port, longest));
    EXPECT_FALSE(bob.wait_document("<chat>hello</chat>").empty());
    EXPECT_FALSE(bob.wait_document("ntc:part").empty());
  }
}

}   // namespace
}   // namespace parley::process
