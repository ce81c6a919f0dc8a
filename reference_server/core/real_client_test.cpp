// What a real client needs of the server where it departs from the RFC (real-client.md 3, 4, 7). Its
// in-dialog requests without a branch are those of every test client here; that it tries again after a 407
// under the same branch and CSeq stands in authentication_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference_server/core/test_client.h"

namespace parley::server {
namespace {

using testing::IsEmpty;
using testing::MatchesRegex;
using testing::SizeIs;

constexpr std::string_view kPool = "sip:GC-1-PersistentChatService-1@contoso.com";

class RealClient : public testing::Test {
 protected:
  // One of each kind that the server sends.
  std::vector<sip::Message> everything() {
    std::vector<sip::Message> all;
    const auto keep = [&all](const std::vector<sip::Message>& messages) {
      all.insert(all.end(), messages.begin(), messages.end());
    };
    keep(alice_.send(alice_.request("REGISTER", alice_.uri())));
    sip::Message subscribe = alice_.request("SUBSCRIBE", alice_.uri());
    subscribe.headers.add("Event", "vnd-microsoft-provisioning-v2");
    keep(alice_.send(subscribe));
    keep({alice_.open_session(alice_.request("INVITE", kPool))});
    keep(alice_.join(kLobby));
    keep(alice_.post(kLobby, "hello"));
    for (const char* method : {"UPDATE", "INVITE", "OPTIONS", "MESSAGE", "BYE"})
      keep(alice_.send(alice_.in_session(method)));
    keep(alice_.send(alice_.in_session("INFO")));   // 481.
    return all;
  }

  TestServer server_;
  TestClient alice_{server_, "alice"};
};

TEST_F(RealClient, reads_every_header_because_it_is_named_in_full) {
  for (const sip::Message& message : everything()) {
    EXPECT_TRUE(message.headers.contains("Content-Length"));
    for (const sip::HeaderField& field : message.headers.fields())
      EXPECT_THAT(field.name, MatchesRegex("[A-Za-z][A-Za-z-]+")) << message.method << message.status;
  }
}

TEST_F(RealClient, finds_three_words_in_every_status_line) {
  std::size_t responses = 0;
  for (const sip::Message& message : everything()) {
    if (message.is_request()) continue;
    ++responses;
    EXPECT_FALSE(message.reason.empty()) << message.status;
  }
  EXPECT_GE(responses, 11u);
}

TEST_F(RealClient, finds_its_request_by_the_cseq_as_it_wrote_it) {
  alice_.open_session();
  EXPECT_EQ(alice_.send(alice_.in_session("UPDATE")).at(0).headers.get("CSeq"), "2 UPDATE");
}

TEST_F(RealClient, gets_no_answer_to_its_keep_alive) {
  alice_.open_session();
  server_.send(alice_.link, "\r\n\r\n");
  EXPECT_THAT(server_.received(alice_.link), IsEmpty());
  EXPECT_EQ(alice_.info("").at(0).status, 200);
}

TEST_F(RealClient, is_not_waited_for_when_it_acknowledges_no_refusal) {
  EXPECT_THAT(alice_.send(alice_.request("INVITE", "sip:nobody@contoso.com")), SizeIs(1));
  server_.advance(std::chrono::seconds{60});
  EXPECT_THAT(server_.received(alice_.link), IsEmpty());
  EXPECT_FALSE(server_.closed(alice_.link));
}

TEST_F(RealClient, may_put_everything_into_one_segment_behind_a_keep_alive) {
  alice_.open_session();
  std::string bytes = "\r\n\r\n";
  for (int i = 0; i < 24; ++i) bytes += sip::write(alice_.in_session("INFO"));
  server_.send(alice_.link, bytes);
  EXPECT_THAT(server_.received(alice_.link), SizeIs(24));
}

}   // namespace
}   // namespace parley::server
