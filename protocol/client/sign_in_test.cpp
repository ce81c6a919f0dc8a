// The order of sign-in, its variants, and how it ends when it may not go on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/client/test_stage.h"
#include "protocol/sip/digest.h"

namespace parley::client {
namespace {

using std::chrono::seconds;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string kProvisioning = "SUBSCRIBE vnd-microsoft-provisioning-v2";
const std::string kRoamingSelf = "SUBSCRIBE vnd-microsoft-roaming-self";

ClientConfig with_deviation(const std::string& id) {
  ClientConfig config;
  config.deviations = Deviations({id});
  return config;
}

void sign_in(Stage& stage) {
  stage.tell("sign-in");
  stage.run(seconds{1});
}

TEST(SignIn, walks_the_steps_of_the_documented_flow) {
  ClientConfig config;
  config.rooms_left_open = {kOps};
  Stage stage(config);
  stage.server.followed = {{kLobby, "Lobby"}};
  sign_in(stage);
  EXPECT_THAT(stage.server.order(),
              ElementsAre("REGISTER", kProvisioning, kRoamingSelf, "INVITE", "ACK", "INFO cmd:getserverinfo",
                          "INFO cmd:getassociations", "INFO cmd:getassociations", "INFO cmd:bjoin",
                          "INFO cmd:join", "INFO cmd:bccontext", "INFO cmd:bccontext", "INFO cmd:getinv"));
  EXPECT_THAT(stage.targets, ElementsAre("tcp://127.0.0.1:5060"));
  ASSERT_EQ(stage.count("signed-in"), 1U);
  const auto done = stage.events("signed-in")[0];
  EXPECT_EQ(done.at("pool").as_string(), kPool);
  EXPECT_FALSE(done.at("again").as_bool());
  EXPECT_EQ(done.at("rooms"), boost::json::value({"Lobby", "Operations"}));
  EXPECT_EQ(stage.count("joined"), 2U);
  EXPECT_EQ(stage.count("history"), 2U);
  EXPECT_EQ(stage.count("invitations"), 1U);
  EXPECT_EQ(stage.count("error"), 0U);
}

TEST(SignIn, invites_the_pool_of_the_document_and_acknowledges_its_contact) {
  Stage stage;
  sign_in(stage);
  EXPECT_EQ(stage.server.last("INVITE").message.request_uri, kPool);
  const auto& ack = stage.server.last("ACK").message;
  EXPECT_EQ(ack.request_uri, kPool + ";gruu");
  EXPECT_EQ(ack.headers.get("CSeq"), "1 ACK");
  EXPECT_EQ(ack.headers.get("Call-ID"), stage.server.last("INVITE").message.headers.get("Call-ID"));
}

TEST(SignIn, numbers_the_requests_of_a_dialog_upwards) {
  Stage stage;
  sign_in(stage);
  std::uint32_t last = 1;
  for (const Seen& one : stage.server.seen) {
    if (one.message.method != "INFO") continue;
    EXPECT_EQ(sip::parse_cseq(one.message.headers.get("CSeq"))->number, ++last);
  }
}

TEST(SignIn, without_followed_rooms_sends_no_batch_join) {
  Stage stage;
  sign_in(stage);
  EXPECT_THAT(stage.server.order(), Not(Contains("INFO cmd:bjoin")));
  EXPECT_EQ(stage.count("signed-in"), 1U);
}

TEST(SignIn, by_lookup_asks_for_the_service_and_leaves_the_lookup_dialog) {
  ClientConfig config;
  config.profile = Profile::lookup;
  Stage stage(config);
  stage.server.followed = {{kLobby, "Lobby"}};
  sign_in(stage);
  EXPECT_THAT(stage.server.order(),
              ElementsAre("REGISTER", kProvisioning, kRoamingSelf, "INVITE", "ACK", "INFO cmd:requri", "BYE",
                          "INVITE", "ACK", "INFO cmd:bjoin", "INFO cmd:getinv", "INFO cmd:bccontext"));
  EXPECT_EQ(stage.server.last("INVITE").message.request_uri, "sip:channel-1@contoso.com");
  EXPECT_EQ(stage.events("signed-in")[0].at("pool").as_string(), "sip:channel-1@contoso.com");
}

TEST(SignIn, stops_when_the_user_may_not_chat) {
  Stage stage;
  stage.server.enabled = false;
  sign_in(stage);
  stage.say("post lobby hello");
  EXPECT_EQ(stage.count("disabled"), 1U);
  EXPECT_EQ(stage.count("signed-in"), 0U);
  EXPECT_EQ(stage.count("error"), 1U);
  EXPECT_THAT(stage.server.order(), ElementsAre("REGISTER", kProvisioning));
}

TEST(SignIn, speaks_remembered_forms_only_when_told_to) {
  ClientConfig config;
  config.wire_remembered = false;
  Stage stage(config);
  sign_in(stage);
  EXPECT_THAT(stage.server.order(), Not(Contains("INFO cmd:getassociations")));
  EXPECT_EQ(stage.count("signed-in"), 1U);
}

class Ways : public testing::TestWithParam<FakeServer::Way> {};

TEST_P(Ways, of_getting_a_document_all_sign_in) {
  Stage stage;
  stage.server.way = GetParam();
  stage.server.followed = {{kLobby, "Lobby"}};
  sign_in(stage);
  EXPECT_EQ(stage.count("signed-in"), 1U);
  EXPECT_EQ(stage.count("joined"), 1U);
  const bool notified =
      GetParam() == FakeServer::Way::notify || GetParam() == FakeServer::Way::notify_before_200;
  EXPECT_EQ(stage.server.count("200 NOTIFY"), notified ? 2U : 0U);
  EXPECT_EQ(stage.server.count("200 BENOTIFY"), 0U);
}
INSTANTIATE_TEST_SUITE_P(All, Ways,
                         testing::Values(FakeServer::Way::piggyback, FakeServer::Way::notify,
                                         FakeServer::Way::notify_before_200, FakeServer::Way::benotify));

TEST(SignIn, without_a_document_ends_with_an_error_in_time) {
  Stage stage;
  stage.server.way = FakeServer::Way::nothing;
  sign_in(stage);
  EXPECT_EQ(stage.count("error"), 0U);
  stage.run(seconds{40});
  ASSERT_EQ(stage.count("error"), 1U);
  EXPECT_THAT(stage.lines.back(), HasSubstr("no document"));
}

class SilentStep : public testing::TestWithParam<std::string> {};

TEST_P(SilentStep, is_tried_again) {
  Stage stage;
  stage.server.instead = [silent = true](const Seen& one) mutable {
    return one.what == GetParam() && std::exchange(silent, false);
  };
  stage.tell("sign-in");
  stage.run(seconds{40});
  EXPECT_EQ(stage.count("error"), 0U);
  EXPECT_EQ(stage.count("signed-in"), 1U);
}
INSTANTIATE_TEST_SUITE_P(All, SilentStep, testing::Values("REGISTER", kProvisioning, "INVITE"));

TEST(SignIn, answers_a_notification_of_an_unknown_event_with_489) {
  Stage stage;
  stage.sign_in();
  auto notify = stage.server.request("NOTIFY");
  notify.headers.add("Event", "dialog");
  stage.server.send(notify);
  stage.flush();
  stage.run(seconds{1});
  EXPECT_EQ(stage.server.count("489 NOTIFY"), 1U);
}

TEST(SignIn, refused_by_the_registrar_fails_and_so_does_what_waited) {
  Stage stage;
  stage.server.instead = [&](const Seen& one) {
    if (one.what != "REGISTER") return false;
    stage.server.answer(one.message, 403);
    return true;
  };
  stage.tell("sign-in");
  stage.tell("post lobby hello");
  stage.run(seconds{1});
  const auto errors = stage.events("error");
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].at("reason").as_string(), "REGISTER: 403 Forbidden");
  EXPECT_EQ(errors[1].at("doing").as_string(), "post");
}

TEST(Script, is_named_with_the_line_in_errors_and_its_comments_count) {
  ClientConfig config;
  config.script = "morning.txt";
  Stage stage(config);
  stage.sign_in();   // Line 0: it comes before the script.
  for (const char* line : {"# Monday", "", "dance", "join nowhere"}) stage.say(line);
  const auto errors = stage.events("error");
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].at("at").as_string(), "morning.txt:3");
  EXPECT_EQ(errors[1].at("at").as_string(), "morning.txt:4");
}

TEST(Script, that_goes_on_after_sign_out_gets_an_error_for_each_instruction) {
  Stage stage;
  stage.sign_in();
  for (const char* line : {"sign-out", "join Lobby", "update"}) stage.tell(line);
  stage.run(seconds{1});
  EXPECT_EQ(stage.count("signed-out"), 1U);
  const auto errors = stage.events("error");
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].at("doing").as_string(), "join");
  EXPECT_EQ(errors[0].at("reason").as_string(), "not signed in");
}

TEST(SignIn, names_the_program_in_every_request) {
  Stage stage;
  sign_in(stage);
  for (const Seen& one : stage.server.seen)
    if (one.message.is_request()) EXPECT_EQ(one.message.headers.get("User-Agent"), "parley/0.1") << one.what;
}

TEST(SignIn, keeps_the_client_from_being_idle_until_it_is_over) {
  Stage stage;
  EXPECT_TRUE(stage.idle());
  stage.tell("sign-in");
  stage.run(std::chrono::milliseconds{1});
  EXPECT_FALSE(stage.idle());
  stage.run(seconds{1});
  EXPECT_TRUE(stage.idle());
}

TEST(SignIn, fails_with_the_status_by_which_the_pool_refuses) {
  Stage stage;
  stage.server.instead = [&](const Seen& one) {
    if (one.what == "INVITE") stage.server.answer(one.message, 403);
    return one.what == "INVITE";
  };
  sign_in(stage);
  ASSERT_EQ(stage.count("error"), 1U);
  EXPECT_THAT(std::string(stage.events("error")[0].at("reason").as_string()), HasSubstr(": 403 "));
  EXPECT_EQ(stage.server.count("ACK"), 1U);   // That of the refusal: there is no session.
}

TEST(SignIn, passes_over_an_optional_step_that_the_server_refuses) {
  Stage stage;
  stage.server.instead = [&](const Seen& one) {
    if (one.what != "INFO cmd:getserverinfo") return false;
    stage.server.answer(one.message, 200);
    stage.server.reply(FakeServer::envelope_of(one.message), xccos::NoData{}, {500, "ERROR_X"});
    return true;
  };
  sign_in(stage);
  EXPECT_EQ(stage.count("error"), 1U);
  EXPECT_EQ(stage.count("signed-in"), 1U);
}

TEST(SignIn, does_not_wait_for_ever_for_a_reply) {
  Stage stage;
  stage.server.instead = [&](const Seen& one) {
    if (one.what != "INFO cmd:getinv") return false;
    stage.server.answer(one.message, 200);
    return true;
  };
  sign_in(stage);
  EXPECT_EQ(stage.count("signed-in"), 0U);
  stage.run(seconds{40});
  EXPECT_EQ(stage.count("signed-in"), 1U);
}

TEST(SignIn, takes_a_reply_that_comes_before_its_200) {
  Stage stage;
  stage.server.instead = [&](const Seen& one) {
    if (one.message.method != "INFO") return false;
    stage.server.serve_info(one.message);
    stage.server.answer(one.message, 200);
    return true;
  };
  sign_in(stage);
  EXPECT_EQ(stage.count("signed-in"), 1U);
  EXPECT_EQ(stage.count("error"), 0U);
}

TEST(SignIn, tells_each_room_that_a_batch_join_could_not_enter) {
  Stage stage;
  stage.server.followed = {{kLobby, "Lobby"}, {"ma-chan://contoso.com/gone", "Gone"}};
  sign_in(stage);
  EXPECT_EQ(stage.count("joined"), 1U);
  ASSERT_EQ(stage.count("join-failed"), 1U);
  EXPECT_EQ(stage.events("join-failed")[0].at("reason").as_string(), "OPERATION_FAILED");
}

TEST(SignIn, reads_every_history_though_the_user_is_put_out_of_a_room_meanwhile) {
  const std::string third = "ma-chan://contoso.com/0b0c6d4e-6f3a-4c58-9b21-6a1f5f6e7a01";
  Stage stage;
  stage.server.rooms[third] = "Third";
  stage.server.followed = {{kLobby, "Lobby"}, {kOps, "Operations"}, {third, "Third"}};
  stage.server.instead = [&, put_out = false](const Seen& one) mutable {
    if (one.what == "INFO cmd:bccontext" && !std::exchange(put_out, true))
      stage.server.send_xccos(
          xccos::Notice{"ntc:part", 1, FakeServer::left(kLobby, "sip:alice@contoso.com")});
    return false;
  };
  stage.tell("sign-in");
  stage.run(seconds{1});
  std::vector<std::string> read;
  for (const auto& told : stage.events("history")) read.emplace_back(told.at("room").as_string());
  EXPECT_THAT(read, ElementsAre("Lobby", "Operations", "Third"));
}

TEST(SignIn, refreshes_the_registration_before_it_ends) {
  Stage stage;
  stage.sign_in();
  stage.run(seconds{569});
  EXPECT_EQ(stage.server.count("REGISTER"), 0U);
  stage.run(seconds{5});
  EXPECT_EQ(stage.server.count("REGISTER"), 1U);
}

// --- Passwords ---

bool challenged(Stage& stage, const Seen& one, int status) {
  const std::string name = status == 401 ? "Authorization" : "Proxy-Authorization";
  if (one.what != "REGISTER") return false;
  const auto given = sip::parse_digest_credentials(one.message.headers.get(name));
  if (given && sip::verify_digest(*given, "REGISTER", "Tr0ub4dor")) return false;
  const auto challenge =
      sip::to_string(sip::DigestChallenge{.realm = "contoso.com", .nonce = "n1", .opaque = {}});
  stage.server.answer(one.message, status,
                      {{status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate", challenge}});
  return true;
}

TEST(SignIn, answers_a_challenge_with_the_password_and_a_new_cseq) {
  for (const int status : {401, 407}) {
    ClientConfig config;
    config.password = "Tr0ub4dor";
    Stage stage(config);
    stage.server.instead = [&](const Seen& one) { return challenged(stage, one, status); };
    sign_in(stage);
    EXPECT_EQ(stage.count("signed-in"), 1U);
    EXPECT_EQ(stage.server.count("REGISTER"), 2U);
    EXPECT_EQ(stage.server.last("REGISTER").message.headers.get("CSeq"), "2 REGISTER");
  }
}

TEST(SignIn, gives_up_after_one_wrong_password) {
  ClientConfig config;
  config.password = "wrong";
  Stage stage(config);
  stage.server.instead = [&](const Seen& one) { return challenged(stage, one, 401); };
  sign_in(stage);
  EXPECT_EQ(stage.server.count("REGISTER"), 2U);
  EXPECT_EQ(stage.count("error"), 1U);
}

TEST(SignIn, never_shows_the_password) {
  ClientConfig config;
  config.password = "Tr0ub4dor";
  Stage stage(config);
  stage.server.instead = [&](const Seen& one) { return challenged(stage, one, 401); };
  sign_in(stage);
  for (const std::string& line : stage.lines) EXPECT_THAT(line, Not(HasSubstr("Tr0ub4dor")));
  EXPECT_THAT(stage.logs, Not(HasSubstr("Tr0ub4dor")));
  for (const Seen& one : stage.server.seen) EXPECT_THAT(sip::write(one.message), Not(HasSubstr("Tr0ub4dor")));
}

// --- The same whatever happens to the bytes, and from the same seed ---

struct Told {
  std::vector<std::string> lines, order;
};

Told play(std::size_t cut, std::uint64_t seed) {
  Stage stage({}, seed);
  stage.cut = cut;
  stage.server.followed = {{kLobby, "Lobby"}};
  stage.tell("sign-in");
  stage.tell("post Lobby hello");
  stage.run(seconds{2});
  return {stage.lines, stage.server.order()};
}

TEST(SignIn, does_not_depend_on_how_bytes_are_cut) {
  const Told whole = play(0, 1);
  for (const std::size_t cut : {1U, 2U, 3U, 7U, 64U, 1000U}) {
    const Told pieces = play(cut, 1);
    EXPECT_EQ(pieces.lines, whole.lines) << cut;
    EXPECT_EQ(pieces.order, whole.order) << cut;
  }
}

TEST(SignIn, gives_the_same_bytes_for_the_same_seed) {
  const auto bytes = [](std::uint64_t seed) {
    Stage stage({}, seed);
    sign_in(stage);
    std::string all;
    for (const Seen& one : stage.server.seen) all += sip::write(one.message);
    return all;
  };
  EXPECT_EQ(bytes(7), bytes(7));
  EXPECT_NE(bytes(7), bytes(8));
}

// --- Deviations: each leaves out its step and nothing else ---

struct LeftOut {
  std::string deviation, what;
};
class Deviation : public testing::TestWithParam<LeftOut> {};

TEST_P(Deviation, leaves_out_exactly_its_step) {
  const auto order = [](ClientConfig config) {
    config.rooms_left_open = {kOps};
    Stage stage(std::move(config));
    stage.server.followed = {{kLobby, "Lobby"}};
    sign_in(stage);
    EXPECT_EQ(stage.count("signed-in"), 1U);
    return stage.server.order();
  };
  std::vector<std::string> expected = order({});
  std::erase(expected, GetParam().what);
  std::vector<std::string> got = order(with_deviation(GetParam().deviation));
  // A room that was not entered has no history to be read.
  if (GetParam().what.ends_with("join")) expected.erase(std::ranges::find(expected, "INFO cmd:bccontext"));
  EXPECT_EQ(got, expected);
}
INSTANTIATE_TEST_SUITE_P(All, Deviation,
                         testing::Values(LeftOut{"client-no-subscribe", kProvisioning},
                                         LeftOut{"client-no-ack", "ACK"},
                                         LeftOut{"client-no-serverinfo", "INFO cmd:getserverinfo"},
                                         LeftOut{"client-no-associations", "INFO cmd:getassociations"},
                                         LeftOut{"client-no-bjoin", "INFO cmd:bjoin"},
                                         LeftOut{"client-no-open-rooms-join", "INFO cmd:join"},
                                         LeftOut{"client-no-bccontext", "INFO cmd:bccontext"},
                                         LeftOut{"client-no-getinv", "INFO cmd:getinv"}));

TEST(Deviation, no_subscribe_falls_back_to_the_lookup_address) {
  Stage stage(with_deviation("client-no-subscribe"));
  sign_in(stage);
  EXPECT_EQ(stage.server.last("INVITE").message.request_uri, "sip:ocschat@contoso.com");
}

TEST(Deviation, ignores_disabled_goes_on_to_the_pool) {
  Stage stage(with_deviation("client-ignores-disabled"));
  stage.server.enabled = false;
  sign_in(stage);
  EXPECT_EQ(stage.server.last("INVITE").message.request_uri, kPool);
}

TEST(Deviation, no_info_200_leaves_the_servers_info_unanswered) {
  Stage stage(with_deviation("client-no-info-200"));
  sign_in(stage);
  EXPECT_EQ(stage.server.count("200 INFO"), 0U);
  EXPECT_EQ(stage.count("signed-in"), 1U);
}

TEST(Deviation, wrong_content_type_and_stuck_cseq_show_in_every_info) {
  Stage wrong(with_deviation("client-wrong-content-type"));
  sign_in(wrong);
  EXPECT_EQ(wrong.server.last("INFO cmd:getinv").message.headers.get("Content-Type"), "application/xml");
  Stage stuck(with_deviation("client-cseq-stuck"));
  sign_in(stuck);
  EXPECT_EQ(stuck.server.last("INFO cmd:getinv").message.headers.get("CSeq"), "2 INFO");
}

}   // namespace
}   // namespace parley::client
