// Bytes that are no SIP, messages that are no XCCOS: a clear error, at most the connection they came on is
// lost, nothing is stored, and a second client never notices.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

#include "tests/process/test_child.h"
#include "tests/process/test_sip_peer.h"

namespace parley::process {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class BadInputTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(server_.ready()) << server_.child.error_so_far();
    witness_.emplace(server_.port, "alice");
    ASSERT_NO_FATAL_FAILURE(witness_->open_session());
    witness_->join();
    ASSERT_TRUE(witness_->post_and_see("before"));
  }
  // The witness was not disturbed, and only the witness has said something.
  void TearDown() override {
    ASSERT_TRUE(witness_);
    EXPECT_TRUE(witness_->post_and_see("after"));
    EXPECT_FALSE(witness_->lost());
    EXPECT_THAT(witness_->history(100), testing::ElementsAre("before", "after"));
    const Ended ended = server_.stop();
    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(ended.err, HasSubstr(logged_));
  }

  SipPeer intruder() const { return SipPeer(server_.port, "bob"); }
  SipPeer joined_intruder() const {
    SipPeer peer = intruder();
    peer.open_session();
    peer.join();
    return peer;
  }
  // One answer with this status and a Warning that says `why`, then the end of the connection.
  static void expect_refused_and_closed(SipPeer& peer, int status, std::string_view why) {
    const auto answer = peer.next();
    ASSERT_TRUE(answer) << "no answer";
    EXPECT_EQ(answer->status, status);
    EXPECT_THAT(std::string(answer->headers.get("Warning")), HasSubstr(std::string(why)));
    EXPECT_FALSE(peer.next());
    EXPECT_TRUE(peer.lost());
  }
  // An INFO with another Content-Length than its body has.
  static std::string with_length(SipPeer& peer, std::string_view text, std::string_view length) {
    std::string bytes = sip::write(peer.info(peer.post_body(text)));
    const std::size_t from = bytes.find("Content-Length: ") + 16;
    return bytes.replace(from, bytes.find("\r\n", from) - from, length);
  }

  ServeProcess server_{{"--log-level", "warning"}};
  std::optional<SipPeer> witness_;
  std::string
      logged_;   // What the server's log must say: the only clear error, where nobody can be answered.
};

TEST_F(BadInputTest, garbage_is_answered_400_once_and_cut_off) {
  SipPeer peer = intruder();
  peer.send_bytes("\x01\x03\x01 what is this\r\nand this?\r\n\r\nmore\r\n\r\n");
  expect_refused_and_closed(peer, 400, "start line");
}

TEST_F(BadInputTest, tls_where_it_is_not_spoken_is_named_without_a_line_break_to_wait_for) {
  SipPeer peer = intruder();
  peer.send_bytes("\x16\x03\x01\x02");
  expect_refused_and_closed(peer, 400, "These bytes are TLS");
}

TEST_F(BadInputTest, a_request_of_another_protocol_is_cut_off) {
  SipPeer peer = intruder();
  peer.send_bytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  expect_refused_and_closed(peer, 400, "start line");
}

TEST_F(BadInputTest, a_header_without_end_is_answered_513_while_it_still_comes) {
  SipPeer peer = intruder();
  peer.send_bytes("INFO sip:x@contoso.com SIP/2.0\r\nX-Long: ");
  const std::string block(4096, 'a');
  std::optional<sip::Message> answer;
  for (int i = 0; i < 16'384 && !answer && !peer.lost(); ++i) {   // 64 MiB, a thousand times the limit.
    peer.send_bytes(block);
    answer = peer.next(Clock::now());
  }
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 513);
  EXPECT_TRUE(peer.wait_lost());
}

TEST_F(BadInputTest, a_head_above_the_limit_is_answered_513) {
  SipPeer peer = intruder();
  peer.send_bytes("INFO sip:x@contoso.com SIP/2.0\r\nX-Long: " + std::string(64 * 1024, 'a'));
  expect_refused_and_closed(peer, 513, "too long");
}

TEST_F(BadInputTest, too_many_headers_are_answered_513) {
  SipPeer peer = intruder();
  std::string bytes = "INFO sip:x@contoso.com SIP/2.0\r\n";
  for (int i = 0; i < 300; ++i) bytes += "X: y\r\n";
  peer.send_bytes(bytes);
  expect_refused_and_closed(peer, 513, "too many headers");
}

TEST_F(BadInputTest, a_body_above_the_limit_is_answered_513_before_it_is_sent) {
  SipPeer peer = joined_intruder();
  peer.send_bytes(with_length(peer, "huge", "1048577"));
  expect_refused_and_closed(peer, 513, "1048576");
}

TEST_F(BadInputTest, conflicting_content_lengths_are_answered_400) {
  SipPeer peer = joined_intruder();
  peer.send_bytes(with_length(peer, "two lengths", "10\r\nContent-Length: 11"));
  expect_refused_and_closed(peer, 400, "Content-Length");
}

TEST_F(BadInputTest, a_content_length_that_is_no_number_is_answered_400) {
  for (const char* length : {"-1", "ten", "0x10", "+5", "18446744073709551616"}) {
    SipPeer peer = joined_intruder();
    peer.send_bytes(with_length(peer, "odd length", length));
    const auto answer = peer.next();
    ASSERT_TRUE(answer) << length;
    EXPECT_TRUE(answer->status == 400 || answer->status == 513) << length << ": " << answer->status;
    EXPECT_TRUE(peer.wait_lost());
  }
}

TEST_F(BadInputTest, a_content_length_that_is_too_short_stores_nothing) {
  SipPeer peer = joined_intruder();
  // The rest of the document runs into the next message: nobody may find a message in that.
  std::string bytes = with_length(peer, "cut short", "40");
  peer.send_bytes(bytes + sip::write(peer.info(peer.post_body("smuggled"))));
  const auto cut = peer.next();
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->status, 400);
  expect_refused_and_closed(peer, 400, "start line");
}

TEST_F(BadInputTest, a_content_length_that_is_too_long_stores_nothing) {
  SipPeer peer = joined_intruder();
  peer.send_bytes(with_length(peer, "never whole", "5000"));
  peer.half_close();
  EXPECT_TRUE(peer.wait_lost());
  logged_ = "ended in the middle of a message";
}

TEST_F(BadInputTest, a_connection_that_ends_in_the_middle_of_a_message_stores_nothing) {
  SipPeer peer = joined_intruder();
  const std::string bytes = sip::write(peer.info(peer.post_body("half")));
  peer.send_bytes(bytes.substr(0, bytes.size() - 10));
  peer.half_close();
  EXPECT_TRUE(peer.wait_lost());
  logged_ = fmt::format("of which {} bytes had come", bytes.size() - 10);
}

// What a document was refused for; its session goes on.
struct BadDocument {
  const char* name;
  const char* body;
  const char* why;

  friend void PrintTo(const BadDocument& one, std::ostream* out) { *out << one.name; }
};

class BadDocumentTest : public BadInputTest, public testing::WithParamInterface<BadDocument> {};

TEST_P(BadDocumentTest, is_refused_and_the_session_goes_on) {
  SipPeer peer = joined_intruder();
  const auto answer = peer.ask(GetParam().body);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 400);
  EXPECT_THAT(std::string(answer->headers.get("Warning")), HasSubstr(GetParam().why));
  EXPECT_EQ(peer.history(10), std::vector<std::string>{"before"});
}

INSTANTIATE_TEST_SUITE_P(
    Every, BadDocumentTest,
    testing::Values(BadDocument{"not_xml", "hello", "Not well-formed"},
                    BadDocument{"blank", " ", "no element"},
                    BadDocument{"not_well_formed", R"(<xccos xmlns="urn:parlano:xml:ns:xccos"><cmd></xccos>)",
                                "mismatched"},
                    BadDocument{"wrong_namespace", R"(<xccos ver="1" envid="7" xmlns="urn:other"/>)", "urn:"},
                    BadDocument{"doctype", R"(<!DOCTYPE xccos [<!ENTITY a "aaaa">]><xccos>&a;</xccos>)",
                                "document type"},
                    BadDocument{"another_root", R"(<other xmlns="urn:parlano:xml:ns:xccos"/>)", "xccos"}),
    [](const auto& one) { return std::string(one.param.name); });

TEST_F(BadInputTest, a_body_of_another_type_is_answered_415) {
  SipPeer peer = joined_intruder();
  peer.send(peer.info(peer.post_body("as html"), "text/html"));
  const auto answer = peer.next();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 415);
}

TEST_F(BadInputTest, an_unknown_command_is_refused_by_its_reply) {
  SipPeer peer = joined_intruder();
  EXPECT_THAT(peer.command("makecoffee", "<sugar/>"), HasSubstr("NOT_SUPPORTED"));
  EXPECT_FALSE(peer.lost());
}

TEST_F(BadInputTest, a_post_to_a_room_not_joined_is_refused_by_its_reply) {
  SipPeer peer = intruder();
  peer.open_session();
  const auto answer = peer.ask(peer.post_body("let me in"));
  ASSERT_TRUE(answer);
  EXPECT_THAT(peer.wait_document("rpl:grpchat"), HasSubstr("USER_NOT_JOINED"));
}

TEST_F(BadInputTest, an_info_in_the_dialog_of_somebody_else_is_answered_481) {
  SipPeer peer = intruder();
  peer.send(witness_->info(witness_->post_body("I am not alice")));
  const auto answer = peer.next();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 481);
}

TEST_F(BadInputTest, fifty_bad_connections_at_once_do_not_disturb) {
  std::vector<SipPeer> peers;
  for (int i = 0; i < 50; ++i) peers.push_back(intruder());
  for (SipPeer& peer : peers) peer.send_bytes("INVITE nonsense\r\n\r\n");
  for (SipPeer& peer : peers) EXPECT_TRUE(peer.wait_lost());
}

}   // namespace
}   // namespace parley::process
