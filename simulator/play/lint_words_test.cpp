// A misspelt word of an actor is found before anything is played.
#include "simulator/play/lint_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/ladder/parse.h"
#include "simulator/play/options.h"

namespace parley::sim {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> complaints(const std::string& text) {
  const auto scenario =
      ladder::parse("scenario t \"T\"\nactors alice: client, bob: client, pool: server\n" + text, "t.ladder");
  EXPECT_TRUE(scenario) << text;
  std::vector<std::string> lines;
  for (const ladder::Diagnostic& one : lint_words(*scenario)) lines.push_back(one.to_string());
  return lines;
}

TEST(LintWords, takes_what_the_actors_understand) {
  EXPECT_THAT(complaints("set pool refuse=\"next=1,command=cmd:join\" session_expires=90s\n"
                         "set pool refuse=\"next=2\"\n"
                         "set alice open=\"Some room\" history=5 deviate=client-no-ack\n"
                         "do alice post Lobby \"at most ${limit}\"\n"
                         "repeat 2 { do bob history Lobby ${i} }\n"
                         "fault cut bob\nfault store delay=1.5s for ${time}s\nfault adapter fail times=2\n"),
              IsEmpty());
}

TEST(LintWords, finds_an_instruction_that_is_none) {
  EXPECT_THAT(complaints("repeat 2 { do alice jion Lobby }\n"),
              ElementsAre("t.ladder:3:21: there is no instruction \"jion\""));
  EXPECT_THAT(complaints("do pool explode\n"),
              ElementsAre("t.ladder:3:4: 'pool' is a server and takes no instructions; expected a client"));
}

TEST(LintWords, finds_an_option_that_is_none) {
  EXPECT_THAT(complaints("set alice hsitory=5\n"), ElementsAre(HasSubstr("unknown option 'hsitory'")));
  EXPECT_THAT(complaints("set alice history=few\n"), ElementsAre(HasSubstr("option history")));
  EXPECT_THAT(complaints("set pool history=5\n"), ElementsAre(HasSubstr("unknown option 'history'")));
}

TEST(LintWords, points_at_the_word_that_is_wrong) {
  const auto place_in = [](const std::string& line) {
    const auto found = complaints(line + "\n");
    return found.size() == 1 ? found.front().substr(0, found.front().find(": ")) : "not one complaint";
  };
  EXPECT_EQ(place_in("set pool auth=none foo=1"), "t.ladder:3:20");
  EXPECT_EQ(place_in("set pool auth=none history=5"), "t.ladder:3:20");
  EXPECT_EQ(place_in("set pool auth=none session_expires=soon"), "t.ladder:3:20");
  EXPECT_EQ(place_in("set alice history=5 attempts=few"), "t.ladder:3:21");
  EXPECT_EQ(place_in("do pool sign-in"), "t.ladder:3:4");
  EXPECT_EQ(place_in("do alice jion Lobby"), "t.ladder:3:10");
  EXPECT_EQ(place_in("do alice post Lobby \"a\\q\""), "t.ladder:3:23");
  EXPECT_EQ(place_in("fault stroe refuse for 1s"), "t.ladder:3:7");
  EXPECT_EQ(place_in("fault store refuse for long"), "t.ladder:3:24");
  EXPECT_EQ(place_in("fault store delay=slow for 1s"), "t.ladder:3:13");
  EXPECT_EQ(place_in("fault adapter fail tiems=2"), "t.ladder:3:20");
  EXPECT_EQ(place_in("fault cut carol"), "t.ladder:3:11");
}

// A report keeps the text of its scenarios, and reports are sent around.
TEST(LintWords, finds_a_password_and_does_not_say_it) {
  EXPECT_THAT(complaints("set alice password=wrong\n"), IsEmpty());
  EXPECT_THAT(complaints("set alice password=open-sesame\n"),
              ElementsAre(AllOf(HasSubstr("option password: "), HasSubstr("--users"),
                                Not(HasSubstr("open-sesame")))));
}

TEST(LintWords, finds_an_option_of_which_only_one_would_count) {
  EXPECT_THAT(complaints("set alice history=5\nset bob history=5\nset alice history=6\n"),
              ElementsAre(HasSubstr(":5:11: 'history' of alice is already set")));
}

TEST(LintWords, finds_a_fault_that_is_none) {
  EXPECT_THAT(complaints("fault stroe refuse for 1s\n"), ElementsAre(HasSubstr("unknown fault")));
  EXPECT_THAT(complaints("fault store refuse for long\n"), ElementsAre(HasSubstr("'long'")));
  EXPECT_THAT(complaints("fault cut carol\n"), ElementsAre(HasSubstr("actor 'carol' is not declared")));
  EXPECT_THAT(complaints("fault adapter fail tiems=2\n"), ElementsAre(HasSubstr("no option 'tiems'")));
}

TEST(ActorOptions, of_a_client_take_the_password_of_the_directory_or_another_one) {
  server::Directory directory;
  directory.domain = "contoso.com";
  ASSERT_TRUE(directory.add_pool({"sip:pool@contoso.com"}));
  server::User alice;
  alice.name = "alice";
  alice.default_pool = "sip:pool@contoso.com";
  alice.uri = "sip:alice@contoso.com";
  alice.password = "secret";
  ASSERT_TRUE(directory.add_user(alice));
  EXPECT_EQ(client_part("alice", {}, directory)->password, "secret");
  EXPECT_NE(client_part("alice", {{"password", "wrong"}}, directory)->password, "secret");
}

TEST(ActorOptions, that_may_be_given_again_add_up) {
  ActorOptions options;
  add_option(options, "refuse", "next=1,command=cmd:join");
  add_option(options, "refuse", "next=2");
  add_option(options, "deviate", "server-no-reply");
  add_option(options, "deviate", "server-no-echo");
  const auto part = server_part(options, {});
  ASSERT_TRUE(part) << part.error().detail;
  EXPECT_EQ(part->setup.refuse.size(), 2u);
  EXPECT_TRUE(part->setup.deviations.active("server-no-reply"));
  EXPECT_TRUE(part->setup.deviations.active("server-no-echo"));
}

}   // namespace
}   // namespace parley::sim
