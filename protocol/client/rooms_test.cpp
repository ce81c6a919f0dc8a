// What the user does with rooms, and what the server says unasked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/client/test_stage.h"

namespace parley::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

ClientConfig with_deviation(const std::string& id) {
  ClientConfig config;
  config.deviations = Deviations({id});
  return config;
}

void deliver(Stage& stage) {
  stage.flush();
  stage.run(milliseconds{100});
}

TEST(Rooms, are_searched) {
  Stage stage;
  stage.sign_in();
  stage.say("search oper");
  const auto found = stage.events("search")[0].at("rooms").as_array();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].at("name").as_string(), "Operations");
  EXPECT_EQ(found[0].at("uri").as_string(), kOps);
}

TEST(Rooms, of_unknown_name_are_searched_first_and_then_joined_and_read) {
  Stage stage;
  stage.sign_in();
  stage.say("join lobby");
  EXPECT_THAT(stage.server.order(), ElementsAre("INFO cmd:chansrch", "INFO cmd:join", "INFO cmd:bccontext"));
  EXPECT_EQ(stage.count("search"), 0U);   // Nobody asked for the list.
  const auto joined = stage.events("joined")[0];
  EXPECT_EQ(joined.at("room").as_string(), "Lobby");
  EXPECT_EQ(joined.at("participants"), boost::json::value({"sip:alice@contoso.com", "sip:bob@contoso.com"}));
  EXPECT_EQ(stage.events("history")[0].at("messages").as_array()[0].at("text").as_string(), "earlier");
}

TEST(Rooms, that_do_not_exist_are_an_error_or_a_failed_join) {
  Stage stage;
  stage.sign_in();
  stage.say("join nowhere");
  EXPECT_THAT(stage.lines.back(), HasSubstr("no room is called"));
  stage.say("join ma-chan://contoso.com/gone");
  EXPECT_EQ(stage.count("join-failed"), 1U);
  EXPECT_EQ(stage.server.count("INFO cmd:bccontext"), 0U);
}

// The only URIs under which a room can be joined, followed or read (xccos.md 6.1).
TEST(Rooms, that_the_server_lists_under_another_kind_of_uri_are_not_known) {
  Stage stage;
  stage.server.rooms = {{"ma-chan:1234", "Lobby"}, {"ma-cat://contoso.com/1", "Offices"}};
  stage.sign_in();
  stage.say("join Lobby");
  stage.say("follow Offices");
  EXPECT_EQ(stage.count("error"), 2U);
  EXPECT_EQ(stage.server.count("SERVICE"), 0U);
}

TEST(Rooms, followed_under_another_kind_of_uri_are_a_failed_join_that_the_server_is_not_asked_for) {
  Stage stage;
  stage.server.followed = {{"ma-cat://contoso.com/1", "Offices"}};
  stage.tell("sign-in");
  stage.run(seconds{1});
  EXPECT_EQ(stage.count("join-failed"), 1U);
  EXPECT_EQ(stage.server.count("INFO cmd:bjoin"), 0U);
  EXPECT_EQ(stage.count("signed-in"), 1U);
}

TEST(Rooms, left_open_under_another_kind_of_uri_are_a_failed_join) {
  ClientConfig config;
  config.rooms_left_open = {"ma-chan:1234", kLobby};
  Stage stage(config);
  stage.tell("sign-in");
  stage.run(seconds{1});
  ASSERT_EQ(stage.count("join-failed"), 1U);
  EXPECT_EQ(stage.events("join-failed")[0].at("reason").as_string(), "ma-chan:1234 is no room URI");
  EXPECT_EQ(stage.count("joined"), 1U);
  EXPECT_EQ(stage.count("signed-in"), 1U);
}

// xccos.md 8, row 24: who asks in another case means the same room, and is told of it as the server spells
// it.
class RoomInAnotherCase : public testing::Test {
 protected:
  RoomInAnotherCase() {
    stage_.sign_in();
    stage_.server.seen.clear();
  }
  const std::string shouted_ = "ma-chan://CONTOSO.com/58384137-AC90-43F3-B045-9BC0FC408D2B";
  Stage stage_;
};

TEST_F(RoomInAnotherCase, is_joined_and_read_under_the_name_of_the_server) {
  stage_.server.instead = [&](const Seen& one) {
    if (one.what != "INFO cmd:join") return false;
    const auto asked = FakeServer::envelope_of(one.message);
    stage_.server.answer(one.message, 200);
    stage_.server.reply(asked,
                        stage_.server.joined_all({{{"contoso.com", kLobby.substr(kLobby.rfind('/') + 1)}}}));
    return true;
  };
  stage_.say("join " + shouted_);
  EXPECT_EQ(stage_.count("join-failed"), 0U);
  ASSERT_EQ(stage_.count("joined"), 1U);
  ASSERT_EQ(stage_.count("history"), 1U);
  EXPECT_EQ(stage_.events("history")[0].at("uri").as_string(), kLobby);
}

TEST_F(RoomInAnotherCase, is_left) {
  stage_.say("join Lobby");
  stage_.say("leave " + shouted_);
  EXPECT_EQ(stage_.events("left")[0].at("uri").as_string(), kLobby);
  stage_.server.seen.clear();
  stage_.server.send(stage_.server.request("BYE"));
  deliver(stage_);
  EXPECT_EQ(stage_.server.count("INFO cmd:bjoin"), 0U);
}

TEST_F(RoomInAnotherCase, is_refused_for_the_reason_of_the_server) {
  stage_.server.instead = [&](const Seen& one) {
    if (one.what != "INFO cmd:join") return false;
    stage_.server.answer(one.message, 200);
    stage_.server.reply(FakeServer::envelope_of(one.message),
                        xccos::Joined{{}, {}, {{"NODE_DISABLED", "contoso.com", "gone"}}});
    return true;
  };
  stage_.say("join ma-chan://contoso.com/GONE");
  ASSERT_EQ(stage_.count("join-failed"), 1U);
  EXPECT_EQ(stage_.events("join-failed")[0].at("reason").as_string(), "NODE_DISABLED");
}

TEST_F(RoomInAnotherCase, is_entered_again_once) {
  stage_.say("join Lobby");
  stage_.server.followed = {{shouted_, "Lobby"}};
  stage_.cut_link();
  stage_.run(seconds{5});
  const auto asked = FakeServer::envelope_of(stage_.server.last("INFO cmd:bjoin").message);
  const auto& command = std::get<xccos::Command>(asked.primitives.at(0));
  EXPECT_EQ(std::get<xccos::BatchJoin>(command.body).rooms.size(), 1U);
}

TEST_F(RoomInAnotherCase, is_followed_already) {
  stage_.server.followed = {{shouted_, "Lobby"}};
  stage_.cut_link();
  stage_.run(seconds{5});
  stage_.server.seen.clear();
  stage_.say("follow " + kLobby);
  EXPECT_EQ(stage_.server.count("SERVICE"), 0U);
  EXPECT_EQ(stage_.count("followed"), 1U);
}

TEST(Rooms, are_left) {
  Stage stage;
  stage.sign_in();
  stage.say("join Lobby");
  stage.say("leave Lobby");
  EXPECT_EQ(stage.server.count("INFO cmd:part"), 1U);
  EXPECT_EQ(stage.events("left")[0].at("uri").as_string(), kLobby);
}

TEST(Rooms, are_read_back_as_far_as_asked) {
  ClientConfig config;
  config.history_count = 12;
  Stage stage(config);
  stage.sign_in();
  stage.say("history " + kLobby);
  EXPECT_THAT(stage.server.last("INFO cmd:bccontext").message.body, HasSubstr("cnt=\"12\""));
  stage.say("history " + kLobby + " 3");
  EXPECT_THAT(stage.server.last("INFO cmd:bccontext").message.body, HasSubstr("cnt=\"3\""));
}

TEST(Rooms, are_followed_by_a_publication_and_a_join) {
  Stage stage;
  stage.server.followed = {{kOps, "Operations"}};
  stage.sign_in();
  stage.say("follow Lobby");
  EXPECT_THAT(stage.server.order(),
              ElementsAre("INFO cmd:chansrch", "SERVICE", "INFO cmd:join", "INFO cmd:bccontext"));
  const auto published = presence::decode_publish(stage.server.last("SERVICE").message.body);
  ASSERT_TRUE(published);
  ASSERT_EQ(published->publications.size(), 1U);
  EXPECT_EQ(published->publications[0].instance, 2U);
  EXPECT_EQ(published->publications[0].version, 0U);
  EXPECT_EQ(presence::followed_room_of(published->publications[0])->url, kLobby);
  EXPECT_EQ(stage.count("followed"), 1U);
}

TEST(Rooms, are_entered_on_the_next_session_when_theirs_ends_while_they_are_published) {
  Stage stage;
  stage.sign_in();
  stage.server.instead = [&](const Seen& one) {
    if (one.what == "SERVICE") stage.server.send(stage.server.request("BYE"));
    return false;
  };
  stage.say("follow Lobby");
  stage.run(seconds{2});
  EXPECT_EQ(stage.server.count("SERVICE"), 1U);
  EXPECT_EQ(stage.server.count("INFO cmd:join"), 1U);
  EXPECT_EQ(stage.count("joined"), 1U);
  EXPECT_EQ(stage.count("error"), 0U);
}

TEST(Rooms, are_followed_without_a_second_join_or_publication) {
  Stage stage;
  stage.server.followed = {{kOps, "Operations"}};
  stage.sign_in();
  stage.say("follow Operations");
  EXPECT_EQ(stage.server.seen.size(), 0U);
  EXPECT_EQ(stage.count("followed"), 1U);
}

TEST(Rooms, that_are_followed_and_left_are_entered_again_by_a_second_follow) {
  Stage stage;
  stage.server.followed = {{kOps, "Operations"}};
  stage.sign_in();
  stage.say("leave Operations");
  stage.server.seen.clear();
  stage.say("follow Operations");
  EXPECT_THAT(stage.server.order(), ElementsAre("INFO cmd:join", "INFO cmd:bccontext"));
  EXPECT_EQ(stage.count("followed"), 1U);
  EXPECT_EQ(stage.count("joined"), 1U);
}

TEST(Rooms, are_unfollowed_by_the_version_that_the_server_stored) {
  Stage stage;
  stage.server.followed = {{kOps, "Operations"}};
  stage.sign_in();
  stage.say("unfollow Operations");
  const auto published = presence::decode_publish(stage.server.last("SERVICE").message.body);
  ASSERT_TRUE(published);
  EXPECT_TRUE(published->publications[0].remove);
  EXPECT_EQ(published->publications[0].version, 7U);
  EXPECT_EQ(stage.count("unfollowed"), 1U);
  stage.say("unfollow Operations");
  EXPECT_EQ(stage.count("error"), 1U);
}

TEST(Rooms, are_unfollowed_though_the_answer_is_lost_with_the_link) {
  Stage stage;
  stage.server.followed = {{kOps, "Operations"}};
  stage.sign_in();
  stage.server.instead = [&](const Seen& one) {
    if (one.what == "SERVICE") stage.server.followed.clear();
    return one.what == "SERVICE";
  };
  stage.say("unfollow Operations");
  stage.cut_link();
  stage.run(seconds{5});
  EXPECT_EQ(stage.server.count("SERVICE"), 1U);
  EXPECT_EQ(stage.count("unfollowed"), 1U);
  EXPECT_EQ(stage.count("error"), 0U);
}

// --- Posts and messages ---

TEST(Post, carries_author_time_and_text_and_comes_back_as_a_message) {
  Stage stage;
  stage.sign_in();
  stage.say("join Lobby");
  stage.say(R"(post Lobby "a < b & \"c\"\nsecond line")");
  const auto& info = stage.server.last("INFO grpchat").message;
  EXPECT_EQ(info.headers.get("Content-Type"), "text/plain");
  const auto sent = std::get<xccos::ChatMessage>(FakeServer::envelope_of(info).primitives.at(0));
  EXPECT_EQ(sent.author, "sip:alice@contoso.com");
  EXPECT_TRUE(parse_iso8601(sent.ts));
  EXPECT_EQ(sent.chan_uri, kLobby);
  EXPECT_EQ(stage.events("posted")[0].at("text").as_string(), "a < b & \"c\"\nsecond line");
  EXPECT_EQ(stage.events("message")[0].at("text").as_string(), "a < b & \"c\"\nsecond line");
  EXPECT_EQ(stage.events("message")[0].at("room").as_string(), "Lobby");
}

TEST(Post, has_one_line_end_where_its_user_wrote_one) {
  Stage stage;
  stage.sign_in();
  stage.say(R"(post Lobby "one\r\ntwo\nthree")");
  EXPECT_EQ(stage.events("posted")[0].at("text").as_string(), "one\ntwo\nthree");
  EXPECT_EQ(stage.events("message")[0].at("text").as_string(), "one\ntwo\nthree");
}

TEST(Post, is_sent_when_the_one_before_was_acknowledged) {
  Stage stage;
  stage.sign_in();
  std::vector<sip::Message> held;
  stage.server.instead = [&](const Seen& one) {
    if (one.what == "INFO grpchat") held.push_back(one.message);
    return one.what == "INFO grpchat";
  };
  stage.tell("post " + kLobby + " one");
  stage.tell("post " + kOps + " two");
  stage.run(seconds{1});
  EXPECT_EQ(held.size(), 1U);
  stage.server.answer(held[0], 200);
  deliver(stage);
  EXPECT_EQ(held.size(), 2U);
}

TEST(Post, refused_by_a_late_reply_is_told) {
  Stage stage;
  stage.sign_in();
  stage.server.instead = [&](const Seen& one) {
    if (one.what != "INFO grpchat") return false;
    stage.server.answer(one.message, 200);
    const auto envid = FakeServer::envelope_of(one.message).envid;
    stage.server.send_xccos(xccos::Reply{"rpl:grpchat", 1, xccos::CommandRef{1, envid},
                                         xccos::Response{403, "ERROR_PERMISSION"}, xccos::NoData{}});
    return true;
  };
  stage.say("post " + kLobby + " hello");
  EXPECT_EQ(stage.events("refused")[0].at("reason").as_string(), "403 ERROR_PERMISSION");
}

// The order of a server that writes the reply before the answer: one instruction, one outcome.
TEST(Post, refused_by_a_reply_before_the_answer_is_not_told_as_posted) {
  Stage stage;
  stage.sign_in();
  stage.server.instead = [&](const Seen& one) {
    if (one.what != "INFO grpchat") return false;
    const auto envid = FakeServer::envelope_of(one.message).envid;
    const xccos::Reply refusal{"rpl:grpchat", 1, xccos::CommandRef{1, envid},
                               xccos::Response{403, "ERROR_PERMISSION"}, xccos::NoData{}};
    stage.server.send_xccos(refusal);
    stage.server.send_xccos(refusal);
    stage.server.answer(one.message, 200);
    return true;
  };
  stage.say("post " + kLobby + " hello");
  stage.say("post " + kOps + " next");
  EXPECT_EQ(stage.count("refused"), 2U);
  EXPECT_EQ(stage.count("posted"), 0U);
}

// Whether the first of so many messages is heard by who waits for it behind the last.
bool is_oldest_heard_of(int messages) {
  Stage stage;
  stage.sign_in();
  stage.server.say(kLobby, "sip:bob@contoso.com", "oldest");
  for (int i = 1; i < messages; ++i) stage.server.say(kLobby, "sip:bob@contoso.com", "newer");
  deliver(stage);
  stage.say("wait oldest");
  return stage.count("waited") == 1;
}

TEST(Wait, hears_of_what_came_before_the_last_thousand) {
  EXPECT_TRUE(is_oldest_heard_of(1000));
  EXPECT_FALSE(is_oldest_heard_of(1001));
}

TEST(Wait, hears_what_came_before_and_what_comes_later_each_once) {
  Stage stage;
  stage.sign_in();
  stage.server.say(kLobby, "sip:bob@contoso.com", "hello alice");
  deliver(stage);
  stage.say("wait hello");
  ASSERT_EQ(stage.count("waited"), 1U);
  EXPECT_EQ(stage.events("waited")[0].at("message").as_string(), "hello alice");
  stage.say("wait hello");
  EXPECT_EQ(stage.count("waited"), 1U);
  stage.server.say(kLobby, "sip:bob@contoso.com", "hello again");
  deliver(stage);
  EXPECT_EQ(stage.count("waited"), 2U);
}

TEST(Wait, does_not_wait_for_ever) {
  Stage stage;
  stage.sign_in();
  stage.tell("wait godot");
  stage.tell("search");
  stage.run(minutes{11});
  EXPECT_THAT(stage.events("error")[0].at("reason").as_string(), HasSubstr("godot"));
  EXPECT_EQ(stage.count("search"), 1U);
}

TEST(Wait, ends_when_the_client_does_not_come_back) {
  Stage stage;
  stage.sign_in();
  stage.tell("wait godot");
  stage.server.instead = [&](const Seen& one) {
    if (one.what == "INVITE") stage.server.answer(one.message, 403);
    return one.what == "INVITE";
  };
  stage.server.send(stage.server.request("BYE"));
  deliver(stage);
  const auto errors = stage.events("error");
  ASSERT_EQ(errors.size(), 2U);   // The first is of the sign-in.
  EXPECT_EQ(errors[1].at("doing").as_string(), "wait");
  EXPECT_EQ(errors[1].at("reason").as_string(), "not signed in");
}

TEST(Notices, of_others_who_come_and_go_are_told_once) {
  Stage stage;
  stage.sign_in();
  stage.say("join Lobby");
  const xccos::ChannelId room{"contoso.com", kLobby.substr(kLobby.rfind('/') + 1)};
  for (int twice = 0; twice < 2; ++twice)
    stage.server.send_xccos(
        xccos::Notice{"ntc:join", 1, xccos::UsersEntered{{{{}, "sip:carol@contoso.com", {{room, 3984}}}}}});
  stage.server.send_xccos(xccos::Notice{"ntc:part", 1, FakeServer::left(kLobby, "sip:carol@contoso.com")});
  deliver(stage);
  ASSERT_EQ(stage.count("entered"), 1U);
  EXPECT_EQ(stage.events("entered")[0].at("user").as_string(), "sip:carol@contoso.com");
  EXPECT_EQ(stage.count("departed"), 1U);
}

// Whom the join reply lists in a room, the user himself being alice, and as whom the notice puts him out.
struct PutOut {
  std::vector<xccos::User> listed;
  std::string as;
};
class NoticeThatPutsTheUserOut : public testing::TestWithParam<PutOut> {};

TEST_P(NoticeThatPutsTheUserOut, ends_his_stay) {
  Stage stage;
  stage.server.users = GetParam().listed;
  stage.sign_in();
  stage.say("join Lobby");
  stage.server.send_xccos(xccos::Notice{"ntc:part", 1, FakeServer::left(kLobby, GetParam().as)});
  deliver(stage);
  EXPECT_EQ(stage.count("departed"), 1U);
  stage.server.seen.clear();
  stage.server.send(stage.server.request("BYE"));
  deliver(stage);
  EXPECT_EQ(stage.server.count("INFO cmd:bjoin"), 0U);   // Nothing to enter again.
}
// Above the update limit a join reply lists nobody (xccos.md 2.2).
INSTANTIATE_TEST_SUITE_P(All, NoticeThatPutsTheUserOut,
                         testing::Values(PutOut{{{0, "sip:alice@contoso.com"}}, "sip:alice@contoso.com"},
                                         PutOut{{{0, "sip:alice@contoso.com"}}, "sip:Alice@Contoso.com"},
                                         PutOut{{}, "sip:alice@contoso.com"}));

TEST(Notices, of_who_is_put_out_of_a_room_he_is_not_in_say_nothing) {
  Stage stage;
  stage.sign_in();
  stage.server.send_xccos(xccos::Notice{"ntc:part", 1, FakeServer::left(kLobby, "sip:alice@contoso.com")});
  deliver(stage);
  EXPECT_EQ(stage.count("departed"), 0U);
}

TEST(Notices, know_a_user_in_any_case) {
  Stage stage;
  stage.sign_in();
  stage.say("join Lobby");
  const xccos::ChannelId room{"contoso.com", kLobby.substr(kLobby.rfind('/') + 1)};
  stage.server.send_xccos(
      xccos::Notice{"ntc:join", 1, xccos::UsersEntered{{{{}, "sip:Bob@Contoso.com", {{room, 3984}}}}}});
  stage.server.send_xccos(xccos::Notice{"ntc:part", 1, FakeServer::left(kLobby, "sip:BOB@contoso.com")});
  deliver(stage);
  EXPECT_EQ(stage.count("entered"), 0U);   // He was there.
  EXPECT_EQ(stage.count("departed"), 1U);
}

TEST(History, that_comes_unasked_is_told) {
  Stage stage;
  stage.sign_in();
  stage.server.send_xccos(
      xccos::Reply{"rpl:bccontext", 1, xccos::CommandRef{1, 1}, xccos::Response{}, xccos::History{{kLobby}}});
  deliver(stage);
  EXPECT_EQ(stage.count("history"), 1U);
}

// --- Past the protocol ---

TEST(Send, puts_any_document_into_the_dialog) {
  Stage stage;
  stage.sign_in();
  stage.say(R"(send <xccos ver="1" envid="7"/>)");
  EXPECT_EQ(stage.server.last("INFO unreadable").message.body, R"(<xccos ver="1" envid="7"/>)");
  EXPECT_EQ(stage.events("sent")[0].at("status").to_number<int>(), 200);
}

TEST(Bytes, reach_the_server_as_they_are) {
  Stage stage;
  stage.sign_in();
  stage.say(R"(bytes OPTIONS sip:x SIP/2.0\r\nnonsense\r\n\r\n)");
  ASSERT_FALSE(stage.server.seen.empty());
  EXPECT_THAT(stage.server.seen.back().what, HasSubstr("broken"));
}

// --- Deviations ---

TEST(Deviation, post_without_ts_lacks_only_that) {
  Stage stage(with_deviation("client-post-without-ts"));
  stage.sign_in();
  stage.say("post " + kLobby + " hello");
  const std::string& body = stage.server.last("INFO grpchat").message.body;
  EXPECT_THAT(body, Not(HasSubstr(" ts=")));
  EXPECT_THAT(body, HasSubstr("hello"));
  EXPECT_EQ(stage.count("posted"), 1U);
}

TEST(Deviation, no_follow_publish_only_joins) {
  Stage stage(with_deviation("client-no-follow-publish"));
  stage.sign_in();
  stage.say("follow " + kLobby);
  EXPECT_THAT(stage.server.order(), ElementsAre("INFO cmd:join", "INFO cmd:bccontext"));
}

TEST(Deviation, no_search_and_no_join_after_search_stop_there) {
  Stage blind(with_deviation("client-no-search"));
  blind.sign_in();
  blind.say("join Lobby");
  EXPECT_EQ(blind.server.seen.size(), 0U);
  Stage shy(with_deviation("client-no-join-after-search"));
  shy.sign_in();
  shy.say("join Lobby");
  EXPECT_THAT(shy.server.order(), ElementsAre("INFO cmd:chansrch"));
}

}   // namespace
}   // namespace parley::client
