// The link: lost, cut, never made; signing out; instructions that wait.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "protocol/client/test_stage.h"

namespace parley::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Link, lost_is_opened_again_after_a_back_off_and_everything_is_done_again) {
  Stage stage;
  stage.server.followed = {{kLobby, "Lobby"}};
  stage.sign_in();
  stage.say("join Operations");
  stage.server.seen.clear();
  stage.cut_link();
  EXPECT_EQ(stage.count("session-lost"), 1U);
  ASSERT_EQ(stage.count("retry"), 1U);
  EXPECT_GE(stage.events("retry")[0].at("after_ms").to_number<int>(), 250);
  stage.run(milliseconds{200});
  EXPECT_EQ(stage.targets.size(), 1U);
  stage.run(seconds{2});
  EXPECT_EQ(stage.targets.size(), 2U);
  const auto order = stage.server.order();
  EXPECT_EQ(order.front(), "REGISTER");
  EXPECT_THAT(order, Contains("INFO cmd:bjoin"));
  ASSERT_EQ(stage.count("signed-in"), 1U);
  EXPECT_EQ(stage.events("signed-in")[0].at("rooms"), boost::json::value({"Lobby", "Operations"}));
}

TEST(Link, that_cannot_be_opened_is_tried_until_the_client_gives_up) {
  ClientConfig config;
  config.retry.attempts_max = 3;
  Stage stage(config);
  stage.reachable = false;
  stage.tell("sign-in");
  stage.tell("post Lobby hello");
  stage.run(seconds{60});
  EXPECT_EQ(stage.targets.size(), 3U);
  EXPECT_EQ(stage.count("gave-up"), 1U);
  EXPECT_EQ(stage.count("error"), 2U);   // sign-in, and the post that waited for it.
}

TEST(Link, lost_once_more_after_another_was_opened_takes_nothing_with_it) {
  Stage stage;
  stage.sign_in();
  const LinkId first = stage.link();
  stage.cut_link();
  stage.run(seconds{5});
  ASSERT_EQ(stage.count("signed-in"), 1U);
  stage.cut_link(first);
  stage.run(seconds{5});
  EXPECT_EQ(stage.count("session-lost"), 1U);
  EXPECT_EQ(stage.targets.size(), 2U);
}

TEST(Link, lost_without_reconnect_ends_the_client_until_it_is_told_to_sign_in) {
  ClientConfig config;
  config.reconnect = false;
  Stage stage(config);
  stage.sign_in();
  stage.cut_link();
  stage.run(seconds{60});
  EXPECT_EQ(stage.targets.size(), 1U);
  stage.tell("sign-in");
  stage.run(seconds{1});
  EXPECT_EQ(stage.count("signed-in"), 1U);
}

TEST(Link, lost_during_sign_in_begins_it_again) {
  Stage stage;
  stage.tell("sign-in");
  stage.run(milliseconds{8});
  stage.cut_link();
  stage.run(seconds{2});
  EXPECT_EQ(stage.server.count("REGISTER"), 2U);
  EXPECT_EQ(stage.count("signed-in"), 1U);
  EXPECT_EQ(stage.count("session-lost"), 0U);   // There was none yet.
}

TEST(Link, lost_with_a_post_in_flight_is_an_error_because_nobody_knows_whether_it_arrived) {
  Stage stage;
  stage.sign_in();
  stage.server.instead = [](const Seen& one) { return one.what == "INFO grpchat"; };
  stage.say("post " + kLobby + " hello");
  stage.cut_link();
  stage.run(seconds{2});
  EXPECT_EQ(stage.server.count("INFO grpchat"), 1U);
  EXPECT_EQ(stage.count("error"), 1U);
  EXPECT_EQ(stage.count("signed-in"), 1U);
}

TEST(Link, lost_lets_waiting_instructions_wait_for_the_next_sign_in) {
  Stage stage;
  stage.sign_in();
  stage.cut_link();
  stage.say("post " + kLobby + " hello");
  EXPECT_EQ(stage.count("posted"), 0U);
  stage.run(seconds{2});
  EXPECT_EQ(stage.count("posted"), 1U);
}

TEST(Link, dropped_by_its_user_comes_back) {
  Stage stage;
  stage.sign_in();
  stage.tell("drop");
  stage.tell("post " + kLobby + " hello");
  stage.run(seconds{2});
  EXPECT_EQ(stage.events("session-lost")[0].at("reason").as_string(), "cut by its user");
  EXPECT_EQ(stage.count("signed-in"), 1U);
  EXPECT_EQ(stage.count("posted"), 1U);
}

TEST(Link, that_brings_no_sip_is_cut) {
  Stage stage;
  stage.sign_in();
  stage.raw_to_client("HTTP/1.1 400 Bad Request\r\n\r\n");
  EXPECT_EQ(stage.count("session-lost"), 1U);
  stage.run(seconds{2});
  EXPECT_EQ(stage.count("signed-in"), 1U);
}

TEST(SignOut, leaves_nothing_behind) {
  Stage stage;
  stage.sign_in();
  stage.say("sign-out");
  EXPECT_THAT(stage.server.order(), ElementsAre("BYE", "SUBSCRIBE vnd-microsoft-roaming-self", "REGISTER"));
  EXPECT_EQ(stage.server.last("REGISTER").message.headers.get("Expires"), "0");
  EXPECT_EQ(stage.server.last("SUBSCRIBE vnd-microsoft-roaming-self").message.headers.get("Expires"), "0");
  EXPECT_EQ(stage.count("signed-out"), 1U);
  stage.run(seconds{86'400});
  EXPECT_EQ(stage.server.seen.size(), 3U);
}

TEST(SignOut, ends_although_the_link_is_lost_on_the_way) {
  Stage stage;
  stage.sign_in();
  stage.server.instead = [](const Seen& one) { return one.what == "BYE"; };
  stage.say("sign-out");
  stage.cut_link();
  stage.run(seconds{60});
  EXPECT_EQ(stage.count("signed-out"), 1U);
  EXPECT_EQ(stage.targets.size(), 1U);
  ASSERT_EQ(stage.count("error"),
            1U);   // Not one for each request that could not follow.
  EXPECT_EQ(stage.events("error")[0].at("doing").as_string(), "sign-out");
}

class RefusedSignOut : public testing::TestWithParam<std::string> {
 protected:
  // What was told once the server had answered this request of the sign-out so.
  std::vector<std::string> told(int status) {
    Stage stage;
    stage.sign_in();
    stage.server.instead = [&](const Seen& one) {
      if (one.what == GetParam()) stage.server.answer(one.message, status);
      return one.what == GetParam();
    };
    stage.say("sign-out");
    return stage.lines;
  }
};

TEST_P(RefusedSignOut, is_an_error_in_front_of_its_end) {
  EXPECT_THAT(told(403), ElementsAre(HasSubstr(R"("event":"error","doing":"sign-out")"),
                                     HasSubstr(R"("event":"signed-out")")));
}

TEST_P(RefusedSignOut, of_what_the_server_has_forgotten_is_none) {
  EXPECT_THAT(told(481), ElementsAre(HasSubstr(R"("event":"signed-out")")));
}
INSTANTIATE_TEST_SUITE_P(All, RefusedSignOut,
                         testing::Values("BYE", "SUBSCRIBE vnd-microsoft-roaming-self", "REGISTER"));

TEST(SignOut, allows_another_sign_in) {
  Stage stage;
  stage.sign_in();
  stage.tell("sign-out");
  stage.tell("sign-in");
  stage.run(seconds{2});
  EXPECT_EQ(stage.count("signed-in"), 1U);
  stage.say("sign-in");
  EXPECT_EQ(stage.events("error")[0].at("reason").as_string(), "already signed in");
}

// What the client told as `undone`, in order.
std::vector<std::string> undone(const Stage& stage) {
  std::vector<std::string> found;
  for (const auto& event : stage.events("undone")) found.emplace_back(event.at("doing").as_string());
  return found;
}
const std::string kInterrupted(kInterruption);

TEST(Interruption, gives_up_a_wait_and_what_stands_behind_it_and_signs_out) {
  Stage stage;
  stage.sign_in();
  stage.say("wait never said");
  stage.say("post " + kLobby + " hello");
  stage.say(kInterrupted);
  EXPECT_THAT(undone(stage), ElementsAre("wait", "post"));
  EXPECT_THAT(stage.server.order(), ElementsAre("BYE", "SUBSCRIBE vnd-microsoft-roaming-self", "REGISTER"));
  EXPECT_EQ(stage.count("signed-out"), 1U);
  stage.run(seconds{86'400});
  EXPECT_EQ(stage.server.seen.size(), 3U);
  EXPECT_EQ(stage.count("error"), 0U);
}

TEST(Interruption, lets_what_is_under_way_come_to_its_end) {
  Stage stage;
  stage.sign_in();
  stage.tell("post " + kLobby + " hello");
  stage.tell("leave " + kLobby);
  stage.say(kInterrupted);
  EXPECT_EQ(stage.count("posted"), 1U);
  EXPECT_THAT(undone(stage), ElementsAre("leave"));
  EXPECT_EQ(stage.count("signed-out"), 1U);
}

TEST(Interruption, begins_nothing_that_is_told_behind_it) {
  Stage stage;
  stage.sign_in();
  stage.tell(kInterrupted);
  stage.say("post " + kLobby + " hello");
  EXPECT_THAT(undone(stage), ElementsAre("post"));
  EXPECT_EQ(stage.server.count("INFO grpchat"), 0U);
}

TEST(Interruption, of_who_is_signed_out_does_nothing) {
  Stage stage;
  stage.say(kInterrupted);
  EXPECT_TRUE(stage.lines.empty());
}

TEST(Interruption, is_told_by_no_line_of_a_script) {
  EXPECT_NE(kInterruption.find('\n'),
            std::string_view::npos);   // Where a line of any input would end.
  Stage stage;
  stage.sign_in();
  stage.say("\x03");
  stage.say("post " + kLobby + " hello");
  EXPECT_EQ(stage.count("undone"), 0U);
  EXPECT_EQ(stage.count("error"), 1U);   // There is no such instruction.
  EXPECT_EQ(stage.count("posted"), 1U);
}

TEST(Interruption, waits_for_no_link_to_come_back) {
  Stage stage;
  stage.sign_in();
  stage.reachable = false;
  stage.cut_link();
  stage.tell("post " + kLobby + " hello");
  stage.say(kInterrupted);
  EXPECT_THAT(undone(stage), ElementsAre("post"));
  EXPECT_EQ(stage.count("signed-out"), 1U);
  stage.run(seconds{86'400});
  EXPECT_EQ(stage.targets.size(), 1U);
}

TEST(Interruption, waits_for_no_session_that_is_to_be_tried_again_later) {
  Stage stage;
  stage.server.instead = [&stage](const Seen& one) {
    if (one.what == "INFO cmd:getserverinfo") stage.server.send(stage.server.request("BYE"));
    return false;
  };
  stage.tell("sign-in");
  while (stage.count("retry") < 5) stage.run(milliseconds{100});   // The next one is seconds away.
  stage.say(kInterrupted);
  EXPECT_THAT(undone(stage), ElementsAre("sign-in"));
  EXPECT_EQ(stage.server.last("REGISTER").message.headers.get("Expires"), "0");
  EXPECT_EQ(stage.count("signed-out"), 1U);
}

// Whenever it comes: the client ends signed out, has left no session behind, and tells of each line once.
RC_GTEST_PROP(Interruption, at_any_moment_leaves_nothing_behind, (std::uint64_t seed)) {
  Stage stage({}, seed);
  stage.server.followed = {{kLobby, "Lobby"}};
  stage.tell("sign-in");
  stage.tell("post Operations hello");
  stage.run(milliseconds(*rc::gen::inRange(0, 60)));
  stage.tell(kInterrupted);
  stage.run(seconds{10});
  RC_ASSERT(stage.count("signed-out") == 1U);
  RC_ASSERT(stage.server.count("BYE") == stage.server.count("INVITE"));
  const auto given_up = undone(stage);
  const auto posts = static_cast<std::size_t>(std::ranges::count(given_up, "post"));
  RC_ASSERT(posts + stage.count("posted") == 1U);
}

TEST(Instructions, other_than_sign_in_fail_when_nobody_is_signed_in) {
  Stage stage;
  stage.tell("post Lobby hello");
  stage.tell("nonsense");
  EXPECT_EQ(stage.events("error")[0].at("reason").as_string(), "not signed in");
  EXPECT_EQ(stage.count("error"), 2U);
}

// Whatever a server sends, at whatever moment of sign-in: the client tells valid JSON and lives.
RC_GTEST_PROP(Link, any_bytes_of_a_server_are_survived, (std::string bytes, std::uint64_t seed)) {
  Stage stage({}, seed);
  stage.tell("sign-in");
  stage.run(milliseconds(*rc::gen::inRange(1, 40)));
  if (*rc::gen::arbitrary<bool>()) bytes = "INFO sip:a@b SIP/2.0\r\n" + bytes + "\r\n\r\n";
  stage.raw_to_client(bytes);
  stage.run(seconds{100});
  for (const std::string& line : stage.lines) {
    boost::json::error_code error;
    boost::json::parse(line, error);
    RC_ASSERT(!error);
  }
}

// A link that breaks at any moment leads back to a signed-in client.
RC_GTEST_PROP(Link, lost_at_any_moment_comes_back, (std::uint64_t seed)) {
  Stage stage({}, seed);
  stage.server.followed = {{kLobby, "Lobby"}};
  stage.tell("sign-in");
  stage.tell("post Lobby hello");
  stage.run(milliseconds(*rc::gen::inRange(1, 60)));
  stage.cut_link();
  stage.run(seconds{10});
  const auto done = stage.events("signed-in");
  RC_ASSERT(!done.empty());
  RC_ASSERT(done.back().at("rooms").as_array() == boost::json::array({"Lobby"}));
  RC_ASSERT(stage.count("posted") + stage.count("error") == 1U);
}

}   // namespace
}   // namespace parley::client
