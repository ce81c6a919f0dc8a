// Where the server is judged, what a client of ours breaks is no verdict on it.
#include "simulator/play/attribution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/play/test_watched.h"

namespace parley::sim {
namespace {

using reports::CheckRecord;
using reports::Verdict;
using testing::HasSubstr;

constexpr std::string_view kLadder =
    "scenario t \"T\"\n"
    "actors alice: client, bob: client, pool: server\n"
    "dialog d: alice -> pool\n"
    "alice -> pool : INVITE d as i1 [FLOW-SIGNIN-2 MUST]\n"
    "pool -> alice : 200 i1 [FLOW-SIGNIN-2 MUST] {\n"
    "  check header Via [FLOW-SIGNIN-2 MUST]\n"
    "}\n"
    "repeat 2 { one-of [FLOW-ACK-1 MUST] { pool -> alice : 200 i1 => pass } }\n";

constexpr Rule kRules[] = {
    {"XCCOS-INFO-1", reports::Keyword::must, xccos::Grade::S, "The client answers.", "client"}};

reports::RequirementTable table() {
  reports::RequirementTable table;
  const auto added = table.add(
      "id\tsource\tgrade\trole\tkeyword\tobservable\ttext\n"
      "FLOW-RETRY-1\tflows.md\tS\tclient\tMUST\twire\tX.\n"
      "FLOW-POST-5\tflows.md\tS\tserver\tMUST\twire\tX.\n"
      "XCCOS-INFO-1\tflows.md\tS\tboth\tMUST\twire\tX.\n"
      "SIP-BYE-2\tflows.md\tS\tboth\tMUST NOT\twire\tX.\n",
      "t.tsv");
  EXPECT_TRUE(added);
  return table;
}

struct ABreach : Watched {
  ABreach() : Watched(kLadder), requirements(table()) {}

  CheckRecord a_breach(const std::string& position, const std::string& requirement) const {
    CheckRecord check;
    check.position = position;
    check.requirement = requirement;
    check.verdict = Verdict::fail;
    check.expected = "The client answers.";
    check.actual = "It was not so.";
    check.messages = evidence;
    return check;
  }
  CheckRecord judged(const std::string& position, const std::string& requirement) {
    std::vector<CheckRecord> checks{a_breach(position, requirement)};
    attribute_breaches({scenario, requirements, "server", kRules, deviations, seen}, checks);
    return checks[0];
  }
  void see(Observation::Kind kind, const std::string& from, const std::string& to) {
    Watched::see(kind, from, to).method = "INVITE";
  }

  reports::RequirementTable requirements;
  std::map<std::string, std::set<std::string>> deviations;
  std::vector<std::uint32_t> evidence{1};
};

TEST_F(ABreach, of_the_server_stays_what_it_is) {
  for (const char* position : {"t.ladder:5:1", "t.ladder:6:3", "t.ladder:8:12"})
    EXPECT_EQ(judged(position, "FLOW-SIGNIN-2").verdict, Verdict::fail) << position;
  EXPECT_EQ(judged("the end of the story, by the delivery checker", "FLOW-POST-5").verdict, Verdict::fail);
}

TEST_F(ABreach, of_our_client_is_an_error_of_the_harness) {
  const CheckRecord check = judged("t.ladder:4:1", "FLOW-SIGNIN-2");
  EXPECT_EQ(check.verdict, Verdict::error);
  EXPECT_EQ(check.actual, "our client did not keep this; no verdict on the server: It was not so.");
  EXPECT_EQ(judged("the end of the story, by the retry checker", "FLOW-RETRY-1").verdict, Verdict::error);
  EXPECT_EQ(judged("the end of the story, by the session checker", "XCCOS-INFO-1").verdict, Verdict::error);
}

// Its verdict would outrank the one on the server, and CI take a nonconformance for a broken tool.
TEST_F(ABreach, of_our_client_behind_one_of_the_server_is_inconclusive) {
  std::vector<CheckRecord> checks{a_breach("t.ladder:5:1", "FLOW-SIGNIN-2"),
                                  a_breach("the end of the story, by the session checker", "XCCOS-INFO-1")};
  const auto judge = [&] {
    attribute_breaches({scenario, requirements, "server", kRules, deviations, seen}, checks);
  };
  checks[0].at_ns = checks[1].at_ns + 1;
  judge();
  EXPECT_EQ(checks[1].verdict, Verdict::error);
  checks[1] = a_breach("the end of the story, by the session checker", "XCCOS-INFO-1");
  checks[1].at_ns = checks[0].at_ns;
  judge();
  EXPECT_EQ(checks[0].verdict, Verdict::fail);
  EXPECT_EQ(checks[1].verdict, Verdict::inconc);
  EXPECT_THAT(checks[1].actual, HasSubstr("the server had broken FLOW-SIGNIN-2 by then; our client"));
}

// Nobody knows whose that was.
TEST_F(ABreach, of_our_client_behind_one_of_nobody_in_particular_is_an_error) {
  std::vector<CheckRecord> checks{a_breach("the end of the story, by the session checker", "SIP-BYE-2"),
                                  a_breach("t.ladder:4:1", "FLOW-SIGNIN-2")};
  attribute_breaches({scenario, requirements, "server", kRules, deviations, seen}, checks);
  EXPECT_EQ(checks[1].verdict, Verdict::error);
}

TEST_F(ABreach, of_our_client_that_was_asked_for_is_inconclusive) {
  deviations["alice"] = {"client-no-ack"};
  const CheckRecord check = judged("t.ladder:4:1", "FLOW-SIGNIN-2");
  EXPECT_EQ(check.verdict, Verdict::inconc);
  EXPECT_THAT(check.actual, HasSubstr("as it was told (client-no-ack)"));
}

TEST_F(ABreach, of_nobody_in_particular_stays_what_it_is) {
  EXPECT_EQ(judged("the end of the story, by the session checker", "SIP-BYE-2").verdict, Verdict::fail);
}

// Who was refused, or left without an answer, need not go on.
TEST_F(ABreach, by_silence_is_inconclusive_when_the_server_gave_a_reason) {
  evidence.clear();
  see(Observation::Kind::request, "alice", "pool");
  const CheckRecord unanswered = judged("t.ladder:4:1", "FLOW-SIGNIN-2");
  EXPECT_EQ(unanswered.verdict, Verdict::inconc);
  EXPECT_THAT(unanswered.actual, HasSubstr("and pool had not answered INVITE; no verdict on the server"));
  see(Observation::Kind::response, "pool", "alice");
  seen.back().answers = 1;
  seen.back().sip.status = 200;
  EXPECT_EQ(judged("t.ladder:4:1", "FLOW-SIGNIN-2").verdict, Verdict::error);
  seen.back().sip.status = 403;
  EXPECT_THAT(judged("t.ladder:4:1", "FLOW-SIGNIN-2").actual,
              HasSubstr("and pool had answered INVITE with 403"));
  seen.clear();
  see(Observation::Kind::link_down, "alice", "pool");
  EXPECT_EQ(judged("t.ladder:4:1", "FLOW-SIGNIN-2").verdict, Verdict::inconc);
}

// Where all are judged the client is at fault, and a reader wants to know why it stopped.
struct ASilence : ABreach {
  ASilence() { refuse("alice", 403); }
  std::uint32_t ask(const std::string& actor) {
    see(Observation::Kind::request, actor, "pool");
    return seen.back().number;
  }
  void answer(std::uint32_t request, int status) {
    see(Observation::Kind::response, "pool", seen[request - 1].from);
    seen.back().answers = request;
    seen.back().sip.status = status;
  }
  void refuse(const std::string& actor, int status) { answer(ask(actor), status); }
  // What is said of the silence of alice.
  std::string reason() {
    std::vector<CheckRecord> checks(1);
    checks[0].position = "t.ladder:4:1";
    checks[0].verdict = Verdict::fail;
    checks[0].actual = "not seen until 32s";
    attribute_breaches({scenario, requirements, "", kRules, deviations, seen, {}}, checks);
    EXPECT_EQ(checks.size(), 1u);
    EXPECT_EQ(checks[0].verdict, Verdict::fail);
    return checks[0].actual;
  }
};

TEST_F(ASilence, names_the_refusal_where_everybody_is_judged) {
  EXPECT_EQ(reason(), "not seen until 32s; pool had answered INVITE with 403");
}

TEST_F(ASilence, is_not_explained_by_the_refusal_of_another_actor_of_the_role) {
  seen.clear();
  refuse("bob", 403);
  EXPECT_EQ(reason(), "not seen until 32s");
}

TEST_F(ASilence, is_not_explained_by_what_was_accepted_in_the_end) {
  seen.clear();
  refuse("alice", 503);
  EXPECT_THAT(reason(), HasSubstr("with 503"));
  answer(ask("alice"), 200);
  EXPECT_EQ(reason(), "not seen until 32s");
}

TEST_F(ASilence, is_explained_by_refused_credentials_but_by_no_challenge) {
  seen.clear();
  refuse("alice", 407);
  EXPECT_EQ(reason(), "not seen until 32s");
  const std::uint32_t again = ask("alice");
  seen.back().sip.headers.add("Proxy-Authorization", "Digest x");
  answer(again, 407);
  EXPECT_THAT(reason(), HasSubstr("with 407"));
}

// A server that refuses what our client broke has answered it, whoever is judged.
struct ARefusal : ABreach {
  ARefusal() {
    see(Observation::Kind::request, "alice", "pool");
    see(Observation::Kind::response, "pool", "alice");
    seen.back().answers = 1;
    seen.back().sip.status = 400;
  }
  // The broken request, and what the ladder makes of its answer.
  std::vector<CheckRecord> judged_by(std::string_view under_test, std::uint32_t broken) {
    std::vector<CheckRecord> checks(2);
    checks[0].position = "t.ladder:5:1";
    checks[0].messages = {2};
    checks[1].position = "t.ladder:4:1";
    checks[1].requirement = "FLOW-SIGNIN-2";
    checks[1].messages = {broken};
    for (CheckRecord& check : checks) check.verdict = Verdict::fail;
    attribute_breaches({scenario, requirements, under_test, kRules, deviations, seen, {}}, checks);
    return checks;
  }
};

TEST_F(ARefusal, of_a_request_that_the_client_broke_is_no_fault_of_the_server) {
  for (const char* under_test : {"server", ""}) {
    const auto checks = judged_by(under_test, 1);
    EXPECT_EQ(checks[0].verdict, Verdict::inconc) << under_test;
    EXPECT_THAT(checks[0].actual, HasSubstr("message 1, which it answers, breaks FLOW-SIGNIN-2"));
  }
  EXPECT_EQ(judged_by("", 1)[1].verdict, Verdict::fail) << "the fault is the client's";
}

TEST_F(ARefusal, ends_the_wait_for_another_answer) {
  seen.back().at = Instant{} + std::chrono::seconds{1};
  std::vector<CheckRecord> checks = judged_by("", 1);
  checks[0].messages.clear();
  checks[0].verdict = Verdict::fail;
  checks[0].at_ns = 1'000'000'000;
  attribute_breaches({scenario, requirements, "", kRules, deviations, seen, {}}, checks);
  EXPECT_EQ(checks[0].verdict, Verdict::inconc);
  checks[0].verdict = Verdict::fail;
  checks[0].at_ns = 2'000'000'000;
  attribute_breaches({scenario, requirements, "", kRules, deviations, seen, {}}, checks);
  EXPECT_EQ(checks[0].verdict, Verdict::fail) << "it is about another moment";
}

TEST_F(ARefusal, of_another_request_stays_what_it_is) {
  see(Observation::Kind::request, "alice", "pool");
  EXPECT_EQ(judged_by("server", 3)[0].verdict, Verdict::fail);
}

TEST_F(ARefusal, is_excused_only_where_it_is_one) {
  seen.back().sip.status = 200;
  EXPECT_EQ(judged_by("server", 1)[0].verdict, Verdict::fail);
}

// What the server sent behind such a message was not seen, and may well have been right.
TEST_F(ABreach, of_the_server_is_inconclusive_behind_a_message_that_was_too_large) {
  see(Observation::Kind::garbage, "pool", "alice");
  seen.back().too_large = true;
  EXPECT_EQ(judged("t.ladder:5:1", "FLOW-SIGNIN-2").verdict, Verdict::fail);
  evidence.clear();
  EXPECT_EQ(judged("t.ladder:5:1", "FLOW-SIGNIN-2").verdict, Verdict::inconc);
}

}   // namespace
}   // namespace parley::sim
