// Bytes at a client's end become observations, and observations become what a report shows.
#include "simulator/transcript.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/xccos/codec.h"
#include "simulator/message_record.h"

namespace parley::sim {
namespace {

using testing::ElementsAre;

constexpr NodeId kPool = 0, kAlice = 1;
constexpr LinkId kLink = kOpenedLink;

Now at(std::int64_t ns) { return {Instant{ns}, {}}; }

std::string request(std::string_view method, int cseq, std::string body = {}) {
  sip::Message message;
  message.method = std::string(method);
  message.request_uri = "sip:pool@contoso.com";
  message.headers.add("Call-ID", "call-1");
  message.headers.add("CSeq", std::to_string(cseq) + " " + std::string(method));
  message.body = std::move(body);
  return sip::write(message);
}

std::string response(int status, std::string_view method, int cseq) {
  sip::Message message;
  message.status = status;
  message.reason = "Because";
  message.headers.add("Call-ID", "call-1");
  message.headers.add("CSeq", std::to_string(cseq) + " " + std::string(method));
  return sip::write(message);
}

std::string join_command(std::uint64_t envid) {
  xccos::Command command{"cmd:join", 1, xccos::Join{{"contoso.com", "58384137-ac90-43f3-b045-9bc0fc408d2b"}}};
  return xccos::encode({envid, {command}}, xccos::Writer::sipe);
}

std::string join_refusal(std::uint64_t command_envid) {
  xccos::Reply reply{"rpl:join", 1, xccos::CommandRef{1, command_envid}, xccos::Response{404, "GONE"}, {}};
  return xccos::encode({99, {reply}}, xccos::Writer::server);
}

struct Story {
  Story() {
    transcript.add(kPool, "pool", Transcript::Role::server, "tcp://pool:5060");
    transcript.add(kAlice, "alice", Transcript::Role::client);
    transcript.on_link_up(at(1000), kAlice, kLink, "pool:5060");
  }
  void sent(std::string_view bytes) { transcript.on_sent(at(1100), kAlice, kLink, bytes); }
  void received(std::string_view bytes) { transcript.on_received(at(1200), kAlice, kLink, bytes); }
  const Observation& seen(std::size_t number) const { return transcript.observations().at(number - 1); }
  std::vector<std::string> labels() const {
    std::vector<std::string> all;
    for (const Observation& one : transcript.observations()) all.push_back(label_of(one));
    return all;
  }
  Transcript transcript{Instant{1000}};
};

TEST(Transcript, names_the_actors_and_counts_time_from_the_start) {
  Story story;
  story.sent(request("OPTIONS", 1));
  EXPECT_EQ(story.seen(1).kind, Observation::Kind::link_up);
  EXPECT_EQ(story.seen(1).to, "pool");
  EXPECT_EQ(story.seen(2).from, "alice");
  EXPECT_EQ(story.seen(2).to, "pool");
  EXPECT_EQ(story.seen(2).at.ns, 100);
  EXPECT_EQ(story.seen(2).number, 2u);
}

TEST(Transcript, keeps_instructions_faults_and_the_errors_that_a_client_tells) {
  Story story;
  story.transcript.note(at(1100), "alice", {"do post", "post Lobby hello"});
  story.transcript.on_tell(at(1300), kAlice,
                           R"({"event":"error","doing":"post","reason":"not \"signed in\""})");
  story.transcript.on_tell(at(1400), kAlice, R"({"event":"posted"})");
  EXPECT_THAT(story.labels(), ElementsAre("link up", "do post", "error"));
  const auto record = record_of(story.seen(2));
  EXPECT_EQ(record.at_ns, 100);
  EXPECT_TRUE(record.internal);
  EXPECT_EQ(record.from, "alice");
  EXPECT_EQ(record.to, "alice");
  EXPECT_EQ(record.text, "post Lobby hello");
  EXPECT_EQ(story.seen(3).doing, "post");
  EXPECT_EQ(story.seen(3).reason, "not \"signed in\"");
}

TEST(Transcript, does_not_depend_on_how_bytes_were_cut) {
  const std::string bytes = request("INFO", 2, join_command(7)) + request("BYE", 3);
  Story whole;
  whole.sent(bytes);
  Story pieces;
  for (const char c : bytes) pieces.sent(std::string(1, c));
  EXPECT_EQ(whole.labels(), pieces.labels());
  EXPECT_THAT(whole.labels(), ElementsAre("link up", "INFO cmd:join", "BYE"));
}

TEST(Transcript, shows_a_start_line_that_cannot_be_read_as_garbage_and_reads_on) {
  Story story;
  story.sent("INFO  sip:a@b SIP/2.0\r\n\r\n");
  story.sent(request("BYE", 3));
  EXPECT_EQ(story.seen(2).kind, Observation::Kind::garbage);
  EXPECT_THAT(story.seen(2).text, testing::StartsWith("INFO  sip:a@b"));
  EXPECT_EQ(story.seen(3).method, "BYE");
}

TEST(Transcript, finds_the_request_that_a_response_answers) {
  Story story;
  story.sent(request("INFO", 2));
  story.received(request("INFO", 2));
  story.received(response(200, "INFO", 2));
  story.sent(response(503, "INFO", 2));
  EXPECT_EQ(story.seen(4).answers, 2u);
  EXPECT_EQ(story.seen(4).method, "INFO");
  EXPECT_EQ(story.seen(5).answers, 3u) << "the two directions count their requests apart";
}

TEST(Transcript, finds_the_request_whatever_blanks_stand_in_the_CSeq_of_its_response) {
  Story story;
  story.sent(request("INFO", 2));
  story.received("SIP/2.0 200 OK\r\nCall-ID: call-1\r\nCSeq: 2 \t INFO\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(story.seen(3).answers, 2u);
}

TEST(Transcript, reads_XML_behind_a_byte_order_mark) {
  Story story;
  story.received(request("INFO", 2, "\xef\xbb\xbf" + join_refusal(7)));
  EXPECT_TRUE(story.seen(2).xml().starts_with("<xccos"));
  EXPECT_TRUE(story.seen(2).xccos.has_value());
}

TEST(Transcript, finds_the_command_that_a_reply_names) {
  Story story;
  story.sent(request("INFO", 2, join_command(7)));
  story.sent(request("INFO", 3, join_command(8)));
  story.received(request("INFO", 1, join_refusal(7)));
  story.received(request("INFO", 2, join_refusal(9)));
  EXPECT_EQ(story.seen(4).answers, 2u);
  EXPECT_EQ(story.seen(5).answers, 0u) << "no command has this envid";
}

TEST(Transcript, reports_bytes_that_are_no_message_once_for_each_direction) {
  Story story;
  story.received("HTTP/1.1 200 OK\r\n\r\n");
  story.received("and more of it\r\n\r\n");
  EXPECT_THAT(story.labels(), ElementsAre("link up", "bytes that are no SIP"));
  EXPECT_EQ(story.seen(2).text, "HTTP/1.1 200 OK\r\n\r\n");
  EXPECT_EQ(story.seen(2).from, "pool");
  story.sent(request("OPTIONS", 1));
  EXPECT_EQ(label_of(story.seen(3)), "OPTIONS");
}

TEST(Transcript, starts_afresh_with_every_link) {
  Story story;
  story.sent("OPTIONS sip:a");
  story.transcript.on_link_down(at(1300), kAlice, kLink, "cut");
  story.transcript.on_link_up(at(1400), kAlice, kLink, "pool:5060");
  story.sent(request("OPTIONS", 1));
  EXPECT_THAT(story.labels(), ElementsAre("link up", "link down", "link up", "OPTIONS"));
  EXPECT_EQ(story.seen(2).text, "cut");
}

TEST(Transcript, takes_messages_at_the_clients_end_only) {
  Story story;
  story.transcript.on_sent(at(1100), kPool, 1, request("OPTIONS", 1));
  story.transcript.on_link_up(at(1100), kPool, 1, "alice");
  story.transcript.on_sent(at(1100), 77, 1, request("OPTIONS", 1));
  EXPECT_EQ(story.transcript.observations().size(), 1u);
}

TEST(Transcript, keeps_the_steps_inside_an_actor) {
  Story story;
  story.transcript.on_observed(at(1100), kPool, {"channel", "queue", "CHAT", "<event/>"});
  EXPECT_EQ(story.seen(2).kind, Observation::Kind::internal);
  EXPECT_EQ(story.seen(2).from, "channel");
  EXPECT_EQ(story.seen(2).what, "CHAT");
  EXPECT_EQ(story.seen(2).xml(), "<event/>");
}

TEST(Transcript, tells_the_servers_of_a_pool_apart_by_their_addresses) {
  Story story;
  story.transcript.add(5, "second", Transcript::Role::server, "tls://pool:5061");
  story.transcript.on_link_up(at(1100), kAlice, kLink | 1, "POOL:5061");
  story.transcript.on_link_up(at(1100), kAlice, kLink | 2, "elsewhere:1");
  EXPECT_EQ(story.seen(2).to, "second");
  EXPECT_EQ(story.seen(3).to, "?");
}

TEST(Transcript, shows_listeners_each_observation_as_it_was_kept) {
  Story story;
  std::vector<std::uint32_t> numbers;
  story.transcript.listen([&](const Observation& seen) { numbers.push_back(seen.number); });
  story.sent(request("INFO", 2) + request("INFO", 3));
  EXPECT_THAT(numbers, ElementsAre(2u, 3u));
}

TEST(Transcript, keeps_no_more_of_a_story_than_it_says) {
  Story story;
  const std::string large = request("MESSAGE", 1, std::string(std::size_t{1} << 20, 'x'));
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(story.transcript.is_full(), i >= 64) << i;
    story.received(large);
  }
  EXPECT_EQ(story.transcript.observations().size(), 1u + 64u) << "the link and what fits";
}

TEST(MessageRecord, names_an_event_package) {
  Observation seen;
  seen.method = seen.sip.method = "SUBSCRIBE";
  seen.sip.headers.add("Event", "vnd-microsoft-provisioning-v2");
  EXPECT_EQ(label_of(seen), "SUBSCRIBE vnd-microsoft-provisioning-v2");
}

TEST(MessageRecord, carries_the_message_and_what_it_answers) {
  Story story;
  story.sent(request("INFO", 2, join_command(7)));
  story.received(response(200, "INFO", 2));
  const auto record = record_of(story.seen(3));
  EXPECT_EQ(record.number, 3u);
  EXPECT_EQ(record.label, "200 INFO");
  EXPECT_EQ(record.dialog, "call-1");
  EXPECT_EQ(record.cause, 2u);
  EXPECT_EQ(record.text, response(200, "INFO", 2));
  EXPECT_THAT(record_of(story.seen(2)).text, testing::HasSubstr(join_command(7)));
}

TEST(MessageRecord, names_each_kind_of_xccos_in_it_and_the_grade_of_its_form) {
  Story story;
  story.sent(request("INFO", 2, join_command(7)));
  story.received(
      request("INFO", 1,
              "<xccos ver=\"1\" envid=\"9\" xmlns=\"urn:parlano:xml:ns:xccos\"><ntc id=\"ntc:quit\" "
              "seqid=\"1\"><data/></ntc></xccos>"));
  story.received(response(200, "INFO", 2));
  EXPECT_EQ(record_of(story.seen(2)).kinds,
            (std::vector<reports::KindRecord>{{"cmd:join", xccos::Grade::W}}));
  EXPECT_EQ(record_of(story.seen(3)).kinds,
            (std::vector<reports::KindRecord>{{"ntc:quit", xccos::Grade::R}}));
  EXPECT_TRUE(record_of(story.seen(4)).kinds.empty());
}

TEST(MessageRecord, masks_credentials_and_nothing_else) {
  Observation seen;
  seen.method = seen.sip.method = "REGISTER";
  seen.sip.headers.add("authorization", "Digest username=\"alice\", response=\"secret\"");
  seen.sip.headers.add("Proxy-Authorization", "secret");
  seen.sip.headers.add("WWW-Authenticate", "Digest realm=\"kept\"");
  const std::string text = record_of(seen).text;
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("secret")));
  EXPECT_THAT(text, testing::HasSubstr("authorization: Digest [masked]\r\n"));
  EXPECT_THAT(text, testing::HasSubstr("Proxy-Authorization: [masked]\r\n"));
  EXPECT_THAT(text, testing::HasSubstr("realm=\"kept\""));
}

TEST(MessageRecord, masks_credentials_among_bytes_that_are_no_message) {
  Observation seen;
  seen.kind = Observation::Kind::garbage;
  seen.text = "INFO\r\nAuthorization: Digest secret\r\n\r\n";
  EXPECT_EQ(record_of(seen).text, "INFO\r\nAuthorization: [masked]\r\n\r\n");
}

TEST(MessageRecord, shortens_a_long_message_between_two_characters) {
  Observation seen;
  seen.kind = Observation::Kind::garbage;
  seen.text = "x";
  while (seen.text.size() <= kRecordBytesMax) seen.text += "\xc3\xa4";
  const std::string text = record_of(seen).text;
  EXPECT_EQ(text.size(), kRecordBytesMax - 1 + std::string("[...]").size());
  EXPECT_TRUE(text.ends_with("\xa4[...]"));
}

}   // namespace
}   // namespace parley::sim
