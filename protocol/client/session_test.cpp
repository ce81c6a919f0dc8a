// The dialog: its timer, its loss, and how the client comes back (xccos.md 4.4 to 4.8, 5.11).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/client/test_stage.h"

namespace parley::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;

ClientConfig with_deviation(const std::string& id) {
  ClientConfig config;
  config.deviations = Deviations({id});
  return config;
}

// The server knows the dialog no more: everything in it gets 481 until the next INVITE.
void forget_dialog(Stage& stage) {
  stage.server.instead = [&stage, gone = true](const Seen& one) mutable {
    if (one.what == "INVITE") gone = false;
    const bool inside = one.message.method == "INFO" || one.message.method == "UPDATE";
    if (!gone || !inside) return false;
    stage.server.answer(one.message, 481);
    return true;
  };
}

void send(Stage& stage, sip::Message message) {
  stage.server.send(message);
  stage.flush();
  stage.run(seconds{1});
}

// --- Timer ---

TEST(SessionTimer, refreshes_after_half_the_interval_again_and_again) {
  Stage stage;
  stage.sign_in();
  stage.run(seconds{358});
  EXPECT_EQ(stage.server.count("UPDATE"), 0U);
  stage.run(seconds{3});
  EXPECT_EQ(stage.server.count("UPDATE"), 1U);
  EXPECT_EQ(stage.server.last("UPDATE").message.headers.get("Session-Expires"), "720;refresher=uac");
  stage.run(seconds{360});
  EXPECT_EQ(stage.server.count("UPDATE"), 2U);
  EXPECT_EQ(stage.count("session-lost"), 0U);
}

TEST(SessionTimer, takes_the_interval_of_the_answer_to_update) {
  Stage stage;
  stage.sign_in();
  stage.server.instead = [&](const Seen& one) {
    if (one.what != "UPDATE") return false;
    stage.server.answer(one.message, 200, {{"Session-Expires", "100;refresher=uac"}});
    return true;
  };
  stage.say("update");
  EXPECT_EQ(stage.count("refreshed"), 1U);
  stage.run(seconds{51});
  EXPECT_EQ(stage.server.count("UPDATE"), 2U);
}

TEST(SessionTimer, without_session_expires_there_is_no_update) {
  Stage stage;
  stage.server.session_expires = "";
  stage.sign_in();
  stage.run(seconds{86'400});
  EXPECT_EQ(stage.server.count("UPDATE"), 0U);
}

TEST(SessionTimer, leaves_the_refresh_to_a_server_that_wants_it_and_ends_a_session_that_it_forgot) {
  Stage stage;
  stage.server.session_expires = "90;refresher=uas";
  stage.sign_in();
  stage.run(seconds{60});
  send(stage, stage.server.request("UPDATE"));
  EXPECT_EQ(stage.server.last("200 UPDATE").message.headers.get("Session-Expires"), "90;refresher=uac");
  stage.run(seconds{80});
  EXPECT_EQ(stage.server.count("BYE"), 0U);
  stage.run(seconds{12});
  EXPECT_EQ(stage.server.count("BYE"), 1U);
  EXPECT_EQ(stage.count("signed-in"), 1U);   // Again.
}

TEST(SessionTimer, takes_the_refreshing_over_when_an_update_of_the_server_says_so) {
  Stage stage;
  stage.server.session_expires = "900;refresher=uas";
  stage.sign_in();
  auto update = stage.server.request("UPDATE");
  update.headers.add("Session-Expires", "100;refresher=uas");
  send(stage, update);
  EXPECT_EQ(stage.server.last("200 UPDATE").message.headers.get("Session-Expires"), "100;refresher=uas");
  stage.run(seconds{51});
  EXPECT_EQ(stage.server.count("UPDATE"), 1U);
}

TEST(SessionTimer, an_update_that_waits_for_its_retry_is_not_sent_into_an_ended_session) {
  Stage stage;
  stage.sign_in();
  stage.server.instead = [&](const Seen& one) {
    if (one.what == "UPDATE") stage.server.answer(one.message, 503, {{"Retry-After", "10"}});
    return one.what == "UPDATE" || one.what == "BYE";
  };
  stage.run(seconds{361});
  stage.tell("sign-out");
  stage.run(seconds{60});
  EXPECT_EQ(stage.server.count("UPDATE"), 1U);
  EXPECT_EQ(stage.count("signed-out"), 1U);
}

TEST(SessionTimer, an_update_without_answer_ends_the_session) {
  Stage stage;
  stage.sign_in();
  stage.server.instead = [](const Seen& one) { return one.what == "UPDATE"; };
  stage.run(seconds{400});
  EXPECT_EQ(stage.count("session-lost"), 1U);
  EXPECT_EQ(stage.count("signed-in"), 1U);
}

// RFC 3261, 14.1: not two of them at once.
TEST(SessionTimer, an_update_that_is_wanted_while_one_is_unanswered_is_that_one) {
  Stage stage;
  stage.sign_in();
  sip::Message update;
  stage.server.instead = [&](const Seen& one) {
    if (one.what == "UPDATE") update = one.message;
    return one.what == "UPDATE";
  };
  stage.run(seconds{361});
  stage.say("update");
  EXPECT_EQ(stage.server.count("UPDATE"), 1U);
  stage.server.answer(update, 200);
  stage.flush();
  stage.run(seconds{1});
  EXPECT_EQ(stage.count("refreshed"), 1U);
}

TEST(SessionTimer, a_refresh_of_the_server_makes_up_for_one_of_ours_that_was_refused) {
  Stage stage;
  stage.server.session_expires = "100;refresher=uac";
  stage.sign_in();
  stage.server.instead = [&](const Seen& one) {
    if (one.what == "UPDATE") stage.server.answer(one.message, 500);
    return one.what == "UPDATE";
  };
  stage.run(seconds{51});
  stage.server.instead = nullptr;
  sip::Message update = stage.server.request("UPDATE");
  update.headers.add("Session-Expires", "100;refresher=uas");
  send(stage, update);
  stage.run(seconds{51});
  EXPECT_EQ(stage.server.count("UPDATE"), 2U);
  EXPECT_EQ(stage.count("session-lost"), 0U);
}

TEST(Deviation, no_refresh_lets_the_interval_pass) {
  Stage stage(with_deviation("client-no-refresh"));
  stage.sign_in();
  stage.run(seconds{3600});
  EXPECT_EQ(stage.server.count("UPDATE") + stage.server.count("BYE"), 0U);
}

// --- The server's requests ---

TEST(Session, answers_info_at_once_and_of_an_unknown_dialog_with_481) {
  Stage stage;
  stage.sign_in();
  stage.server.say(kLobby, "sip:bob@contoso.com", "hello");
  stage.flush();
  stage.run(seconds{1});
  EXPECT_EQ(stage.server.count("200 INFO"), 1U);
  auto stranger = stage.server.request("INFO", "x");
  stranger.headers.set("Call-ID", "another");
  send(stage, stranger);
  EXPECT_EQ(stage.server.count("481 INFO"), 1U);
}

TEST(Session, answers_200_to_an_info_that_it_cannot_read_and_tells) {
  Stage stage;
  stage.sign_in();
  send(stage, stage.server.request("INFO", "<xccos"));
  EXPECT_EQ(stage.server.count("200 INFO"), 1U);
  EXPECT_EQ(stage.count("error"), 1U);
}

TEST(Session, answers_what_it_does_not_know) {
  Stage stage;
  stage.sign_in();
  send(stage, stage.server.request("OPTIONS"));
  send(stage, stage.server.request("MESSAGE", "hi"));
  send(stage, stage.server.request("DANCE"));
  EXPECT_EQ(stage.server.count("200 OPTIONS"), 1U);
  EXPECT_EQ(stage.server.count("405 MESSAGE"), 1U);
  EXPECT_EQ(stage.server.count("501 DANCE"), 1U);
}

TEST(Session, refuses_a_cseq_that_does_not_grow) {
  Stage stage;
  stage.sign_in();
  auto old = stage.server.request("INFO", "x");
  old.headers.set("CSeq", "1 INFO");
  send(stage, old);
  EXPECT_EQ(stage.server.count("500 INFO"), 1U);
}

TEST(Session, acknowledges_a_repeated_200_again) {
  Stage stage;
  sip::Message ok;
  stage.server.instead = [&](const Seen& one) {
    if (one.what == "INVITE") ok = sip::make_response(one.message, 200);
    return false;
  };
  stage.sign_in();
  ok.headers.set("To", std::string(ok.headers.get("To")) + ";tag=server1");
  send(stage, ok);
  EXPECT_EQ(stage.server.count("ACK"), 1U);
}

// --- Loss ---

TEST(Session, ended_by_the_server_is_made_again_with_its_rooms) {
  Stage stage;
  stage.sign_in();
  stage.say("join Lobby");
  stage.say("join Operations");
  stage.server.seen.clear();
  send(stage, stage.server.request("BYE"));
  EXPECT_EQ(stage.server.count("200 BYE"), 1U);
  EXPECT_THAT(stage.server.order(),
              ElementsAre("INVITE", "ACK", "INFO cmd:bjoin", "INFO cmd:bccontext", "INFO cmd:bccontext"));
  EXPECT_EQ(stage.count("session-lost"), 1U);
  ASSERT_EQ(stage.count("signed-in"), 1U);
  EXPECT_TRUE(stage.events("signed-in")[0].at("again").as_bool());
  EXPECT_EQ(stage.events("signed-in")[0].at("rooms"), boost::json::value({"Lobby", "Operations"}));
}

TEST(Session, answered_481_is_made_again_and_the_post_is_repeated_once) {
  Stage stage;
  stage.sign_in();
  stage.say("join Lobby");
  stage.server.seen.clear();
  forget_dialog(stage);
  stage.say("post Lobby hello");
  EXPECT_THAT(stage.server.order(), ElementsAre("INFO grpchat", "BYE", "INVITE", "ACK", "INFO cmd:bjoin",
                                                "INFO cmd:bccontext", "INFO grpchat"));
  EXPECT_NE(stage.server.seen.front().message.headers.get("Call-ID"),
            stage.server.last("INFO grpchat").message.headers.get("Call-ID"));
  EXPECT_EQ(stage.count("posted"), 1U);
  EXPECT_EQ(stage.count("error"), 0U);
}

TEST(Session, a_post_that_meets_481_twice_is_an_error) {
  Stage stage;
  stage.sign_in();
  stage.server.instead = [&](const Seen& one) {
    if (one.what != "INFO grpchat") return false;
    stage.server.answer(one.message, 481);
    return true;
  };
  stage.say("post " + kLobby + " hello");
  stage.run(seconds{5});
  EXPECT_EQ(stage.server.count("INFO grpchat"), 2U);
  EXPECT_EQ(stage.count("error"), 1U);
  EXPECT_EQ(stage.count("signed-in"), 2U);
}

TEST(Session, a_command_that_loses_its_session_is_asked_again) {
  Stage stage;
  stage.sign_in();
  forget_dialog(stage);
  stage.say("search");
  EXPECT_EQ(stage.server.count("INFO cmd:chansrch"), 2U);
  EXPECT_EQ(stage.count("search"), 1U);
}

TEST(Session, that_an_instruction_to_update_finds_lost_is_made_again_and_updated) {
  Stage stage;
  stage.sign_in();
  forget_dialog(stage);
  stage.say("update");
  EXPECT_EQ(stage.server.count("UPDATE"), 2U);
  EXPECT_EQ(stage.count("refreshed"), 1U);
  EXPECT_EQ(stage.count("error"), 0U);
}

TEST(Session, that_a_document_of_the_user_finds_lost_is_made_again_without_it) {
  Stage stage;
  stage.sign_in();
  forget_dialog(stage);
  stage.say("send <nobody-knows/>");
  EXPECT_EQ(stage.events("sent")[0].at("status").to_number<int>(), 481);
  EXPECT_EQ(stage.server.count("INFO unreadable"), 1U);
  EXPECT_EQ(stage.count("signed-in"), 1U);
}

TEST(Session, lost_by_481_to_update_is_made_again) {
  Stage stage;
  stage.sign_in();
  forget_dialog(stage);
  stage.run(seconds{361});
  EXPECT_EQ(stage.count("session-lost"), 1U);
  EXPECT_EQ(stage.count("signed-in"), 1U);
}

TEST(Session, of_the_lookup_profile_is_made_again_from_the_lookup) {
  ClientConfig config;
  config.profile = Profile::lookup;
  Stage stage(config);
  stage.sign_in();
  stage.say("join Lobby");
  stage.server.seen.clear();
  forget_dialog(stage);
  stage.say("post Lobby hello");
  EXPECT_THAT(stage.server.order(),
              ElementsAre("INFO grpchat", "BYE", "INVITE", "ACK", "INFO cmd:requri", "BYE", "INVITE", "ACK",
                          "INFO cmd:bjoin", "INFO cmd:bccontext", "INFO grpchat"));
}

TEST(Session, lost_while_a_post_waits_for_its_retry_posts_it_on_the_new_one) {
  Stage stage;
  stage.sign_in();
  bool busy = true;
  stage.server.instead = [&](const Seen& one) {
    if (one.what != "INFO grpchat" || !std::exchange(busy, false)) return false;
    stage.server.answer(one.message, 503, {{"Retry-After", "10"}});
    return true;
  };
  stage.say("post " + kLobby + " hello");
  send(stage, stage.server.request("BYE"));
  EXPECT_EQ(stage.count("posted"), 1U);
  stage.run(seconds{20});
  EXPECT_EQ(stage.server.count("INFO grpchat"), 2U);
}

TEST(Session, lost_while_a_post_is_in_flight_takes_the_answer_that_still_comes) {
  Stage stage;
  stage.sign_in();
  sip::Message post;
  stage.server.instead = [&](const Seen& one) {
    if (one.what == "INFO grpchat") post = one.message;
    return one.what == "INFO grpchat";
  };
  stage.say("post " + kLobby + " hello");
  const auto bye = stage.server.request("BYE");
  stage.server.answer(post, 200);
  send(stage, bye);
  EXPECT_EQ(stage.server.count("INFO grpchat"), 1U);
  EXPECT_EQ(stage.count("posted"), 1U);
}

// RFC 4028, 7.4.
TEST(Session, is_refreshed_by_an_invite_of_the_server_as_by_its_update) {
  Stage stage;
  stage.sign_in();
  sip::Message invite = stage.server.request("INVITE");
  invite.headers.add("Session-Expires", "100;refresher=uas");
  send(stage, invite);
  const sip::Message answer = stage.server.last("200 INVITE").message;
  EXPECT_EQ(answer.headers.get("Session-Expires"), "100;refresher=uas");
  EXPECT_EQ(answer.headers.get("Content-Type"), "application/sdp");
  EXPECT_FALSE(answer.body.empty());
  send(stage, stage.server.request("ACK"));
  stage.run(seconds{51});
  EXPECT_EQ(stage.server.count("UPDATE"), 1U);
  EXPECT_EQ(stage.count("session-lost"), 0U);
}

TEST(Session, is_not_made_by_an_invite_of_the_server) {
  Stage stage;
  stage.sign_in();
  sip::Message invite = stage.server.request("INVITE");
  invite.headers.set("To", "<sip:alice@contoso.com>");
  send(stage, invite);
  EXPECT_EQ(stage.server.count("603 INVITE"), 1U);
}

TEST(Session, that_breaks_at_once_each_time_is_given_up) {
  ClientConfig config;
  config.retry.attempts_max = 4;
  Stage stage(config);
  stage.server.instead = [&](const Seen& one) {
    if (one.message.method != "INFO") return false;
    stage.server.answer(one.message, 481);
    return true;
  };
  stage.tell("sign-in");
  stage.run(seconds{60});
  EXPECT_EQ(stage.count("gave-up"), 1U);
  EXPECT_EQ(stage.server.count("INVITE"), 4U);
  EXPECT_EQ(stage.count("error"), 1U);
}

TEST(Deviation, keeps_lost_dialog_goes_on_using_it) {
  Stage stage(with_deviation("client-keeps-lost-dialog"));
  stage.sign_in();
  forget_dialog(stage);
  stage.say("post " + kLobby + " one");
  stage.say("post " + kLobby + " two");
  EXPECT_EQ(stage.server.count("INVITE"), 0U);
  EXPECT_EQ(stage.server.count("INFO grpchat"), 2U);
  EXPECT_EQ(stage.count("error"), 2U);
}

}   // namespace
}   // namespace parley::client
