// A session in order passes, and each disorder is named by its own rule.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/checkers/test_story.h"

namespace parley::sim {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct SessionOf : testing::Test {
  SessionOf() {
    story.link_up("alice");
    story.sign_in("alice");
  }
  std::uint32_t ask(int status = 200) {
    return story.command("alice", "cmd:requri", xccos::RequestUri{}, status);
  }
  void answer(std::uint32_t asked) { story.reply(asked, xccos::ServiceUri{{{}, "sip:pool@contoso.com"}}); }
  TestStory story{"session"};
};

TEST_F(SessionOf, a_client_in_order_passes) {
  answer(ask());
  answer(ask());
  story.post("alice", "one");
  story.copy("alice", "alice", "one");
  story.bye("alice");
  EXPECT_THAT(
      story.verdicts(),
      ElementsAre("SIP-MSG-7 PASS", "SIP-MSG-7 PASS", "SIP-DLG-4 PASS", "SIP-DLG-4 PASS", "SIP-DLG-3 PASS",
                  "SIP-DLG-3 PASS", "SIP-BYE-2 PASS", "SIP-BYE-2 PASS", "FLOW-ACK-1 PASS",
                  "XCCOS-INFO-1 PASS", "FLOW-REPLY-1 PASS", "XCCOS-RPL-5 PASS", "XCCOS-RPL-6 PASS"));
}

// Where only the server is judged, the client's breach must not be its own.
TEST_F(SessionOf, a_rule_of_both_says_whose_breach_it_is) {
  answer(ask());
  story.next_header("CSeq", "2 INFO");
  answer(ask());
  story.bye("alice");
  story.copy("alice", "bob", "one");
  std::vector<std::string> broken;
  for (const auto& record : story.finish())
    if (record.verdict == reports::Verdict::fail) broken.push_back(record.expected);
  EXPECT_THAT(broken, ElementsAre("The CSeq numbers of the client in a dialog grow from request to request.",
                                  "The server sends no new request in a dialog after BYE."));
}

TEST_F(SessionOf, a_server_may_spell_its_address_as_it_likes) {
  TestStory other{"session"};
  other.next_invited("sip:Pool@contoso.com");
  other.sign_in("alice");
  other.copy("alice", "alice", "one");
  EXPECT_THAT(other.verdicts(), Contains("XCCOS-DLG-1 PASS"));
}

TEST_F(SessionOf, a_server_stays_who_was_invited) {
  TestStory other{"session"};
  other.next_invited("sip:pool-2@contoso.com");
  other.sign_in("alice");
  other.copy("alice", "alice", "one");
  EXPECT_THAT(other.verdicts(), Contains("XCCOS-DLG-1 FAIL"));
}

TEST_F(SessionOf, a_server_that_is_not_ours_may_talk_to_a_session_of_an_earlier_story) {
  TestStory open{"session", {.closed_world = false}};
  open.link_up("alice");
  open.sign_in("alice");
  open.next_call_id("of yesterday");
  open.copy("alice", "bob", "one");
  EXPECT_THAT(open.verdicts(), Not(Contains("SIP-DLG-3 FAIL")));
  open.next_call_id("of yesterday");
  open.post("alice", "two");
  EXPECT_THAT(open.verdicts(), Contains("SIP-DLG-3 FAIL"));
}

TEST_F(SessionOf, nobody_gives_no_records) {
  TestStory empty{"session"};
  EXPECT_THAT(empty.verdicts(), IsEmpty());
}

TEST_F(SessionOf, bytes_that_are_no_SIP_fail_who_sent_them) {
  const auto number = story.garbage("pool", "alice").number;
  const auto records = story.finish();
  EXPECT_EQ(records[0].verdict, reports::Verdict::pass);
  EXPECT_EQ(records[1].expected, "The server sends SIP messages and nothing else.");
  EXPECT_EQ(records[1].verdict, reports::Verdict::fail);
  EXPECT_EQ(records[1].actual, "pool sent bytes that are no SIP message: no start line");
  EXPECT_THAT(records[1].messages, ElementsAre(number));
}

TEST_F(SessionOf, a_message_that_is_larger_than_is_read_is_no_breach) {
  story.garbage("pool", "alice", true);
  EXPECT_THAT(story.verdicts(), Not(Contains("SIP-MSG-7 FAIL")));
}

TEST_F(SessionOf, a_number_that_does_not_grow_fails) {
  answer(ask());
  story.next_header("CSeq", "2 INFO");
  answer(ask());
  EXPECT_THAT(story.verdicts(), Contains("SIP-DLG-4 FAIL"));
}

TEST_F(SessionOf, a_number_of_the_server_that_does_not_grow_fails) {
  story.copy("alice", "bob", "one");
  story.next_header("CSeq", "1 INFO");
  story.copy("alice", "bob", "two");
  EXPECT_THAT(story.finish(),
              Contains(Field(&reports::CheckRecord::actual, "pool sent INFO with CSeq 1 after CSeq 1.")));
}

TEST_F(SessionOf, a_challenged_request_may_keep_its_number) {
  ask(407);
  story.next_header("CSeq", "2 INFO");
  answer(ask());
  EXPECT_THAT(story.verdicts(), Not(Contains("SIP-DLG-4 FAIL")));
}

TEST_F(SessionOf, wrong_tags_fail) {
  story.next_header("From", "<sip:alice@contoso.com>;tag=somebody");
  answer(ask());
  EXPECT_THAT(story.verdicts(), Contains("SIP-DLG-3 FAIL"));
}

TEST_F(SessionOf, a_Call_ID_of_no_dialog_fails) {
  story.next_call_id("unheard-of");
  story.copy("alice", "bob", "one");
  EXPECT_THAT(story.verdicts(), Contains("SIP-DLG-3 FAIL"));
}

TEST_F(SessionOf, a_request_after_ones_own_BYE_fails) {
  story.bye("alice");
  ask(481);
  EXPECT_THAT(story.verdicts(), Contains("SIP-BYE-2 FAIL"));
}

TEST_F(SessionOf, a_request_of_the_server_after_it_answered_BYE_fails) {
  story.bye("alice");
  story.copy("alice", "bob", "one");
  EXPECT_THAT(story.verdicts(), Contains("SIP-BYE-2 FAIL"));
}

TEST_F(SessionOf, a_BYE_that_is_put_off_has_ended_nothing) {
  for (const int status : {401, 407, 503}) {
    TestStory challenged{"session"};
    challenged.sign_in("alice");
    challenged.response(challenged.request("alice", "pool", "BYE").number, status);
    challenged.copy("alice", "bob", "crossing");
    challenged.bye("alice");
    EXPECT_THAT(challenged.verdicts(), Not(Contains(HasSubstr("FAIL")))) << status;
    challenged.copy("alice", "bob", "late");
    EXPECT_THAT(challenged.verdicts(), Contains("SIP-BYE-2 FAIL")) << status;
  }
}

TEST_F(SessionOf, a_request_of_the_server_that_crosses_with_BYE_passes) {
  const auto bye = story.request("alice", "pool", "BYE").number;
  story.copy("alice", "bob", "one");
  story.response(bye, 200);
  EXPECT_THAT(story.verdicts(), Contains("SIP-BYE-2 PASS"));
}

TEST_F(SessionOf, a_request_after_the_servers_BYE_fails) {
  story.response(story.request("pool", "alice", "BYE").number, 200);
  ask(481);
  EXPECT_THAT(story.verdicts(), Contains("SIP-BYE-2 FAIL"));
}

TEST_F(SessionOf, going_on_after_481_fails_but_one_BYE_is_fine) {
  ask(481);
  story.bye("alice");
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-DLG-3 PASS"));
  TestStory other{"session"};
  other.sign_in("alice");
  other.command("alice", "cmd:requri", xccos::RequestUri{}, 481);
  other.command("alice", "cmd:requri", xccos::RequestUri{}, 481);
  EXPECT_THAT(other.verdicts(), Contains("XCCOS-DLG-3 FAIL"));
}

TEST_F(SessionOf, a_server_that_goes_on_after_481_is_warned_of_but_may_cross) {
  story.info("pool", "alice", TestStory::chat("bob", "one"), 481);
  story.info("pool", "alice", TestStory::chat("bob", "two"), 481);
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-DLG-2 PASS"));
  story.wait(10s);
  story.info("pool", "alice", TestStory::chat("bob", "three"), 481);
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-DLG-2 WARN"));
}

TEST_F(SessionOf, an_INFO_without_answer_fails) {
  ask(0);
  EXPECT_THAT(story.verdicts(33s), Contains("FLOW-ACK-1 FAIL"));
}

TEST_F(SessionOf, an_INFO_of_the_server_without_answer_fails) {
  story.info("pool", "alice", TestStory::chat("bob", "one"), 0);
  EXPECT_THAT(story.verdicts(33s), Contains("XCCOS-INFO-1 FAIL"));
}

TEST_F(SessionOf, a_late_answer_fails) {
  const auto asked = ask(0);
  story.wait(33s);
  story.response(asked, 200);
  EXPECT_THAT(story.verdicts(1s), Contains("FLOW-ACK-1 FAIL"));
}

TEST_F(SessionOf, an_answer_that_may_still_come_is_not_missed) {
  ask(0);
  EXPECT_THAT(story.verdicts(30s), Contains("FLOW-ACK-1 INCONC")) << "and it is not known to come either";
}

TEST_F(SessionOf, an_answer_that_a_broken_link_swallowed_is_not_missed) {
  ask(0);
  story.link_down("alice");
  EXPECT_THAT(story.verdicts(), Not(Contains(HasSubstr("FLOW-ACK-1"))));
}

TEST_F(SessionOf, a_command_without_reply_fails) {
  ask();
  EXPECT_THAT(story.verdicts(30s), Contains("FLOW-REPLY-1 INCONC"));
  EXPECT_THAT(story.verdicts(33s), Contains("FLOW-REPLY-1 FAIL"));
}

TEST_F(SessionOf, a_command_of_unknown_form_may_be_met_with_silence) {
  story.command("alice", "cmd:unheardof", xccos::Unknown{"<cmd/>"});
  EXPECT_THAT(story.verdicts(), Not(Contains(HasSubstr("FLOW-REPLY-1"))));
}

TEST_F(SessionOf, a_refused_command_needs_no_reply) {
  ask(503);
  EXPECT_THAT(story.verdicts(), Not(Contains(HasSubstr("FLOW-REPLY-1"))));
}

TEST_F(SessionOf, a_command_before_BYE_needs_no_reply) {
  ask();
  story.bye("alice");
  EXPECT_THAT(story.verdicts(), Not(Contains(HasSubstr("FLOW-REPLY-1"))));
}

TEST_F(SessionOf, two_replies_to_one_command_fail) {
  const auto asked = ask();
  answer(asked);
  answer(asked);
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-RPL-6 FAIL"));
}

TEST_F(SessionOf, a_reply_to_nothing_fails) {
  xccos::Reply reply{"rpl:requri", 1, xccos::CommandRef{1, 4711}, xccos::Response{}, xccos::NoData{}};
  story.info("pool", "alice", reply);
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-RPL-5 FAIL"));
}

TEST_F(SessionOf, a_history_that_comes_unasked_after_a_batch_join_passes) {
  const auto asked = story.command("alice", "cmd:bjoin", xccos::BatchJoin{{{TestStory::id_of(kRoom)}}});
  story.reply(asked, TestStory::joined(kRoom));
  const auto envid = story.at(asked).xccos->envid;
  xccos::Reply history{"rpl:bccontext", 1, xccos::CommandRef{1, envid}, xccos::Response{},
                       xccos::History{{kRoom}}};
  story.info("pool", "alice", history);
  EXPECT_THAT(story.verdicts(), Contains("XCCOS-RPL-6 PASS"));
}

TEST_F(SessionOf, a_reply_that_refuses_a_post_names_no_command_and_passes) {
  story.reply(story.post("alice", "one"), xccos::NoData{}, 403);
  EXPECT_THAT(story.verdicts(), Not(Contains(HasSubstr("FAIL"))));
}

TEST_F(SessionOf, nothing_is_owed_when_everything_was_answered) {
  answer(ask());
  EXPECT_EQ(story.owes_until(), std::nullopt);
}

TEST_F(SessionOf, an_answer_is_owed_for_the_time_of_a_transaction_and_then_a_reply) {
  const auto asked = ask(0);
  EXPECT_EQ(story.owes_until(), story.at(asked).at + 32s);
  story.response(asked, 200);
  EXPECT_EQ(story.owes_until(), story.at(asked + 1).at + 32s);
  answer(asked);
  EXPECT_EQ(story.owes_until(), std::nullopt);
}

TEST_F(SessionOf, what_is_due_after_the_longest_story_is_not_waited_for) {
  ask(0);
  EXPECT_EQ(story.owes_until(10s), std::nullopt);
}
}   // namespace
}   // namespace parley::sim
