// The client side of the wire samples, fed as bytes: a real client's session from the provisioning document
// to the BYE must be answered as the samples show.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "protocol/provisioning/document.h"
#include "protocol/sip/uri.h"
#include "protocol/xccos/codec.h"
#include "reference_server/core/test_client.h"

namespace parley::server {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

std::string file(const std::string& path) {
  std::ifstream in(std::string(PARLEY_SOURCE_DIR "/") + path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string sample(const std::string& name) { return file("protocol/sip/testdata/" + name); }

ServerSetup samples_setup() {
  ServerSetup setup = TestServer::default_setup();
  setup.directory = *read_pool_file(file("reference_server/core/testdata/samples_pool.toml"), "contoso.com");
  return setup;
}

// Who has which rights in which room, whatever the numbers of a reply are.
std::map<std::string, std::map<std::string, std::uint32_t>> rights_in(const xccos::Joined& joined) {
  std::map<std::uint32_t, std::string> users;
  for (const xccos::UserEntry& user : joined.users) users[user.id] = user.uri;
  std::map<std::string, std::map<std::string, std::uint32_t>> rooms;
  for (const xccos::JoinedRoom& room : joined.rooms)
    for (const xccos::RightsGroup& group : room.rights)
      for (const std::uint32_t id : group.user_ids)
        rooms[room.uri + " " + room.name][users.at(id)] = group.permissions;
  return rooms;
}

const xccos::Reply& reply_in(const xccos::Envelope& envelope) {
  return std::get<xccos::Reply>(envelope.primitives.at(0));
}

class SamplesTest : public testing::Test {
 protected:
  // Sends a sample with the tags and the Contact of this server in the place of those of the capture.
  std::vector<sip::Message> send(const std::string& name) {
    sip::Message message = *sip::parse_message(sample(name));
    if (message.is_request() && !server_tag_.empty() && message.method != "INVITE") {
      auto to = *sip::parse_name_addr(message.headers.get("To"));
      to.parameters.set("tag", server_tag_);
      message.headers.set("To", to.to_string());
      message.request_uri = server_contact_;
    }
    server_.send(link_, sip::write(message));
    return server_.received(link_);
  }
  void invite(const std::string& name) {
    const auto answer = send(name).at(0);
    ASSERT_EQ(answer.status, 200);
    server_tag_ = sip::parse_name_addr(answer.headers.get("To"))->tag();
    server_contact_ = sip::parse_name_addr(answer.headers.get("Contact"))->uri;
  }
  // The answer copies what the sample answer copies.
  static void expect_like(const sip::Message& answer, const std::string& name) {
    const sip::Message shown = *sip::parse_message(sample(name));
    EXPECT_EQ(answer.status, shown.status);
    EXPECT_EQ(answer.reason, shown.reason);
    for (const char* header : {"From", "Call-ID", "CSeq"})
      EXPECT_EQ(answer.headers.get(header), shown.headers.get(header)) << header;
    EXPECT_EQ(answer.body.empty(), shown.body.empty());
  }
  // A server INFO agrees with the sample in all that a client looks at.
  static void expect_info_like(const sip::Message& info, const std::string& name) {
    const sip::Message shown = *sip::parse_message(sample(name));
    EXPECT_EQ(info.method, shown.method);
    EXPECT_EQ(info.request_uri, shown.request_uri);
    EXPECT_EQ(info.headers.get("Call-ID"), shown.headers.get("Call-ID"));
    EXPECT_EQ(info.headers.get("Content-Type"), shown.headers.get("Content-Type"));
    EXPECT_EQ(sip::parse_name_addr(info.headers.get("From"))->uri,
              sip::parse_name_addr(shown.headers.get("From"))->uri);
    EXPECT_EQ(info.headers.get("To"), shown.headers.get("To"));
  }
  static xccos::Envelope envelope_of(const sip::Message& message) {
    return xccos::decode(message.body, xccos::Reading::strict)->envelope;
  }

  TestServer server_{samples_setup()};
  LinkId link_ = server_.connect();
  std::string server_tag_, server_contact_;
};

TEST_F(SamplesTest, the_provisioning_document_comes_in_the_200_as_shown) {
  const auto answer = send("01-subscribe-provisioning.sip").at(0);
  const sip::Message shown = *sip::parse_message(sample("02-subscribe-200-piggyback.sip"));
  expect_like(answer, "02-subscribe-200-piggyback.sip");
  for (const char* header : {"Event", "Expires", "subscription-state", "ms-piggyback-cseq", "Content-Type"})
    EXPECT_EQ(answer.headers.get(header), shown.headers.get(header)) << header;
  const auto ours = *provisioning::decode_document(answer.body, xccos::Reading::strict);
  const auto theirs = *provisioning::decode_document(shown.body, xccos::Reading::strict);
  EXPECT_EQ(ours.enabled, theirs.enabled);
  EXPECT_EQ(ours.default_pool_uri, theirs.default_pool_uri);
  EXPECT_EQ(ours.pool_uris, theirs.pool_uris);
}

TEST_F(SamplesTest, the_lookup_session_names_the_service_and_ends) {
  invite("10-invite-lookup.sip");
  EXPECT_TRUE(send("12-ack-lookup.sip").empty());
  const auto messages = send("13-info-requri.sip");
  ASSERT_EQ(messages.size(), 2u);
  expect_like(messages[0], "14-info-requri-200.sip");
  expect_info_like(messages[1], "15-info-rpl-requri.sip");
  xccos::Envelope ours = envelope_of(messages[1]);
  const xccos::Envelope theirs = envelope_of(*sip::parse_message(sample("15-info-rpl-requri.sip")));
  ours.envid = theirs.envid;
  EXPECT_EQ(ours, theirs);
  send("16-info-rpl-requri-200.sip");
  expect_like(send("17-bye-lookup.sip").at(0), "18-bye-lookup-200.sip");
}

TEST_F(SamplesTest, the_session_with_the_channel_service_goes_as_shown) {
  TestClient bob(server_, "bob");
  TestClient carol(server_, "carol");
  for (TestClient* other : {&bob, &carol}) {
    other->open_session("sip:GC-1-PersistentChatService-2@contoso.com");
    other->join(kDesignReview);
  }
  invite("20-invite-channel.sip");
  EXPECT_TRUE(send("22-ack-channel.sip").empty());

  const auto joined = send("23-info-bjoin.sip");
  ASSERT_EQ(joined.size(), 2u);
  expect_like(joined[0], "24-info-bjoin-200.sip");
  expect_info_like(joined[1], "25-info-rpl-bjoin.sip");
  const auto theirs = envelope_of(*sip::parse_message(sample("25-info-rpl-bjoin.sip")));
  const auto ours = envelope_of(joined[1]);
  EXPECT_EQ(reply_in(ours).command, reply_in(theirs).command);
  EXPECT_EQ(reply_in(ours).response, reply_in(theirs).response);
  EXPECT_EQ(rights_in(std::get<xccos::Joined>(reply_in(ours).body)),
            rights_in(std::get<xccos::Joined>(reply_in(theirs).body)));
  EXPECT_TRUE(send("26-info-rpl-bjoin-200.sip").empty());

  const auto posted = send("27-info-grpchat.sip");
  ASSERT_EQ(posted.size(), 2u);
  expect_like(posted[0], "28-info-grpchat-200.sip");
  expect_info_like(posted[1], "29-info-grpchat-echo.sip");
  const auto echo = std::get<xccos::ChatMessage>(envelope_of(posted[1]).primitives.at(0));
  const auto shown = std::get<xccos::ChatMessage>(
      envelope_of(*sip::parse_message(sample("29-info-grpchat-echo.sip"))).primitives.at(0));
  EXPECT_EQ(echo.chan_uri, shown.chan_uri);
  EXPECT_EQ(echo.author, shown.author);
  EXPECT_EQ(echo.text, shown.text);
  send("30-info-grpchat-echo-200.sip");

  const auto updated = send("31-update.sip").at(0);
  expect_like(updated, "32-update-200.sip");
  EXPECT_EQ(updated.headers.get("Session-Expires"), "720;refresher=uac");
  expect_like(send("33-bye-channel.sip").at(0), "34-bye-channel-200.sip");
  EXPECT_THAT(bob.bodies().back(), HasSubstr("ntc:part"));
}

// --- Every valid sample a client may send is taken; every negative one is refused and changes nothing ---

class BodyTest : public testing::Test {
 protected:
  void SetUp() override {
    alice_.open_session("sip:GC-1-PersistentChatService-2@contoso.com");
    bob_.open_session("sip:GC-1-PersistentChatService-2@contoso.com");
    for (TestClient* client : {&alice_, &bob_}) client->join(kDesignReview);
    alice_.bodies();
  }
  TestServer server_{samples_setup()};
  TestClient alice_{server_, "alice"};
  TestClient bob_{server_, "bob"};
};

TEST_F(BodyTest, a_negative_sample_reaches_nobody_is_not_stored_and_the_session_goes_on) {
  for (const char* name :
       {"chanuri-not-ma-chan.xml", "empty-envelope.xml", "envid-overflow.xml", "grpchat-without-ts.xml",
        "missing-envid.xml", "not-well-formed.txt", "rpl-without-commandid.xml", "wrong-namespace.xml"}) {
    const std::string body = file(std::string("protocol/xccos/testdata/negative/") + name);
    ASSERT_FALSE(body.empty()) << name;
    const auto answers = alice_.info(body);
    ASSERT_EQ(answers.size(), 1u) << name;
    EXPECT_EQ(answers[0].status, 400) << name;
    EXPECT_THAT(std::string(answers[0].headers.get("Warning")),
                MatchesRegex("399 parley \"[^\"]*byte [0-9]+\\.\""))
        << name;
    EXPECT_TRUE(bob_.bodies().empty()) << name;
  }
  EXPECT_EQ(server_.store->recent_messages("ma-chan://contoso.com/" + std::string(kDesignReview), 10)->size(),
            0u);
  EXPECT_EQ(alice_.post(kDesignReview, "still here").at(0).status, 200);
}

TEST_F(BodyTest, what_is_no_text_plain_is_refused_with_what_would_be) {
  sip::Message message = alice_.dialog->make_request("INFO");
  message.headers.prepend("Via", "SIP/2.0/TCP 127.0.0.1");
  message.headers.add("Content-Type", "application/csta+xml");
  message.body = "<a/>";
  const auto answer = alice_.send(message).at(0);
  EXPECT_EQ(answer.status, 415);
  EXPECT_EQ(answer.headers.get("Accept"), "text/plain");
}

}   // namespace
}   // namespace parley::server
