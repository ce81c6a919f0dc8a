// A post: acknowledged when it is safe, stored once, seen once by everybody in the room.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference_server/core/test_client.h"

namespace parley::server {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class PostingTest : public testing::Test {
 protected:
  void SetUp() override {
    for (TestClient* client : {&alice_, &bob_}) {
      client->open_session();
      client->join(kLobby);
    }
    alice_.bodies();
  }
  std::size_t stored() { return server_.store->recent_messages(kLobbyUri, 100)->size(); }

  static std::string two_posts(std::string_view first_room, std::string_view second_room) {
    const auto post = [](int seqid, std::string_view room, std::string_view text) {
      return fmt::format(R"(<grpchat id="grpchat" seqid="{}" chanUri="{}" author="sip:alice@contoso.com" )"
                         R"(ts="2013-08-02T21:00:00Z"><chat>{}</chat></grpchat>)",
                         seqid, room, text);
    };
    return R"(<xccos ver="1" envid="9" xmlns="urn:parlano:xml:ns:xccos">)" + post(1, first_room, "first") +
           post(2, second_room, "second") + "</xccos>";
  }

  std::string post_of(std::string_view author) {
    return fmt::format(R"(<xccos ver="1" envid="{}" xmlns="urn:parlano:xml:ns:xccos"><grpchat id="grpchat" )"
                       R"(seqid="1" chanUri="{}" author="{}" ts="2013-08-02T21:00:00Z"><chat>hello</chat>)"
                       R"(</grpchat></xccos>)",
                       ++alice_.envid, kLobbyUri, author);
  }

  TestServer server_;
  TestClient alice_{server_, "alice"};
  TestClient bob_{server_, "bob"};
};

TEST_F(PostingTest, reaches_the_others_and_comes_back_to_the_author) {
  const auto answers = alice_.post(kLobby, "hello");
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].status, 200);
  EXPECT_THAT(answers[1].body, HasSubstr("<chat>hello</chat>"));
  EXPECT_THAT(bob_.bodies(), ElementsAre(HasSubstr("<chat>hello</chat>")));
}

TEST_F(PostingTest, is_encoded_once_and_its_bytes_go_to_everybody) {
  alice_.post(kLobby, "hello");
  ASSERT_EQ(server_.shared.size(), 2u);
  EXPECT_EQ(server_.shared[0].get(), server_.shared[1].get());
}

TEST_F(PostingTest, in_the_name_of_another_user_is_refused_and_reaches_nobody) {
  for (const char* author :
       {"sip:bob@contoso.com", "SIP:Bob@CONTOSO.com;gruu", "bob@contoso.com",
        "&quot;Alice&quot; &lt;sip:bob@contoso.com&gt;", "sip:alice@elsewhere.example"}) {
    const auto answers = alice_.info(post_of(author));
    ASSERT_EQ(answers.size(), 2u) << author;
    EXPECT_THAT(answers[0].body + answers[1].body, HasSubstr("ERROR_PERMISSION"));
  }
  EXPECT_EQ(stored(), 0u);
  EXPECT_THAT(bob_.bodies(), IsEmpty());
}

TEST_F(PostingTest, may_spell_its_author_in_any_way_and_goes_out_under_the_users_address) {
  const std::vector<std::string> spellings = {"SIP:Alice@Contoso.COM",
                                              "alice@contoso.com",
                                              "sips:alice@contoso.com",
                                              "sip:alice@contoso.com:5061;transport=tls",
                                              "&quot;Archer, Alice&quot; &lt;sip:alice@contoso.com&gt;",
                                              "Alice Archer",
                                              ""};
  for (const std::string& author : spellings)
    EXPECT_EQ(alice_.info(post_of(author)).at(0).status, 200) << author;
  EXPECT_EQ(stored(), spellings.size());
  for (const std::string& body : bob_.bodies()) EXPECT_THAT(body, HasSubstr("\"sip:alice@contoso.com\""));
}

TEST_F(PostingTest, is_not_acknowledged_before_it_is_stored) {
  server_.hold_store(true);
  EXPECT_THAT(alice_.post(kLobby, "hello"), IsEmpty());
  EXPECT_THAT(bob_.bodies(), IsEmpty());
  server_.hold_store(false);
  EXPECT_EQ(server_.received(alice_.link).at(0).status, 200);
  EXPECT_EQ(bob_.bodies().size(), 1u);
}

TEST_F(PostingTest, repeated_with_the_same_envelope_is_acknowledged_and_stored_once) {
  alice_.post(kLobby, "once");
  --alice_.envid;
  const auto answers = alice_.post(kLobby, "once");
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].status, 200);
  EXPECT_EQ(stored(), 1u);
  EXPECT_EQ(bob_.bodies().size(), 1u);
}

TEST_F(PostingTest, with_the_envelope_id_of_an_earlier_one_but_another_text_is_a_post_of_its_own) {
  alice_.post(kLobby, "once");
  --alice_.envid;
  alice_.post(kLobby, "and again");
  EXPECT_EQ(stored(), 2u);
  EXPECT_THAT(bob_.bodies(), ElementsAre(HasSubstr("once"), HasSubstr("and again")));
}

TEST_F(PostingTest, in_a_new_dialog_under_the_names_of_an_old_one_is_a_post_of_its_own) {
  alice_.post(kLobby, "hello");
  server_.disconnect(alice_.link);
  TestClient back(server_, "alice");   // The same Call-ID and From tag, and envelopes counted anew.
  back.open_session();
  back.join(kLobby);
  back.envid = alice_.envid - 1;
  EXPECT_EQ(back.post(kLobby, "hello").at(0).status, 200);
  EXPECT_EQ(stored(), 2u);
}

TEST_F(PostingTest, in_a_dialog_that_borrows_the_names_of_another_is_a_post_of_its_own) {
  TestClient carol(server_, "carol");
  sip::Message invite = carol.request("INVITE", "sip:GC-1-PersistentChatService-1@contoso.com");
  invite.headers.set("Call-ID", alice_.dialog->call_id());
  invite.headers.set("From", "<sip:carol@contoso.com>;tag=" + alice_.dialog->local_tag());
  carol.dialog = *sip::Dialog::established(invite, carol.send(invite).at(0));
  carol.join(kLobby);
  alice_.post(kLobby, "hello");
  bob_.bodies();
  carol.bodies();
  carol.envid = alice_.envid - 1;
  EXPECT_EQ(carol.post(kLobby, "hello").at(0).status, 200);
  EXPECT_THAT(bob_.bodies(), ElementsAre(HasSubstr(R"(author="sip:carol@contoso.com")")));
}

TEST_F(PostingTest, to_a_room_not_joined_is_refused_by_a_reply_and_reaches_nobody) {
  TestClient carol(server_, "carol");
  carol.open_session();
  const auto answers = carol.post(kLobby, "let me in");
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_THAT(answers[0].body + answers[1].body, HasSubstr("USER_NOT_JOINED"));
  EXPECT_THAT(bob_.bodies(), IsEmpty());
  EXPECT_EQ(stored(), 0u);
}

TEST_F(PostingTest, longer_than_the_limit_is_refused) {
  const auto answers = alice_.post(kLobby, std::string(4097, 'x'));
  EXPECT_THAT(answers.at(0).body + answers.at(1).body, HasSubstr("LIMIT_EXCEEDED"));
  EXPECT_EQ(stored(), 0u);
}

TEST_F(PostingTest, with_rtf_above_the_limit_of_a_whole_post_is_refused) {
  const std::uint32_t limit = Settings{}.post_size_limit;
  xccos::ChatMessage chat;
  chat.chan_uri = kLobbyUri;
  chat.author = alice_.uri();
  chat.ts = "2013-08-02T21:00:00Z";
  chat.text = "hi";
  chat.rtf = std::string(limit - 1, '\'');
  const auto refused = alice_.info(xccos::encode({1001, {chat}}, xccos::Writer::lync_client));
  EXPECT_THAT(refused.at(0).body + refused.at(1).body, HasSubstr("LIMIT_EXCEEDED"));
  EXPECT_EQ(stored(), 0u);
  chat.rtf->pop_back();
  EXPECT_EQ(alice_.info(xccos::encode({1002, {chat}}, xccos::Writer::lync_client)).at(0).status, 200);
  const auto delivered = bob_.bodies();
  ASSERT_EQ(delivered.size(), 1u);
  EXPECT_TRUE(xccos::decode(delivered[0], xccos::Reading::strict));
}

TEST_F(PostingTest, as_long_as_the_limit_is_taken) {
  EXPECT_EQ(alice_.post(kLobby, std::string(4096, 'x')).at(0).status, 200);
  EXPECT_EQ(stored(), 1u);
}

TEST_F(PostingTest, is_acknowledged_though_its_session_ended_while_the_store_worked) {
  server_.hold_store(true);
  alice_.post(kLobby, "last words");
  EXPECT_EQ(alice_.send(alice_.in_session("BYE")).at(0).status, 200);
  server_.hold_store(false);
  const auto answers = server_.received(alice_.link);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].status, 200);
  EXPECT_THAT(std::string(answers[0].headers.get("CSeq")), HasSubstr("INFO"));
}

TEST_F(PostingTest, in_an_auditorium_is_for_presenters) {
  bob_.join(kAnnouncements);
  const auto answers = bob_.post(kAnnouncements, "I am only the manager");
  EXPECT_THAT(answers.at(0).body + answers.at(1).body, HasSubstr("ERROR_PERMISSION"));
}

TEST_F(PostingTest, several_in_one_envelope_are_all_stored_and_sent_out) {
  EXPECT_EQ(alice_.info(two_posts(kLobbyUri, kLobbyUri)).at(0).status, 200);
  EXPECT_THAT(bob_.bodies(), ElementsAre(HasSubstr("<chat>first</chat>"), HasSubstr("<chat>second</chat>")));
}

TEST_F(PostingTest, several_in_one_envelope_are_refused_together) {
  const std::string elsewhere = fmt::format("ma-chan://contoso.com/{}", kDesignReview);
  const auto answers = alice_.info(two_posts(kLobbyUri, elsewhere));
  ASSERT_EQ(answers.size(), 3u);
  std::string replies;
  for (const sip::Message& answer : answers) replies += answer.body;
  EXPECT_THAT(replies,
              AllOf(HasSubstr(R"(<commandid seqid="1" envid="9"/><resp code="500">USER_NOT_JOINED)"),
                    HasSubstr(R"(<commandid seqid="2" envid="9"/><resp code="500">USER_NOT_JOINED)")));
  EXPECT_EQ(stored(), 0u);
  EXPECT_THAT(bob_.bodies(), IsEmpty());
}

TEST_F(PostingTest, several_in_one_envelope_are_refused_together_by_status_without_remembered_shapes) {
  ServerSetup setup = TestServer::default_setup();
  setup.settings.wire_remembered = false;
  TestServer server(std::move(setup));
  TestClient alice(server, "alice");
  alice.open_session();
  alice.join(kLobby);
  EXPECT_EQ(alice.info(two_posts(kLobbyUri, "ma-chan://contoso.com/none")).at(0).status, 404);
  EXPECT_TRUE(server.store->recent_messages(kLobbyUri, 100)->empty());
}

TEST_F(PostingTest, survives_the_author_who_leaves_while_the_store_works) {
  server_.hold_store(true);
  alice_.post(kLobby, "last words");
  server_.disconnect(alice_.link);
  server_.hold_store(false);
  EXPECT_THAT(bob_.bodies(), ElementsAre(HasSubstr("ntc:part"), HasSubstr("last words")));
}

TEST_F(PostingTest, too_many_in_flight_are_refused_with_503_and_nothing_of_them_is_stored) {
  ServerSetup setup = TestServer::default_setup();
  setup.settings.posts_in_flight_max = 1;
  TestServer server(std::move(setup));
  TestClient dave(server, "dave");
  dave.open_session();
  dave.join(kLobby);
  server.hold_store(true);
  dave.post(kLobby, "first");
  const auto answers = dave.post(kLobby, "second");
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].status, 503);
  EXPECT_EQ(answers[0].headers.get("Retry-After"), "2");
  server.hold_store(false);
  EXPECT_EQ(server.store->recent_messages(kLobbyUri, 100)->size(), 1u);
}

TEST_F(PostingTest, an_event_for_the_archive_is_queued_with_the_message) {
  alice_.post(kLobby, "for the record");
  server_.advance(std::chrono::minutes{16});   // The sessions, which nobody refreshes, end after twelve.
  std::string archived;
  for (const auto& [id, events] : server_.adapter->output())
    for (const auto& event : events) archived += std::string(to_string(event.event.kind)) + " ";
  EXPECT_EQ(archived, "JOIN JOIN CHAT PART PART ");
}

TEST_F(PostingTest, without_compliance_nothing_is_queued_for_an_archive_that_nobody_keeps) {
  ServerSetup setup = TestServer::default_setup();
  setup.compliance.enabled = false;
  TestServer server(std::move(setup));
  TestClient carol(server, "carol");
  TestClient dave(server, "dave");
  for (TestClient* client : {&carol, &dave}) {
    client->open_session();
    EXPECT_EQ(client->join(kLobby).size(), 2u);
  }
  EXPECT_EQ(dave.post(kLobby, "hello").at(0).status, 200);
  EXPECT_THAT(carol.bodies(), ElementsAre(HasSubstr("ntc:join"), HasSubstr("<chat>hello</chat>")));
  const std::string history = fmt::format(R"(<chanib uri="{}"/><bcq><last cnt="5"/></bcq>)", kLobbyUri);
  EXPECT_THAT(carol.command("bccontext", history).at(1).body, HasSubstr("<chat>hello</chat>"));
  carol.command("part", fmt::format(R"(<chanib uri="{}"/>)", kLobbyUri));
  server.disconnect(dave.link);
  EXPECT_TRUE(server.store->read_queue(10)->empty());
  EXPECT_EQ(server.store->part_orphans(WallTime{13'754'772'000'000'000}).value(), 0u);
  EXPECT_THAT(server.observed, IsEmpty());
}

}   // namespace
}   // namespace parley::server
