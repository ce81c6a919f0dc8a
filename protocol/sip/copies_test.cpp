// A copy is to the byte what the long way makes.
#include "protocol/sip/copies.h"

#include <gtest/gtest.h>

#include "protocol/sip/dialog.h"
#include "protocol/sip/stream_parser.h"
#include "protocol/sip/test_samples.h"
#include "protocol/sip/transactions.h"

namespace parley::sip {
namespace {

Dialog dialog() {
  const Message invite = parse_message(read_sample("20-invite-channel.sip")).value();
  const Message ok = parse_message(read_sample("21-invite-channel-200.sip")).value();
  return Dialog::answered(invite, ok).value();
}

std::string the_long_way(Message request, std::string_view body) {
  request.headers.prepend("Via", "SIP/2.0/TLS 192.0.2.1:5061;branch=z9hG4bKx");
  request.headers.add("Content-Type", "text/plain");
  request.body = body;
  return write(request);
}

TEST(RequestHead, writes_what_write_does) {
  Dialog slow = dialog(), quick = dialog();
  const SharedBody body("text/plain", "<xccos/>");
  for (int round = 0; round < 3; ++round) {
    const PreparedRequest prepared = quick.prepare_request("INFO");
    const std::string written =
        prepared.head.write({"SIP/2.0/TLS 192.0.2.1:5061", "z9hG4bKx", prepared.cseq}, body) + *body.bytes;
    EXPECT_EQ(written, the_long_way(slow.make_request("INFO"), "<xccos/>"));
  }
}

TEST(RequestHead, follows_a_new_target) {
  Dialog moved = dialog();
  moved.prepare_request("INFO");
  Message update = moved.make_request("UPDATE");
  update.headers.set("CSeq", "99 UPDATE");
  update.headers.add("Contact", "<sip:elsewhere@192.0.2.77>");
  ASSERT_TRUE(moved.accept(update));
  const SharedBody body("text/plain", "x");
  const std::string written =
      moved.prepare_request("INFO").head.write({"SIP/2.0/TLS a", "z9hG4bKx", 1}, body);
  EXPECT_TRUE(written.starts_with("INFO sip:elsewhere@192.0.2.77 SIP/2.0\r\n")) << written;
}

TEST(RequestHead, a_line_break_in_a_value_makes_no_gap) {
  Message request;
  request.method = "INFO";
  request.request_uri = "sip:a@b";
  request.headers.add("Call-ID", "x\r\nCSeq: 7 INFO");
  request.headers.add("CSeq", "1 INFO");
  const std::string written =
      RequestHead(request).write({"SIP/2.0/TCP h", "z9hG4bKx", 42}, {"text/plain", ""});
  EXPECT_EQ(parse_message(written)->headers.get("CSeq"), "42 INFO");
}

// A layer that has sent one copy on link 7.
struct Sent {
  Transactions transactions{{}, Random{1}};
  Dialog quick = dialog();
  SharedBody body{"text/plain", "<xccos/>"};
  std::vector<Effect> effects;
  ClientTransactionId id =
      transactions.request({}, {7, "SIP/2.0/TLS a"}, {quick.prepare_request("INFO"), body}, effects);

  std::optional<Incoming> answer(LinkId link, int status) {
    const Message copy = parse_message(std::get<SendBytes>(effects.at(0)).whole()).value();
    return transactions.receive({}, link, make_response(copy, status), effects);
  }
};

TEST(Copy, carries_the_shared_body_and_is_one_message_with_it) {
  Sent sent;
  const auto& bytes = std::get<SendBytes>(sent.effects.at(0));
  EXPECT_EQ(bytes.shared, sent.body.bytes);
  EXPECT_EQ(parse_message(bytes.whole())->body, "<xccos/>");
}

TEST(Copy, waits_for_its_answer_as_any_request_does) {
  Sent sent;
  EXPECT_TRUE(std::holds_alternative<StrayResponse>(sent.answer(8, 200).value()));
  EXPECT_EQ(std::get<IncomingResponse>(sent.answer(7, 180).value()).transaction, sent.id);
  EXPECT_EQ(sent.transactions.waiting(), 1u);
  EXPECT_EQ(std::get<IncomingResponse>(sent.answer(7, 200).value()).transaction, sent.id);
  EXPECT_EQ(sent.transactions.waiting(), 0u);
  EXPECT_TRUE(std::holds_alternative<StrayResponse>(sent.answer(7, 200).value()));
}

TEST(Copy, gives_up_after_timer_f_or_with_its_link) {
  Sent late, cut;
  const Now after{Instant{} + std::chrono::seconds{32}, {}};
  EXPECT_EQ(late.transactions.wake_at(), after.monotonic);
  ASSERT_EQ(late.transactions.expire(after, late.effects).size(), 1u);
  EXPECT_TRUE(cut.transactions.link_down(8).empty());
  ASSERT_EQ(cut.transactions.link_down(7).size(), 1u);
  EXPECT_EQ(cut.transactions.waiting(), 0u);
}

}   // namespace
}   // namespace parley::sip
