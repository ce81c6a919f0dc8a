// The client side of the wire samples, fed as bytes: a real client's sessions, from the provisioning document
// to either side's BYE, must be answered as the samples show. Over a real connection it is
// tests/process/samples_test.cpp that feeds them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "reference_server/core/test_client.h"
#include "reference_server/core/test_samples.h"

namespace parley::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;

constexpr std::string_view kPool = "sip:GC-1-PersistentChatService-2@contoso.com";

ServerSetup samples_setup() {
  ServerSetup setup = TestServer::default_setup();
  setup.directory = *read_pool_file(file_of_tree(kSamplesPool), "contoso.com");
  return setup;
}

class SamplesTest : public testing::Test {
 protected:
  // What the server sent since the last look, each compared with its sample.
  void expect(const std::vector<std::string>& shown) {
    const auto messages = server_.received(link_);
    ASSERT_EQ(messages.size(), shown.size());
    for (std::size_t i = 0; i < shown.size(); ++i) {
      client_.heard(messages[i]);
      EXPECT_THAT(unlike(messages[i], shown[i]), IsEmpty());
    }
  }
  void say(const sip::Message& message) { server_.send(link_, sip::write(message)); }
  void play(const std::string& said, const std::vector<std::string>& answered) {
    say(client_.said(said));
    ASSERT_NO_FATAL_FAILURE(expect(answered)) << said;
  }
  // From the INVITE to the post and its copy.
  void chat() {
    play("20", {"21"});
    play("22", {});
    play("23", {"24", "25"});
    play("26", {});
    play("27", {"28", "29"});
    play("30", {});
  }
  // bob and carol, whom the samples see in the room.
  void let_others_in() {
    for (TestClient* other : {&bob_, &carol_}) {
      other->open_session(kPool);
      answer_all(other->link, other->join(kDesignReview));
    }
    let_others_answer();
  }
  void let_others_answer() {
    for (const TestClient* other : {&bob_, &carol_}) answer_all(other->link, server_.received(other->link));
  }
  void answer_all(LinkId link, const std::vector<sip::Message>& messages) {
    for (const sip::Message& message : messages)
      if (message.is_request()) server_.send(link, sip::write(sip::make_response(message, 200)));
  }

  TestServer server_{samples_setup()};
  LinkId link_ = server_.connect();
  SampleClient client_;
  TestClient bob_{server_, "bob"};
  TestClient carol_{server_, "carol"};
};

TEST_F(SamplesTest, the_provisioning_document_comes_in_the_200_as_shown) { play("01", {"02"}); }

TEST_F(SamplesTest, the_two_sessions_of_a_client_go_as_shown) {
  let_others_in();
  for (const SampleStep& step : sample_sessions()) {
    SCOPED_TRACE(step.said);
    ASSERT_NO_FATAL_FAILURE(play(step.said, step.answered));
  }
  EXPECT_THAT(bob_.bodies().back(), HasSubstr("ntc:part"));
}

// Each transaction of the server waits 32 s for its answer.
TEST_F(SamplesTest, the_answers_of_the_client_are_what_the_server_waits_for) {
  let_others_in();
  chat();
  let_others_answer();
  server_.advance(std::chrono::seconds{40});
  ASSERT_NO_FATAL_FAILURE(expect({}));
  play("31", {"32"});
}

TEST_F(SamplesTest, a_late_487_of_a_forgotten_dialog_changes_nothing) {
  let_others_in();
  chat();
  play("43", {});
  let_others_answer();
  server_.advance(std::chrono::seconds{40});
  play("31", {"32"});
  play("33", {"34"});
}

TEST_F(SamplesTest, the_bye_of_the_server_and_its_answer_go_as_shown) {
  let_others_in();
  chat();
  let_others_answer();
  server_.advance(std::chrono::seconds{10});
  for (TestClient* other : {&bob_, &carol_}) other->send(other->in_session("UPDATE"));   // They stay.
  server_.advance(std::chrono::seconds{710});
  ASSERT_NO_FATAL_FAILURE(expect({"44"}));
  play("45", {});
  server_.advance(std::chrono::seconds{40});
  ASSERT_NO_FATAL_FAILURE(expect({}));
  say(client_.said("31"));
  const auto late = server_.received(link_);
  ASSERT_EQ(late.size(), 1u);
  EXPECT_EQ(late[0].status, 481);
  play("20", {"21"});   // And begin again.
}

// The client of the samples asks for no refresh by the server, so its INVITE does here.
TEST_F(SamplesTest, the_update_of_the_server_and_its_501_go_as_shown_and_the_session_goes_on) {
  sip::Message invite = client_.said("20");
  invite.headers.set("Supported", "ms-sender, timer");
  invite.headers.add("Session-Expires", "720;refresher=uas");
  invite.headers.add("Allow", "UPDATE");
  say(invite);
  client_.heard(server_.received(link_).at(0));
  play("22", {});
  say(client_.said("23"));
  let_others_in();
  answer_all(link_, server_.received(link_));
  server_.advance(std::chrono::seconds{360});
  ASSERT_NO_FATAL_FAILURE(expect({"46"}));   // The fourth request, as in the sample.
  play("47", {});
  server_.advance(std::chrono::seconds{40});
  ASSERT_NO_FATAL_FAILURE(expect({}));
  say(client_.said("31"));
  EXPECT_EQ(server_.received(link_).at(0).status, 200);
}

// --- Every negative sample is refused and changes nothing ---

class BodyTest : public testing::Test {
 protected:
  void SetUp() override {
    alice_.open_session("sip:GC-1-PersistentChatService-2@contoso.com");
    bob_.open_session("sip:GC-1-PersistentChatService-2@contoso.com");
    for (TestClient* client : {&alice_, &bob_}) client->join(kDesignReview);
    alice_.bodies();
    server_.observed.clear();
  }
  std::vector<std::string> stored() const {
    std::vector<std::string> texts;
    const std::string room = "ma-chan://contoso.com/" + std::string(kDesignReview);
    const auto found = server_.store->recent_messages(room, 10);
    for (const storage::StoredMessage& one : *found) texts.push_back(one.message.text);
    return texts;
  }
  // What went into the queue of the compliance service, and on from there to mgccomp.
  std::vector<std::string> archived() const {
    std::vector<std::string> steps;
    for (const Observed& one : server_.observed) steps.push_back(one.from + " " + one.to + " " + one.what);
    const auto waiting = server_.store->read_queue(10);
    for (const storage::QueuedEvent& one : *waiting) steps.emplace_back(to_string(one.event.kind));
    return steps;
  }
  TestServer server_{samples_setup()};
  TestClient alice_{server_, "alice"};
  TestClient bob_{server_, "bob"};
};

// Each negative sample, and what its refusal says.
const std::map<std::string, std::string>& refusals() {
  static const std::map<std::string, std::string> kRefusals{
      {"chanuri-not-ma-chan.xml", "grpchat@chanUri must be a room URI"},
      {"empty-envelope.xml", "The envelope is empty"},
      {"envid-overflow.xml", "xccos@envid must be an unsigned 64-bit number"},
      {"grpchat-without-ts.xml", "grpchat needs the attribute ts"},
      {"missing-envid.xml", "xccos needs the attribute envid"},
      {"not-well-formed.txt", "Not well-formed XML"},
      {"rpl-without-commandid.xml", "The element commandid is missing"},
      {"wrong-namespace.xml", "The root must be xccos in namespace urn:parlano:xml:ns:xccos"},
  };
  return kRefusals;
}

TEST_F(BodyTest, a_negative_sample_reaches_nobody_is_not_stored_and_the_session_goes_on) {
  const std::string folder = "protocol/xccos/testdata/negative/";
  std::size_t refused = 0;
  for (const auto& entry : std::filesystem::directory_iterator(PARLEY_SOURCE_DIR "/" + folder)) {
    const std::string name = entry.path().filename().string();
    SCOPED_TRACE(name);
    ASSERT_TRUE(refusals().contains(name));
    const auto answers = alice_.info(file_of_tree(folder + name));
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].status, 400);
    const std::string warning(answers[0].headers.get("Warning"));
    EXPECT_THAT(warning, HasSubstr("399 parley \"" + refusals().at(name)));
    EXPECT_THAT(warning, MatchesRegex("399 parley \"[^\"]*byte [0-9]+\\.\""));
    EXPECT_THAT(bob_.bodies(), IsEmpty());
    EXPECT_THAT(stored(), IsEmpty());
    EXPECT_THAT(archived(), IsEmpty());
    ++refused;
  }
  EXPECT_EQ(refused, refusals().size());
  // What was looked at is where a post is seen.
  EXPECT_EQ(alice_.post(kDesignReview, "still here").at(0).status, 200);
  EXPECT_THAT(bob_.bodies(), ElementsAre(HasSubstr("still here")));
  EXPECT_THAT(stored(), ElementsAre("still here"));
  // An event goes through the queue at once, so its steps are all that is left of it.
  EXPECT_THAT(archived(), ElementsAre("channel queue CHAT", "queue mgccomp CHAT"));
}

TEST_F(BodyTest, that_is_refused_is_quoted_in_the_log_at_debug_only) {
  alice_.info(R"(<xccos ver="1" envid="1" xmlns="urn:parlano:xml:ns:xccos"><grpchat id="grpchat" seqid="1" )"
              R"(chanUri="TOPSECRET" author="sip:alice@contoso.com" ts="x"><chat/></grpchat></xccos>)");
  alice_.info(R"(<xccos ver="1" envid="1" xmlns="urn:TOPSECRET"><cmd/></xccos>)");
  std::size_t told = 0;
  for (const Log& log : server_.logged) {
    told += log.text.starts_with("INFO refused with 400, for byte ");
    EXPECT_TRUE(log.level <= LogLevel::debug || log.text.find("TOPSECRET") == std::string::npos) << log.text;
  }
  EXPECT_EQ(told, 2u);
}

// RFC 2976, 2.2.
TEST_F(BodyTest, that_is_not_there_is_in_order) {
  sip::Message message = alice_.dialog->make_request("INFO");
  message.headers.prepend("Via", "SIP/2.0/TCP 127.0.0.1");
  const auto answers = alice_.send(message);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].status, 200);
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
