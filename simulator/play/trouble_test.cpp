// What went wrong for our own actors excuses a server where it had no part in it, and leaves no story green.
#include "simulator/play/trouble.h"

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
    "pool -> bob : INFO d [FLOW-POST-5 MUST]\n";

struct ATrouble : Watched {
  ATrouble() : Watched(kLadder) {}

  void note(const std::string& actor, const std::string& label, const std::string& doing) {
    Observation& note = see(Observation::Kind::note, actor, actor);
    note.what = label;
    note.doing = doing;
    note.reason = "because";
  }
  void tell(const std::string& actor, const std::string& verb) { note(actor, "do " + verb, verb); }
  void fail(const std::string& actor, const std::string& doing) { note(actor, "error", doing); }
  std::uint32_t ask(const std::string& actor, const std::string& method) {
    Observation& request = see(Observation::Kind::request, actor, "pool");
    request.method = request.sip.method = method;
    return request.number;
  }
  std::uint32_t ask_with_credentials(const std::string& actor) {
    const std::uint32_t number = ask(actor, "REGISTER");
    seen.back().sip.headers.add("Proxy-Authorization", "Digest x");
    return number;
  }
  std::uint32_t answer(std::uint32_t request, int status) {
    Observation& answer = see(Observation::Kind::response, "pool", seen[request - 1].from);
    answer.answers = request;
    answer.method = seen[request - 1].method;
    answer.sip.status = status;
    return answer.number;
  }
  // A command that the server answers, whatever it says.
  void search(const std::string& actor, int code) {
    const std::uint32_t number = ask(actor, "INFO");
    seen.back().xccos.emplace().primitives.emplace_back(xccos::Command{});
    answer(number, 200);
    Observation& reply = see(Observation::Kind::request, "pool", actor);
    reply.answers = number;
    xccos::Reply body;
    body.response = xccos::Response{.code = code, .text = "X"};
    reply.xccos.emplace().primitives.emplace_back(body);
  }

  std::vector<CheckRecord> judged(std::vector<CheckRecord> checks) {
    attribute_breaches({scenario, requirements, "server", {}, deviations, seen, taken}, checks);
    return checks;
  }
  // What becomes of a copy that the server owes to bob and that was never seen.
  Verdict missing_copy() {
    std::vector<CheckRecord> checks(1);
    checks[0].position = "t.ladder:4:1";
    checks[0].verdict = Verdict::fail;
    checks[0].actual = "not seen until 32s";
    return judged(checks)[0].verdict;
  }
  bool leaves_the_story_green() { return judged({}).empty(); }

  reports::RequirementTable requirements;
  std::map<std::string, std::set<std::string>> deviations;
  std::map<std::uint32_t, std::string> taken;
};

// --- What was not seen after it ---

TEST_F(ATrouble, excuses_the_server_when_nothing_was_asked_of_it) {
  tell("alice", "post");
  fail("alice", "post");
  EXPECT_EQ(missing_copy(), Verdict::inconc);
  EXPECT_EQ(trouble_in_words(seen.back()), "alice reported an error (post: because)");
}

TEST_F(ATrouble, excuses_the_server_when_all_that_was_asked_of_it_was_granted) {
  tell("alice", "post");
  search("alice", 200);
  fail("alice", "post");
  EXPECT_EQ(missing_copy(), Verdict::inconc);
}

TEST_F(ATrouble, that_the_server_made_excuses_nothing) {
  tell("alice", "post");
  search("alice", 500);
  fail("alice", "post");
  EXPECT_EQ(missing_copy(), Verdict::fail) << "the search was refused";
  seen.clear();
  tell("alice", "post");
  answer(ask("alice", "INFO"), 403);
  fail("alice", "post");
  EXPECT_EQ(missing_copy(), Verdict::fail) << "the post was refused";
  seen.clear();
  tell("alice", "post");
  answer(ask("alice", "INFO"), 200);
  seen[1].xccos.emplace().primitives.emplace_back(xccos::Command{});
  fail("alice", "post");
  EXPECT_EQ(missing_copy(), Verdict::fail) << "the command was never replied to";
  seen.clear();
  tell("alice", "post");
  see(Observation::Kind::link_down, "alice", "pool");
  fail("alice", "post");
  EXPECT_EQ(missing_copy(), Verdict::fail) << "the link was lost";
}

TEST_F(ATrouble, of_another_instruction_says_nothing_about_this_one) {
  tell("alice", "post");
  fail("alice", "read a document of the server");
  EXPECT_EQ(missing_copy(), Verdict::fail);
}

TEST_F(ATrouble, with_what_only_the_server_can_give_excuses_nothing) {
  tell("bob", "wait");
  fail("bob", "wait");
  EXPECT_EQ(missing_copy(), Verdict::fail);
  seen.clear();
  tell("alice", "sign-in");
  answer(ask("alice", "REGISTER"), 200);
  fail("alice", "sign-in");
  EXPECT_EQ(missing_copy(), Verdict::fail) << "provisioning named no pool";
}

TEST_F(ATrouble, is_looked_for_behind_an_earlier_one) {
  tell("bob", "history");
  answer(ask("bob", "INFO"), 403);
  fail("bob", "history");
  EXPECT_EQ(missing_copy(), Verdict::fail);
  tell("alice", "post");
  fail("alice", "post");
  EXPECT_EQ(missing_copy(), Verdict::inconc);
}

TEST_F(ATrouble, of_an_actor_that_was_told_to_deviate_says_nothing) {
  deviations["bob"] = {"client-never-posts"};
  tell("bob", "post");
  fail("bob", "post");
  EXPECT_TRUE(leaves_the_story_green());
  EXPECT_EQ(missing_copy(), Verdict::fail);
  tell("alice", "post");
  fail("alice", "post");
  EXPECT_FALSE(leaves_the_story_green()) << "alice was told nothing";
  EXPECT_EQ(missing_copy(), Verdict::inconc);
}

// --- What the story explains ---

TEST_F(ATrouble, leaves_no_story_green) {
  answer(ask("alice", "REGISTER"), 403);
  fail("alice", "sign-in");
  ASSERT_EQ(judged({}).size(), 1u);
  EXPECT_EQ(judged({})[0].verdict, Verdict::inconc);
}

TEST_F(ATrouble, is_as_it_should_be_when_the_ladder_shows_the_refusal) {
  taken[answer(ask("alice", "REGISTER"), 403)] = "t.ladder:4:1";
  fail("alice", "sign-in");
  EXPECT_TRUE(leaves_the_story_green());
  tell("alice", "post");
  fail("alice", "post");
  EXPECT_TRUE(leaves_the_story_green()) << "who is not signed in cannot post";
}

TEST_F(ATrouble, is_explained_by_no_refusal_that_was_got_over) {
  taken[answer(ask("alice", "REGISTER"), 403)] = "t.ladder:4:1";
  answer(ask("alice", "REGISTER"), 200);
  tell("alice", "post");
  fail("alice", "post");
  EXPECT_FALSE(leaves_the_story_green());
}

TEST_F(ATrouble, is_explained_by_no_refusal_of_another_request) {
  taken[answer(ask("alice", "INFO"), 403)] = "t.ladder:4:1";
  ask("alice", "INFO");
  fail("alice", "post");
  EXPECT_FALSE(leaves_the_story_green());
}

TEST_F(ATrouble, is_explained_by_no_challenge_but_by_refused_credentials) {
  taken[answer(ask("alice", "REGISTER"), 407)] = "t.ladder:4:1";
  fail("alice", "sign-in");
  EXPECT_FALSE(leaves_the_story_green());
  seen.pop_back();
  taken[answer(ask_with_credentials("alice"), 407)] = "t.ladder:4:1";
  fail("alice", "sign-in");
  EXPECT_TRUE(leaves_the_story_green());
}

TEST_F(ATrouble, is_explained_by_a_fault_of_its_own_actor_until_that_is_over) {
  note("bob", "fault cut", "cut");
  fail("alice", "post");
  EXPECT_FALSE(leaves_the_story_green()) << "the link of bob was cut";
  seen.clear();
  note("alice", "fault cut", "cut");
  fail("alice", "post");
  EXPECT_TRUE(leaves_the_story_green());
  answer(ask("alice", "REGISTER"), 200);
  fail("alice", "post");
  EXPECT_FALSE(leaves_the_story_green()) << "alice was back";
}

}   // namespace
}   // namespace parley::sim
