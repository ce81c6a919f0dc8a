// The rules of a dialog, from the side of the client: what crosses, comes early, late, twice or out of order
// (RFC 3261, 9 to 14; RFC 3311, 5; RFC 4028, 7 to 10).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/client/test_stage.h"

namespace parley::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::Gt;

// Reads "200 INFO" and so on.
void send(Stage& stage, const sip::Message& message) {
  stage.server.send(message);
  stage.flush();
  stage.run(milliseconds{10});
}

sip::Message offering(sip::Message request) {
  request.headers.set("Content-Type", "application/sdp");
  request.body = "v=0\r\n";
  return request;
}

sip::Message acknowledging(FakeServer& server, const sip::Message& invite) {
  sip::Message ack = server.request("ACK");
  ack.headers.set("CSeq", std::string(invite.headers.get("CSeq").substr(0, 2)) + "ACK");
  return ack;
}

// Signed in with a server that knows no UPDATE and answers no more INVITE.
void begin_re_invite(Stage& stage) {
  stage.server.session_headers = {{"Allow", "INVITE, ACK, BYE, INFO"}};
  stage.sign_in();
  stage.server.instead = [](const Seen& one) { return one.what == "INVITE"; };
  stage.say("update");
  ASSERT_EQ(stage.server.count("INVITE"), 1U);
}

// --- How a session ends ---

class LostBy : public testing::TestWithParam<int> {};

TEST_P(LostBy, an_update_is_told_so_by_a_bye) {
  Stage stage;
  stage.sign_in();
  std::string lost;   // Its Call-ID.
  stage.server.instead = [&](const Seen& one) {
    if (!lost.empty() || one.what != "UPDATE") return false;
    lost = one.message.headers.get("Call-ID");
    if (GetParam() != 0) stage.server.answer(one.message, GetParam());
    return true;
  };
  stage.say("update");
  stage.run(seconds{33});
  ASSERT_EQ(stage.server.count("BYE"), 1U);
  EXPECT_EQ(stage.server.last("BYE").message.headers.get("Call-ID"), lost);
  EXPECT_EQ(stage.count("session-lost"), 1U);
  EXPECT_EQ(stage.count("signed-in"), 1U);
}

INSTANTIATE_TEST_SUITE_P(Refresh, LostBy, testing::Values(481, 408, 0));

TEST(SessionRules, a_dialog_that_an_info_finds_unknown_is_ended_by_bye_before_another_is_made) {
  Stage stage;
  stage.sign_in();
  stage.server.instead = [&, answered = false](const Seen& one) mutable {
    if (answered || one.what != "INFO grpchat") return false;
    answered = true;
    stage.server.answer(one.message, 481);
    return true;
  };
  stage.say("post " + kLobby + " hello");
  std::vector<std::string> methods;
  for (const Seen& one : stage.server.seen)
    if (one.what == "BYE" || one.what == "INVITE") methods.push_back(one.what);
  EXPECT_THAT(methods, ElementsAre("BYE", "INVITE"));
}

// --- Refresh ---

TEST(SessionRules, an_update_refused_with_491_is_sent_again_after_2100_to_4000_ms) {
  Stage stage;
  stage.sign_in();
  std::vector<Instant> at;
  stage.server.instead = [&](const Seen& one) {
    if (one.what != "UPDATE") return false;
    at.push_back(one.at);
    if (at.size() == 1) stage.server.answer(one.message, 491);
    return at.size() == 1;
  };
  stage.run(seconds{370});
  ASSERT_EQ(at.size(), 2u);
  EXPECT_GE(at[1] - at[0], milliseconds{2100});
  EXPECT_LE(at[1] - at[0], milliseconds{4010});
  EXPECT_EQ(stage.count("session-lost"), 0U);
}

TEST(SessionRules, an_update_refused_with_422_is_sent_again_at_once_with_what_is_long_enough) {
  Stage stage;
  stage.sign_in();
  stage.server.instead = [&](const Seen& one) {
    if (one.what != "UPDATE") return false;
    const auto expires = one.message.headers.get("Session-Expires");
    if (expires == "720;refresher=uac") stage.server.answer(one.message, 422, {{"Min-SE", "900"}});
    else stage.server.answer(one.message, 200, {{"Session-Expires", std::string(expires)}});
    return true;
  };
  stage.say("update");
  ASSERT_EQ(stage.server.count("UPDATE"), 2U);
  EXPECT_EQ(stage.server.last("UPDATE").message.headers.get("Session-Expires"), "900;refresher=uac");
  EXPECT_EQ(stage.server.last("UPDATE").message.headers.get("Min-SE"), "900");
  EXPECT_EQ(stage.count("refreshed"), 1U);
}

TEST(SessionRules, a_server_that_never_has_enough_is_asked_twice) {
  Stage stage;
  stage.sign_in();
  stage.server.instead = [&, least = 900](const Seen& one) mutable {
    if (one.what == "UPDATE")
      stage.server.answer(one.message, 422, {{"Min-SE", std::to_string(least += 900)}});
    return one.what == "UPDATE";
  };
  stage.say("update");
  EXPECT_EQ(stage.server.count("UPDATE"), 2U);
}

TEST(SessionRules, a_server_whose_allow_has_no_update_is_refreshed_by_invite_and_gets_its_ack) {
  Stage stage;
  stage.server.session_headers = {{"Allow", "INVITE, ACK"}, {"Allow", "BYE, INFO"}};
  stage.sign_in();
  stage.run(seconds{361});
  EXPECT_EQ(stage.server.count("UPDATE"), 0U);
  ASSERT_EQ(stage.server.count("INVITE"), 1U);
  const sip::Message invite = stage.server.last("INVITE").message;
  EXPECT_EQ(invite.headers.get("Session-Expires"), "720;refresher=uac");
  EXPECT_EQ(invite.headers.get("Content-Type"), "application/sdp");
  const auto number = sip::parse_cseq(invite.headers.get("CSeq"))->number;
  EXPECT_THAT(number, Gt(1u));
  ASSERT_EQ(stage.server.count("ACK"), 1U);
  EXPECT_EQ(sip::parse_cseq(stage.server.last("ACK").message.headers.get("CSeq"))->number, number);
  stage.run(seconds{360});
  EXPECT_EQ(stage.server.count("INVITE"), 2U);
}

// RFC 4028, 9: who is to refresh must be told so in a way that he cannot overlook.
TEST(SessionRules, a_server_that_is_to_refresh_and_speaks_of_timers_is_required_to) {
  Stage stage;
  stage.sign_in();
  for (const char* supported : {"timer", "something-else"}) {
    sip::Message update = stage.server.request("UPDATE");
    update.headers.add("Session-Expires", "600;refresher=uac");
    update.headers.add("Supported", supported);
    send(stage, update);
    const sip::Message answer = stage.server.last("200 UPDATE").message;
    EXPECT_EQ(answer.headers.get("Session-Expires"), "600;refresher=uac");
    EXPECT_TRUE(answer.headers.lists("Supported", "timer"));
    EXPECT_TRUE(answer.headers.lists("Allow", "UPDATE"));
    EXPECT_EQ(answer.headers.get("Require"), supported == std::string_view("timer") ? "timer" : "");
  }
}

// --- Glare ---

TEST(SessionRules, an_invite_that_crosses_ours_is_491) {
  Stage stage;
  begin_re_invite(stage);
  send(stage, stage.server.request("INVITE"));
  EXPECT_EQ(stage.server.count("491 INVITE"), 1U);
}

TEST(SessionRules, an_update_that_crosses_our_invite_is_491_when_it_offers_and_else_200) {
  Stage stage;
  begin_re_invite(stage);
  send(stage, offering(stage.server.request("UPDATE")));
  EXPECT_EQ(stage.server.count("491 UPDATE"), 1U);
  send(stage, stage.server.request("UPDATE"));
  EXPECT_EQ(stage.server.count("200 UPDATE"), 1U);
}

TEST(SessionRules, an_update_that_crosses_our_update_is_taken) {
  Stage stage;
  stage.sign_in();
  stage.server.instead = [](const Seen& one) { return one.what == "UPDATE"; };
  stage.say("update");
  send(stage, offering(stage.server.request("UPDATE")));
  EXPECT_EQ(stage.server.count("200 UPDATE"), 1U);
  EXPECT_FALSE(stage.server.last("200 UPDATE").message.body.empty());   // The answer to the offer.
}

// --- Early and late ---

TEST(SessionRules, an_early_update_is_answered_in_the_dialog_of_the_183) {
  Stage stage;
  Seen invite;
  stage.server.instead = [&](const Seen& one) {
    if (one.what != "INVITE") return false;
    invite = one;
    stage.server.answer(one.message, 183, {{"Contact", "<sip:pool@192.0.2.1>"}});
    return true;
  };
  stage.tell("sign-in");
  stage.run(seconds{1});
  send(stage, stage.server.request("UPDATE"));
  EXPECT_EQ(stage.server.count("200 UPDATE"), 1U);
  stage.server.instead = nullptr;
  stage.server.serve(invite);
  stage.flush();
  stage.run(seconds{1});
  EXPECT_EQ(stage.count("signed-in"), 1U);
}

TEST(SessionRules, a_late_update_is_481) {
  Stage stage;
  stage.sign_in();
  const sip::Message bye = stage.server.request("BYE"), update = stage.server.request("UPDATE");
  send(stage, bye);
  send(stage, update);
  EXPECT_EQ(stage.server.count("481 UPDATE"), 1U);
}

// --- Order and repetition ---

TEST(SessionRules, a_cseq_may_skip_numbers_but_not_go_back) {
  Stage stage;
  stage.sign_in();
  for (const int number : {1000, 4000, 3999}) {
    sip::Message info = stage.server.request("INFO");
    info.headers.set("CSeq", fmt::format("{} INFO", number));
    send(stage, info);
  }
  EXPECT_EQ(stage.server.count("200 INFO"), 2U);
  EXPECT_EQ(stage.server.count("500 INFO"), 1U);
}

TEST(SessionRules, a_repeated_info_is_answered_again_and_taken_once) {
  Stage stage;
  stage.sign_in();
  stage.server.say(kLobby, "sip:bob@contoso.com", "hello");
  const std::string bytes = stage.server.out;
  stage.server.out += bytes;
  stage.flush();
  stage.run(milliseconds{10});
  EXPECT_EQ(stage.server.count("200 INFO"), 2U);
  EXPECT_EQ(stage.count("message"), 1U);
}

// --- The server's INVITE, its ACK and CANCEL ---

TEST(SessionRules, the_200_to_an_invite_of_the_server_is_sent_again_until_its_ack) {
  Stage stage;
  stage.sign_in();
  const sip::Message invite = stage.server.request("INVITE");
  send(stage, invite);
  EXPECT_EQ(stage.server.count("200 INVITE"), 1U);
  stage.run(seconds{4});
  EXPECT_EQ(stage.server.count("200 INVITE"), 4U);
  send(stage, acknowledging(stage.server, invite));
  stage.run(seconds{60});
  EXPECT_EQ(stage.server.count("200 INVITE"), 4U);
  EXPECT_EQ(stage.count("session-lost"), 0U);
}

TEST(SessionRules, a_server_that_never_acknowledges_is_sent_a_bye_after_32_s) {
  Stage stage;
  stage.sign_in();
  send(stage, stage.server.request("INVITE"));
  stage.run(seconds{31});
  EXPECT_EQ(stage.server.count("BYE"), 0U);
  stage.run(seconds{2});
  EXPECT_EQ(stage.server.count("BYE"), 1U);
  EXPECT_EQ(stage.count("session-lost"), 1U);
}

TEST(SessionRules, a_cancel_after_the_answer_is_200_and_one_of_nothing_481) {
  Stage stage;
  stage.sign_in();
  const sip::Message invite = stage.server.request("INVITE");
  send(stage, invite);
  for (const auto& [branch, status] : {std::pair{"", "200 CANCEL"}, {"x", "481 CANCEL"}}) {
    sip::Message cancel = invite;
    cancel.method = "CANCEL";
    cancel.headers.set("CSeq", std::string(invite.headers.get("CSeq").substr(0, 2)) + "CANCEL");
    cancel.headers.set("Via", std::string(invite.headers.get("Via")) + branch);
    send(stage, cancel);
    EXPECT_EQ(stage.server.count(status), 1U);
  }
  EXPECT_EQ(stage.count("session-lost"), 0U);
}

TEST(SessionRules, a_2xx_of_another_fork_is_acknowledged_and_ended_by_bye) {
  Stage stage;
  sip::Message ok;
  stage.server.instead = [&](const Seen& one) {
    if (one.what == "INVITE") ok = sip::make_response(one.message, 200);
    return false;
  };
  stage.sign_in();
  ok.headers.set("To", "<" + kPool + ">;tag=other");
  ok.headers.add("Contact", "<sip:other@contoso.com>");
  send(stage, ok);
  for (const char* method : {"ACK", "BYE"}) {
    ASSERT_EQ(stage.server.count(method), 1U) << method;
    const sip::Message message = stage.server.last(method).message;
    EXPECT_EQ(sip::parse_name_addr(message.headers.get("To"))->tag(), "other");
    EXPECT_EQ(message.request_uri, "sip:other@contoso.com");
  }
  stage.say("post " + kLobby + " hello");
  EXPECT_EQ(stage.count("posted"), 1U);
}

TEST(SessionRules, a_2xx_that_comes_again_gets_an_ack_of_its_own_number_and_one_to_nothing_none) {
  Stage stage;
  sip::Message first;
  stage.server.session_headers = {{"Allow", "INVITE, ACK, BYE, INFO"}};
  stage.server.instead = [&](const Seen& one) {
    if (one.what == "INVITE" && first.status == 0) first = sip::make_response(one.message, 200);
    return false;
  };
  stage.sign_in();
  first.headers.set("To", "<" + kPool + ">;tag=server1");
  stage.say("update");   // By a second INVITE.
  ASSERT_EQ(stage.server.count("ACK"), 1U);
  send(stage, first);
  ASSERT_EQ(stage.server.count("ACK"), 2U);
  EXPECT_EQ(stage.server.last("ACK").message.headers.get("CSeq"), "1 ACK");
  first.headers.set("CSeq", "99 INVITE");
  send(stage, first);
  EXPECT_EQ(stage.server.count("ACK"), 2U);
  EXPECT_EQ(stage.server.count("BYE"), 0U);
}

TEST(SessionRules, a_2xx_that_cannot_be_used_is_acknowledged_and_ended_by_bye) {
  Stage stage;
  stage.server.session_headers = {{"Record-Route", "garbage"}};
  stage.tell("sign-in");
  stage.run(milliseconds{100});
  for (const char* method : {"ACK", "BYE"}) {
    ASSERT_EQ(stage.server.count(method), 1U) << method;
    const sip::Message message = stage.server.last(method).message;
    EXPECT_EQ(sip::parse_name_addr(message.headers.get("To"))->tag(), "server1");
  }
  const auto errors = stage.events("error");
  ASSERT_FALSE(errors.empty());
  EXPECT_EQ(
      errors[0].at("reason").as_string(),
      "INVITE sip:pool@contoso.com: the 200 cannot be used: Record-Route: 'garbage' is not an address.");
}

// --- OPTIONS and Require ---

TEST(SessionRules, options_is_answered_inside_the_dialog_and_outside_and_in_an_unknown_one_481) {
  Stage stage;
  stage.sign_in();
  sip::Message outside = stage.server.request("OPTIONS"), unknown = stage.server.request("OPTIONS");
  outside.headers.set("To", "<sip:alice@contoso.com>");
  outside.headers.set("Call-ID", "another");
  unknown.headers.set("Call-ID", "a third");
  for (const auto& request : {stage.server.request("OPTIONS"), outside}) {
    send(stage, request);
    const sip::Message answer = stage.server.last("200 OPTIONS").message;
    EXPECT_TRUE(answer.headers.lists("Allow", "UPDATE"));
    EXPECT_TRUE(answer.headers.lists("Accept", "text/plain"));
    for (const char* tag : {"timer", "ms-benotify", "ms-piggyback-first-notify", "com.microsoft.autoextend"})
      EXPECT_TRUE(answer.headers.lists("Supported", tag)) << tag;
  }
  EXPECT_EQ(stage.server.count("200 OPTIONS"), 2U);
  send(stage, unknown);
  EXPECT_EQ(stage.server.count("481 OPTIONS"), 1U);
}

TEST(SessionRules, what_the_server_requires_and_nobody_knows_is_420_and_named) {
  Stage stage;
  stage.sign_in();
  sip::Message info = stage.server.request("INFO", "x");
  info.headers.add("Require", "timer, precondition");
  info.headers.add("Require", "100rel");
  send(stage, info);
  EXPECT_EQ(stage.server.last("420 INFO").message.headers.get("Unsupported"), "precondition, 100rel");
  EXPECT_EQ(stage.count("error"), 0U);
}

TEST(SessionRules, a_method_that_is_not_taken_is_405_or_501_whatever_is_required) {
  Stage stage;
  stage.sign_in();
  for (const auto& [method, answer] : {std::pair{"REGISTER", "405 REGISTER"}, {"NOSUCH", "501 NOSUCH"}}) {
    sip::Message request = stage.server.request(method);
    request.headers.add("Require", "100rel");
    send(stage, request);
    EXPECT_EQ(stage.server.count(answer), 1U) << answer;
  }
}

TEST(SessionRules, what_a_420_does_not_support_is_left_out_and_asked_again_once) {
  for (const char* unsupported : {"ms-benotify", "something-else"}) {
    Stage stage;
    stage.server.instead = [&](const Seen& one) {
      if (!one.message.headers.contains("Proxy-Require")) return false;
      stage.server.answer(one.message, 420, {{"Unsupported", unsupported}});
      return true;
    };
    stage.tell("sign-in");
    stage.run(seconds{1});
    const bool ours = std::string_view(unsupported) == "ms-benotify";
    EXPECT_EQ(stage.count("signed-in"), ours ? 1U : 0U) << unsupported;
    if (!ours) EXPECT_EQ(stage.server.count("SUBSCRIBE vnd-microsoft-provisioning-v2"), 2U);
  }
}

// --- Routes ---

TEST(SessionRules, the_route_set_is_the_record_route_of_the_200_reversed) {
  Stage stage;
  stage.server.session_headers = {{"Record-Route", "<sip:far.contoso.com;lr>, <sip:middle.contoso.com;lr>"},
                                  {"Record-Route", "<sip:near.contoso.com;lr>"}};
  stage.sign_in();
  stage.say("post " + kLobby + " hello");
  const sip::Message info = stage.server.last("INFO grpchat").message;
  EXPECT_EQ(info.request_uri, kPool + ";gruu");
  EXPECT_THAT(
      info.headers.all("Route"),
      ElementsAre("<sip:near.contoso.com;lr>", "<sip:middle.contoso.com;lr>", "<sip:far.contoso.com;lr>"));
}

TEST(SessionRules, a_strict_router_stands_in_the_request_uri_and_the_pool_behind_the_routes) {
  Stage stage;
  stage.server.session_headers = {{"Record-Route", "<sip:far.contoso.com;lr>"},
                                  {"Record-Route", "<sip:near.contoso.com>"}};
  stage.sign_in();
  stage.say("post " + kLobby + " hello");
  const sip::Message info = stage.server.last("INFO grpchat").message;
  EXPECT_EQ(info.request_uri, "sip:near.contoso.com");
  EXPECT_THAT(info.headers.all("Route"), ElementsAre("<sip:far.contoso.com;lr>", "<" + kPool + ";gruu>"));
}

TEST(SessionRules, a_refresh_moves_the_target_and_leaves_the_routes) {
  Stage stage;
  stage.server.session_headers = {{"Record-Route", "<sip:near.contoso.com;lr>"}};
  stage.sign_in();
  sip::Message update = stage.server.request("UPDATE");
  update.headers.add("Contact", "<sip:elsewhere@contoso.com>");
  update.headers.add("Record-Route", "<sip:new.contoso.com;lr>");
  send(stage, update);
  stage.say("post " + kLobby + " hello");
  const sip::Message info = stage.server.last("INFO grpchat").message;
  EXPECT_EQ(info.request_uri, "sip:elsewhere@contoso.com");
  EXPECT_THAT(info.headers.all("Route"), ElementsAre("<sip:near.contoso.com;lr>"));
}

}   // namespace
}   // namespace parley::client
