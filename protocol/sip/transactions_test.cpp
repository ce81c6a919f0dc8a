// Both roles of the transaction layer, and the habits of real clients that it has to bear.
#include "protocol/sip/transactions.h"

#include <gtest/gtest.h>

#include "protocol/sip/stream_parser.h"
#include "protocol/sip/test_samples.h"
#include "protocol/sip/uri.h"

namespace parley::sip {
namespace {

constexpr LinkId kLink = 7;
constexpr LinkId kOtherLink = 8;
constexpr std::string_view kSentBy = "SIP/2.0/TCP 192.0.2.1:5060";

Now at(std::chrono::nanoseconds since_start) { return {Instant{} + since_start, WallTime{}}; }
Now start() { return at(std::chrono::seconds{0}); }

Message sample(const std::string& name) { return parse_message(read_sample(name)).value(); }

Message info(int cseq) {
  Message message = sample("23-info-bjoin.sip");
  message.headers.set("CSeq", std::to_string(cseq) + " INFO");
  return message;
}

// A layer with a notebook of what it sent.
struct Layer {
  Transactions transactions;
  std::vector<Effect> effects;

  explicit Layer(Transactions::Config config = {}) : transactions(config, Random{1}) {}

  std::optional<Incoming> receive(Message message, LinkId link = kLink) {
    return transactions.receive(start(), link, std::move(message), effects);
  }
  ServerTransactionId receive_new(Message message, LinkId link = kLink) {
    const auto incoming = receive(std::move(message), link);
    return std::get<IncomingRequest>(incoming.value()).transaction;
  }
  ClientTransactionId request(Message message, LinkId link = kLink) {
    message.headers.remove("Via");
    return transactions.request(start(), {link, kSentBy}, std::move(message), effects);
  }
  void respond(ServerTransactionId transaction, const Message& request, int status) {
    transactions.respond(start(), transaction, make_response(request, status), effects);
  }
  // What was sent since the last call.
  std::vector<std::string> sent() {
    std::vector<std::string> bytes;
    for (const Effect& effect : effects) {
      if (const auto* send = std::get_if<SendBytes>(&effect)) bytes.push_back(send->bytes);
    }
    effects.clear();
    return bytes;
  }
  Message sent_message() {
    const std::vector<std::string> bytes = sent();
    return bytes.size() == 1 ? parse_message(bytes[0]).value() : Message{};
  }
};

// --- The side that answers ---

TEST(ServerTransactions, a_request_without_a_branch_is_shown_and_answered) {
  Layer layer;
  const auto incoming = layer.receive(info(2));
  ASSERT_TRUE(incoming && std::holds_alternative<IncomingRequest>(*incoming));
  const IncomingRequest& request = std::get<IncomingRequest>(*incoming);
  EXPECT_EQ(request.link, kLink);
  layer.respond(request.transaction, request.request, 200);
  EXPECT_EQ(layer.sent_message().status, 200);
}

TEST(ServerTransactions, requests_that_differ_in_cseq_alone_are_two) {
  Layer layer;
  EXPECT_NE(layer.receive_new(info(2)), layer.receive_new(info(3)));
}

TEST(ServerTransactions, the_same_request_on_another_link_is_another) {
  Layer layer;
  EXPECT_NE(layer.receive_new(info(2), kLink), layer.receive_new(info(2), kOtherLink));
}

TEST(ServerTransactions, a_repeated_request_gets_the_remembered_answer_and_is_not_shown) {
  Layer layer;
  layer.respond(layer.receive_new(info(2)), info(2), 200);
  const std::vector<std::string> first = layer.sent();
  EXPECT_FALSE(layer.receive(info(2)));
  EXPECT_EQ(layer.sent(), first);
}

TEST(ServerTransactions, a_repeated_request_is_swallowed_while_it_is_unanswered) {
  Layer layer;
  layer.receive_new(info(2));
  EXPECT_FALSE(layer.receive(info(2)));
  EXPECT_TRUE(layer.sent().empty());
}

TEST(ServerTransactions, a_repeated_invite_gets_the_provisional_answer_again) {
  Layer layer;
  const Message invite = sample("20-invite-channel.sip");
  layer.respond(layer.receive_new(invite), invite, 180);
  layer.sent();
  EXPECT_FALSE(layer.receive(invite));
  EXPECT_EQ(layer.sent_message().status, 180);
}

TEST(ServerTransactions, a_request_tried_again_with_credentials_is_new_though_nothing_else_differs) {
  Layer layer;
  const Message bare = sample("01-subscribe-provisioning.sip");
  layer.respond(layer.receive_new(bare), bare, 407);
  layer.sent();
  Message with_password = bare;
  with_password.headers.add("Proxy-Authorization", "Digest username=\"alice\"");
  const ServerTransactionId again = layer.receive_new(with_password);
  layer.respond(again, with_password, 200);
  EXPECT_EQ(layer.sent_message().status, 200);
  EXPECT_FALSE(layer.receive(with_password));
  EXPECT_EQ(layer.sent_message().status, 200);
}

TEST(ServerTransactions, an_answer_is_sent_again_as_long_as_it_is_remembered) {
  Layer layer;
  const ServerTransactionId transaction = layer.receive_new(info(2));
  std::vector<Effect> again;
  layer.transactions.answer_again(transaction, again);
  EXPECT_TRUE(again.empty());
  layer.respond(transaction, info(2), 200);
  const std::vector<std::string> first = layer.sent();
  layer.transactions.answer_again(transaction, again);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(std::get<SendBytes>(again[0]).bytes, first.at(0));
}

TEST(ServerTransactions, only_the_first_final_answer_counts) {
  Layer layer;
  const ServerTransactionId transaction = layer.receive_new(info(2));
  layer.respond(transaction, info(2), 200);
  layer.sent();
  layer.respond(transaction, info(2), 500);
  layer.respond(transaction, info(2), 180);
  EXPECT_TRUE(layer.sent().empty());
}

TEST(ServerTransactions, the_ack_of_a_success_is_shown) {
  Layer layer;
  const Message invite = sample("20-invite-channel.sip");
  layer.respond(layer.receive_new(invite), invite, 200);
  const auto incoming = layer.receive(sample("22-ack-channel.sip"));
  ASSERT_TRUE(incoming);
  EXPECT_TRUE(std::holds_alternative<IncomingAck>(*incoming));
}

TEST(ServerTransactions, the_ack_of_a_refusal_is_swallowed) {
  Layer layer;
  const Message invite = sample("20-invite-channel.sip");
  layer.respond(layer.receive_new(invite), invite, 404);
  EXPECT_FALSE(layer.receive(sample("22-ack-channel.sip")));
}

TEST(ServerTransactions, after_a_challenge_the_ack_belongs_to_the_last_answer) {
  Layer layer;
  const Message invite = sample("20-invite-channel.sip");
  layer.respond(layer.receive_new(invite), invite, 407);
  EXPECT_FALSE(layer.receive(sample("22-ack-channel.sip")));
  Message again = invite;
  again.headers.add("Proxy-Authorization", "Digest x");
  layer.respond(layer.receive_new(again), again, 200);
  EXPECT_TRUE(layer.receive(sample("22-ack-channel.sip")));
}

TEST(ServerTransactions, an_ack_of_nothing_known_is_shown_because_it_may_have_a_branch_of_its_own) {
  Layer layer;
  EXPECT_TRUE(layer.receive(sample("22-ack-channel.sip")));
}

TEST(ServerTransactions, above_the_bound_a_request_is_answered_503_at_once) {
  Transactions::Config config;
  config.server_max = 1;
  config.retry_after = std::chrono::seconds{3};
  Layer layer(config);
  const ServerTransactionId first = layer.receive_new(info(2));
  EXPECT_FALSE(layer.receive(info(3)));
  const Message busy = layer.sent_message();
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(busy.headers.get("Retry-After"), "3");
  EXPECT_EQ(busy.headers.get("CSeq"), "3 INFO");
  layer.respond(first, info(2), 200);
  EXPECT_TRUE(layer.receive(info(4)));
}

TEST(ServerTransactions, above_the_bound_an_ack_still_comes_through) {
  Transactions::Config config;
  config.server_max = 1;
  Layer layer(config);
  layer.receive_new(info(2));
  EXPECT_TRUE(layer.receive(sample("22-ack-channel.sip")));
}

TEST(ServerTransactions, answers_are_forgotten_after_32_seconds) {
  Layer layer;
  layer.respond(layer.receive_new(info(2)), info(2), 200);
  EXPECT_EQ(layer.transactions.wake_at(), at(std::chrono::seconds{32}).monotonic);
  layer.transactions.expire(at(std::chrono::seconds{31}), layer.effects);
  EXPECT_EQ(layer.transactions.remembered(), 1u);
  layer.transactions.expire(at(std::chrono::seconds{32}), layer.effects);
  EXPECT_EQ(layer.transactions.remembered(), 0u);
  EXPECT_EQ(layer.transactions.wake_at(), Instant::never());
  EXPECT_TRUE(layer.receive(info(2)));
}

// Each answer to such a request costs a little more than `bytes`.
Message heavy(int cseq, std::size_t bytes) {
  Message message = info(cseq);
  message.headers.add("Via", "SIP/2.0/TCP " + std::string(bytes, 'x'));
  return message;
}

TEST(ServerTransactions, who_has_too_many_bytes_remembered_loses_his_own_oldest_answers) {
  Transactions::Config config;
  config.remembered_bytes_per_link_max = 5'000;
  Layer layer(config);
  layer.respond(layer.receive_new(info(2), kOtherLink), info(2), 200);
  for (int cseq = 2; cseq <= 9; ++cseq)
    layer.respond(layer.receive_new(heavy(cseq, 1'000)), heavy(cseq, 1'000), 200);
  EXPECT_FALSE(layer.receive(heavy(9, 1'000)));
  EXPECT_TRUE(layer.receive(heavy(2, 1'000)));
  EXPECT_FALSE(layer.receive(info(2), kOtherLink));
}

TEST(ServerTransactions, the_newest_answer_of_a_link_is_remembered_however_large) {
  Transactions::Config config;
  config.remembered_bytes_per_link_max = 1'000;
  Layer layer(config);
  layer.respond(layer.receive_new(info(2)), info(2), 200);
  layer.respond(layer.receive_new(heavy(3, 10'000)), heavy(3, 10'000), 200);
  EXPECT_FALSE(layer.receive(heavy(3, 10'000)));
  EXPECT_EQ(layer.transactions.remembered(), 1u);
}

TEST(ServerTransactions, all_remembered_answers_together_stay_below_their_bound) {
  Transactions::Config config;
  config.remembered_bytes_max = 20'000;
  Layer layer(config);
  for (LinkId link = 1; link <= 100; ++link) {
    layer.respond(layer.receive_new(heavy(2, 1'000), link), heavy(2, 1'000), 200);
    ASSERT_LE(layer.transactions.remembered_bytes(), 20'000u);
  }
  EXPECT_GT(layer.transactions.remembered(), 5u);
  EXPECT_FALSE(layer.receive(heavy(2, 1'000), 100));
  EXPECT_TRUE(layer.receive(heavy(2, 1'000), 1));
}

TEST(ServerTransactions, what_is_remembered_costs_nothing_once_it_is_forgotten) {
  Layer layer;
  layer.respond(layer.receive_new(info(2)), info(2), 200);
  layer.respond(layer.receive_new(info(2), kOtherLink), info(2), 200);
  layer.transactions.link_down(kOtherLink);
  EXPECT_GT(layer.transactions.remembered_bytes(), 0u);
  layer.transactions.expire(at(std::chrono::seconds{32}), layer.effects);
  EXPECT_EQ(layer.transactions.remembered_bytes(), 0u);
}

TEST(ServerTransactions, what_tells_a_request_apart_has_a_bound) {
  const std::string long_text(257, 'a');
  Message call_id = info(2), branch = info(2), tag = info(2);
  call_id.headers.set("Call-ID", long_text);
  branch.headers.set("Via", "SIP/2.0/TCP a;branch=" + long_text);
  tag.headers.set("From", "<sip:a@b>;tag=" + long_text);
  for (const Message& broken : {call_id, branch, tag}) {
    Layer layer;
    EXPECT_FALSE(layer.receive(broken));
    EXPECT_EQ(layer.sent_message().status, 400);
    EXPECT_EQ(layer.transactions.unanswered(), 0u);
  }
}

TEST(ServerTransactions, a_lost_link_takes_its_transactions_with_it) {
  Layer layer;
  const ServerTransactionId lost = layer.receive_new(info(2), kLink);
  layer.receive_new(info(2), kOtherLink);
  layer.respond(layer.receive_new(info(3), kLink), info(3), 200);
  layer.sent();
  EXPECT_TRUE(layer.transactions.link_down(kLink).empty());
  layer.respond(lost, info(2), 200);
  EXPECT_TRUE(layer.sent().empty());
  EXPECT_EQ(layer.transactions.unanswered(), 1u);
  EXPECT_EQ(layer.transactions.remembered(), 0u);
}

TEST(ServerTransactions, what_every_request_needs_is_asked_for_with_400) {
  for (const char* name : {"From", "To", "Call-ID", "CSeq"}) {
    Layer layer;
    Message broken = info(2);
    broken.headers.remove(name);
    EXPECT_FALSE(layer.receive(broken)) << name;
    EXPECT_EQ(layer.sent_message().status, 400) << name;
    EXPECT_EQ(layer.transactions.unanswered(), 0u) << name;
  }
}

TEST(ServerTransactions, what_a_request_has_once_is_refused_with_400_when_it_is_there_twice) {
  for (const char* name : {"f", "To", "i", "CSeq", "Max-Forwards"}) {
    Layer layer;
    Message broken = info(2);
    broken.headers.add(name, broken.headers.get(name));
    EXPECT_FALSE(layer.receive(broken)) << name;
    EXPECT_EQ(layer.sent_message().status, 400) << name;
  }
}

Message faulty(Errc code, int status) {
  Message message = info(2);
  message.status = status;
  message.fault = Error{code, "It cannot be read.", 0};
  return message;
}

TEST(ServerTransactions, a_start_line_that_cannot_be_read_is_400_and_another_version_505) {
  for (const auto& [code, status] : {std::pair{Errc::malformed, 400}, {Errc::unsupported, 505}}) {
    Layer layer;
    EXPECT_FALSE(layer.receive(faulty(code, 0)));
    const Message answer = layer.sent_message();
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.headers.get("CSeq"), "2 INFO");
    EXPECT_EQ(layer.transactions.unanswered(), 0u);
  }
}

TEST(ServerTransactions, a_cseq_that_names_another_method_is_refused) {
  Layer layer;
  Message broken = info(2);
  broken.headers.set("CSeq", "2 UPDATE");
  EXPECT_FALSE(layer.receive(broken));
  EXPECT_EQ(layer.sent_message().status, 400);
}

TEST(ServerTransactions, a_request_without_via_cannot_be_answered) {
  Layer layer;
  Message broken = info(2);
  broken.headers.remove("Via");
  EXPECT_FALSE(layer.receive(broken));
  EXPECT_TRUE(layer.sent().empty());
}

TEST(ServerTransactions, a_broken_ack_is_never_answered) {
  Layer layer;
  Message broken = sample("22-ack-channel.sip");
  broken.headers.remove("Call-ID");
  EXPECT_FALSE(layer.receive(broken));
  EXPECT_TRUE(layer.sent().empty());
}

TEST(ServerTransactions, refusals_of_the_layer_carry_a_to_tag) {
  Layer layer;
  Message broken = sample("20-invite-channel.sip");
  broken.headers.remove("From");
  layer.receive(broken);
  EXPECT_FALSE(parse_name_addr(layer.sent_message().headers.get("To"))->tag().empty());
}

// Of the INVITE: the same branch, Call-ID and CSeq number (9.1).
Message cancel_of(Message invite) {
  invite.method = "CANCEL";
  invite.headers.set("CSeq", "1 CANCEL");
  return invite;
}

TEST(ServerTransactions, a_cancel_before_the_final_answer_ends_the_invite_with_487) {
  Layer layer;
  const Message invite = sample("20-invite-channel.sip");
  const ServerTransactionId transaction = layer.receive_new(invite);
  EXPECT_FALSE(layer.receive(cancel_of(invite)));
  const auto answers = layer.sent();
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(parse_message(answers[0])->status, 200);
  EXPECT_EQ(parse_message(answers[0])->headers.get("CSeq"), "1 CANCEL");
  EXPECT_EQ(parse_message(answers[1])->status, 487);
  EXPECT_EQ(parse_message(answers[1])->headers.get("CSeq"), "1 INVITE");
  layer.respond(transaction, invite, 200);
  EXPECT_TRUE(layer.sent().empty());
}

TEST(ServerTransactions, a_cancel_after_the_final_answer_is_200_and_changes_nothing) {
  Layer layer;
  const Message invite = sample("20-invite-channel.sip");
  layer.respond(layer.receive_new(invite), invite, 200);
  layer.sent();
  EXPECT_FALSE(layer.receive(cancel_of(invite)));
  EXPECT_EQ(layer.sent_message().headers.get("CSeq"), "1 CANCEL");
  layer.receive(invite);
  EXPECT_EQ(layer.sent_message().status, 200);
}

TEST(ServerTransactions, a_cancel_of_nothing_known_is_481) {
  Layer layer;
  EXPECT_FALSE(layer.receive(cancel_of(sample("20-invite-channel.sip"))));
  EXPECT_EQ(layer.sent_message().status, 481);
  EXPECT_EQ(layer.transactions.unanswered(), 0u);
}

TEST(ServerTransactions, a_benotify_leaves_no_trace) {
  Layer layer;
  Message benotify = info(2);
  benotify.method = "BENOTIFY";
  benotify.headers.set("CSeq", "2 BENOTIFY");
  EXPECT_EQ(layer.receive_new(benotify), 0u);
  layer.respond(0, benotify, 200);
  EXPECT_TRUE(layer.sent().empty());
  EXPECT_EQ(layer.transactions.unanswered(), 0u);
}

// --- The side that asks ---

TEST(ClientTransactions, a_request_gets_a_via_with_a_branch_on_top) {
  Layer layer;
  layer.request(info(2));
  const Message sent = layer.sent_message();
  EXPECT_EQ(sent.headers.fields()[0].name, "Via");
  const Via via = parse_via(sent.headers.get("Via")).value();
  EXPECT_EQ(via.sent_by, "192.0.2.1:5060");
  EXPECT_TRUE(via.branch().starts_with("z9hG4bK"));
}

TEST(ClientTransactions, no_two_requests_share_a_branch) {
  Layer layer;
  layer.request(info(2));
  const Message first = layer.sent_message();
  layer.request(info(2));
  EXPECT_NE(first.headers.get("Via"), layer.sent_message().headers.get("Via"));
}

TEST(ClientTransactions, answers_find_their_request_by_branch_until_a_final_one) {
  Layer layer;
  const ClientTransactionId id = layer.request(info(2));
  const Message sent = layer.sent_message();
  for (const int status : {180, 200}) {
    const auto incoming = layer.receive(make_response(sent, status));
    ASSERT_TRUE(incoming && std::holds_alternative<IncomingResponse>(*incoming)) << status;
    EXPECT_EQ(std::get<IncomingResponse>(*incoming).transaction, id);
  }
  EXPECT_TRUE(std::holds_alternative<StrayResponse>(*layer.receive(make_response(sent, 200))));
  EXPECT_EQ(layer.transactions.waiting(), 0u);
  EXPECT_EQ(layer.transactions.wake_at(), Instant::never());
}

TEST(ClientTransactions, an_answer_from_another_link_or_to_another_method_is_stray) {
  Layer layer;
  layer.request(info(2));
  const Message sent = layer.sent_message();
  EXPECT_TRUE(std::holds_alternative<StrayResponse>(*layer.receive(make_response(sent, 200), kOtherLink)));
  Message other = make_response(sent, 200);
  other.headers.set("CSeq", "2 UPDATE");
  EXPECT_TRUE(std::holds_alternative<StrayResponse>(*layer.receive(other)));
  EXPECT_EQ(layer.transactions.waiting(), 1u);
}

TEST(ClientTransactions, an_answer_with_a_second_via_is_somebody_elses) {
  for (const bool joined : {false, true}) {
    Layer layer;
    layer.request(info(2));
    const std::string via(layer.sent_message().headers.get("Via"));
    Message answer = make_response(info(2), 200);
    answer.headers.set("Via", joined ? via + ", SIP/2.0/TCP 192.0.2.7" : via);
    if (!joined) answer.headers.add("v", "SIP/2.0/TCP 192.0.2.7");
    EXPECT_TRUE(std::holds_alternative<StrayResponse>(*layer.receive(answer)));
    EXPECT_EQ(layer.transactions.waiting(), 1u);
  }
}

TEST(ClientTransactions, an_answer_whose_status_cannot_be_read_is_never_answered) {
  Layer layer;
  EXPECT_TRUE(std::holds_alternative<StrayResponse>(
      *layer.receive(faulty(Errc::malformed, Message::kUnreadableStatus))));
  EXPECT_TRUE(layer.sent().empty());
}

TEST(ClientTransactions, a_refused_invite_is_acknowledged_in_the_same_transaction) {
  Layer layer;
  Message invite = sample("20-invite-channel.sip");
  invite.headers.add("Route", "<sip:fe.contoso.com;lr>");
  layer.request(invite);
  const Message sent = layer.sent_message();
  Message refusal = make_response(sent, 486);
  refusal.headers.set("To", "<sip:GC-1-PersistentChatService-2@contoso.com>;tag=busy");
  EXPECT_TRUE(std::holds_alternative<IncomingResponse>(*layer.receive(refusal)));
  const Message ack = layer.sent_message();
  EXPECT_EQ(ack.method, "ACK");
  EXPECT_EQ(ack.request_uri, sent.request_uri);
  EXPECT_EQ(ack.headers.all("Via"), sent.headers.all("Via"));
  EXPECT_EQ(ack.headers.get("To"), "<sip:GC-1-PersistentChatService-2@contoso.com>;tag=busy");
  EXPECT_EQ(ack.headers.get("From"), sent.headers.get("From"));
  EXPECT_EQ(ack.headers.get("CSeq"), "1 ACK");
  EXPECT_EQ(ack.headers.get("Route"), "<sip:fe.contoso.com;lr>");
  EXPECT_TRUE(ack.body.empty());
}

TEST(ClientTransactions, the_ack_of_a_success_is_left_to_the_dialog) {
  Layer layer;
  layer.request(sample("20-invite-channel.sip"));
  layer.receive(make_response(layer.sent_message(), 200));
  EXPECT_TRUE(layer.sent().empty());
}

TEST(ClientTransactions, a_refused_request_that_is_no_invite_is_not_acknowledged) {
  Layer layer;
  layer.request(info(2));
  layer.receive(make_response(layer.sent_message(), 503));
  EXPECT_TRUE(layer.sent().empty());
}

TEST(ClientTransactions, a_request_without_answer_waits_for_nothing) {
  Layer layer;
  layer.transactions.request_without_answer({kLink, kSentBy}, sample("22-ack-channel.sip"), layer.effects);
  EXPECT_EQ(layer.sent_message().method, "ACK");
  EXPECT_EQ(layer.transactions.waiting(), 0u);
}

TEST(ClientTransactions, silence_fails_after_32_seconds_in_the_order_of_the_requests) {
  Layer layer;
  const ClientTransactionId first = layer.request(info(2), kLink);
  const ClientTransactionId second = layer.request(info(3), kOtherLink);
  EXPECT_EQ(layer.transactions.wake_at(), at(std::chrono::seconds{32}).monotonic);
  EXPECT_TRUE(layer.transactions.expire(at(std::chrono::milliseconds{31'999}), layer.effects).empty());
  const std::vector<RequestFailed> failed =
      layer.transactions.expire(at(std::chrono::seconds{32}), layer.effects);
  ASSERT_EQ(failed.size(), 2u);
  EXPECT_EQ(failed[0].transaction, first);
  EXPECT_EQ(failed[1].transaction, second);
  EXPECT_EQ(failed[0].cause, FailureCause::timed_out);
}

// Answers an INVITE of ours with 180 after 31 s.
Message ring(Layer& layer) {
  layer.request(sample("20-invite-channel.sip"));
  const Message sent = layer.sent_message();
  layer.transactions.receive(at(std::chrono::seconds{31}), kLink, make_response(sent, 180), layer.effects);
  return sent;
}

TEST(ClientTransactions, a_provisional_answer_stops_timer_b_of_an_invite) {
  Layer layer;
  const Message sent = ring(layer);
  EXPECT_TRUE(layer.transactions.expire(at(std::chrono::seconds{32}), layer.effects).empty());
  EXPECT_EQ(layer.transactions.wake_at(), at(std::chrono::seconds{31 + 181}).monotonic);
  EXPECT_TRUE(std::holds_alternative<IncomingResponse>(*layer.receive(make_response(sent, 200))));
  EXPECT_EQ(layer.transactions.waiting(), 0u);
}

TEST(ClientTransactions, a_provisional_answer_to_what_is_no_invite_stops_nothing) {
  Layer layer;
  layer.request(info(2));
  layer.receive(make_response(layer.sent_message(), 100));
  EXPECT_EQ(layer.transactions.expire(at(std::chrono::seconds{32}), layer.effects).size(), 1u);
}

TEST(ClientTransactions, an_invite_that_rings_too_long_is_cancelled_and_ends_with_its_487) {
  Layer layer;
  const Message sent = ring(layer);
  EXPECT_TRUE(layer.transactions.expire(at(std::chrono::seconds{31 + 181}), layer.effects).empty());
  const Message cancel = layer.sent_message();
  EXPECT_EQ(cancel.method, "CANCEL");
  for (const char* name : {"Via", "From", "To", "Call-ID"})
    EXPECT_EQ(cancel.headers.get(name), sent.headers.get(name)) << name;
  EXPECT_EQ(cancel.headers.get("CSeq"), "1 CANCEL");
  EXPECT_FALSE(layer.receive(make_response(cancel, 200)));
  const auto refused = layer.receive(make_response(sent, 487));
  EXPECT_EQ(std::get<IncomingResponse>(refused.value()).response.status, 487);
  EXPECT_EQ(layer.sent_message().method, "ACK");
}

TEST(ClientTransactions, a_cancelled_invite_without_a_final_answer_fails_after_32_seconds) {
  Layer layer;
  ring(layer);
  const std::chrono::seconds cancelled{31 + 181};
  layer.transactions.expire(at(cancelled), layer.effects);
  EXPECT_TRUE(layer.transactions.expire(at(cancelled + std::chrono::seconds{31}), layer.effects).empty());
  EXPECT_EQ(layer.transactions.expire(at(cancelled + std::chrono::seconds{32}), layer.effects).size(), 1u);
}

TEST(ClientTransactions, a_late_answer_is_stray) {
  Layer layer;
  layer.request(info(2));
  const Message sent = layer.sent_message();
  layer.transactions.expire(at(std::chrono::seconds{32}), layer.effects);
  EXPECT_TRUE(std::holds_alternative<StrayResponse>(*layer.receive(make_response(sent, 200))));
}

TEST(ClientTransactions, a_lost_link_fails_its_requests_in_order_and_no_others) {
  Layer layer;
  const ClientTransactionId first = layer.request(info(2), kLink);
  layer.request(info(2), kOtherLink);
  const ClientTransactionId third = layer.request(info(3), kLink);
  const std::vector<RequestFailed> failed = layer.transactions.link_down(kLink);
  ASSERT_EQ(failed.size(), 2u);
  EXPECT_EQ(failed[0].transaction, first);
  EXPECT_EQ(failed[1].transaction, third);
  EXPECT_EQ(failed[0].cause, FailureCause::link_lost);
  EXPECT_EQ(layer.transactions.waiting(), 1u);
}

TEST(Transactions, two_layers_talk_to_each_other) {
  Layer client;
  Layer server;
  const ClientTransactionId id = client.request(sample("20-invite-channel.sip"));
  const Message invite = client.sent_message();
  server.respond(server.receive_new(invite), invite, 503);
  const auto answer = client.receive(server.sent_message());
  EXPECT_EQ(std::get<IncomingResponse>(*answer).transaction, id);
  EXPECT_FALSE(server.receive(client.sent_message()));   // The ACK.
}

}   // namespace
}   // namespace parley::sip
