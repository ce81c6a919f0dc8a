// A busy server: what is sent again, when, and when the client gives up (FLOW-RETRY-1, xccos.md 4.6).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/client/test_stage.h"

namespace parley::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;

// Answers the first `times` requests of this kind with 503.
void refuse(Stage& stage, const std::string& what, std::uint32_t times, const std::string& retry_after = {}) {
  stage.server.instead = [&stage, what, times, retry_after](const Seen& one) mutable {
    if (one.what != what || times == 0) return false;
    --times;
    std::vector<sip::Header> headers;
    if (!retry_after.empty()) headers.push_back({"Retry-After", retry_after});
    stage.server.answer(one.message, 503, headers);
    return true;
  };
}

std::vector<Seen> all(const Stage& stage, const std::string& what) {
  std::vector<Seen> found;
  for (const Seen& one : stage.server.seen)
    if (one.what == what) found.push_back(one);
  return found;
}

std::uint32_t cseq(const Seen& one) { return sip::parse_cseq(one.message.headers.get("CSeq"))->number; }

ClientConfig with_deviation(const std::string& id) {
  ClientConfig config;
  config.deviations = Deviations({id});
  return config;
}

TEST(Retry, sends_the_same_document_in_a_new_info_after_the_time_asked) {
  Stage stage;
  stage.sign_in();
  refuse(stage, "INFO grpchat", 1, "5");
  stage.say("post " + kLobby + " hello");
  ASSERT_EQ(stage.count("retry"), 1U);
  EXPECT_EQ(stage.events("retry")[0].at("after_ms").to_number<int>(), 5000);
  stage.run(milliseconds{4900});
  EXPECT_EQ(stage.server.count("INFO grpchat"), 1U);
  stage.run(milliseconds{100});
  const auto posts = all(stage, "INFO grpchat");
  ASSERT_EQ(posts.size(), 2U);
  EXPECT_EQ(posts[1].message.body, posts[0].message.body);
  EXPECT_GT(cseq(posts[1]), cseq(posts[0]));
  EXPECT_GE(posts[1].at - posts[0].at, Duration{seconds{5}});
  EXPECT_EQ(stage.count("posted"), 1U);
}

TEST(Retry, without_a_time_waits_longer_after_each_refusal) {
  Stage stage;
  stage.sign_in();
  refuse(stage, "INFO grpchat", 4);
  stage.say("post " + kLobby + " hello");
  stage.run(seconds{20});
  const auto posts = all(stage, "INFO grpchat");
  ASSERT_EQ(posts.size(), 5U);
  Duration whole = milliseconds{500};
  for (std::size_t i = 1; i < posts.size(); ++i, whole *= 2) {
    EXPECT_GE(posts[i].at - posts[i - 1].at, whole / 2);
    EXPECT_LE(posts[i].at - posts[i - 1].at, whole + milliseconds{2});
  }
  EXPECT_EQ(stage.count("posted"), 1U);
}

class RetryAfterOfNothing : public testing::TestWithParam<std::string> {};

TEST_P(RetryAfterOfNothing, is_backed_off_from_as_if_it_were_not_there) {
  Stage stage;
  stage.sign_in();
  refuse(stage, "INFO grpchat", 4, GetParam());
  stage.say("post " + kLobby + " hello");
  stage.run(seconds{20});
  const auto posts = all(stage, "INFO grpchat");
  ASSERT_EQ(posts.size(), 5U);
  Duration whole = milliseconds{500};
  for (std::size_t i = 1; i < posts.size(); ++i, whole *= 2)
    EXPECT_GE(posts[i].at - posts[i - 1].at, whole / 2);
}
INSTANTIATE_TEST_SUITE_P(All, RetryAfterOfNothing, testing::Values("0", "soon", "-1"));

TEST(Retry, waits_longer_than_asked_once_the_back_off_is_longer) {
  Stage stage;
  stage.sign_in();
  refuse(stage, "INFO grpchat", 5, "1");
  stage.say("post " + kLobby + " hello");
  stage.run(seconds{60});
  const auto posts = all(stage, "INFO grpchat");
  ASSERT_EQ(posts.size(), 6U);
  EXPECT_GE(posts[1].at - posts[0].at, Duration{seconds{1}});
  EXPECT_LT(posts[1].at - posts[0].at, Duration{seconds{2}});
  EXPECT_GE(posts[5].at - posts[4].at, Duration{seconds{4}});
}

class RetryAfterTooLong : public testing::TestWithParam<std::string> {};

TEST_P(RetryAfterTooLong, is_an_error_and_no_wait) {
  Stage stage;
  stage.sign_in();
  refuse(stage, "INFO grpchat", 1, GetParam());
  stage.tell("post " + kLobby + " lost");
  stage.tell("post " + kLobby + " kept");
  stage.run(seconds{1});
  ASSERT_EQ(stage.count("error"), 1U);
  const std::string reason(stage.events("error")[0].at("reason").as_string());
  EXPECT_THAT(reason, testing::StartsWith("503 Service Unavailable: it asks to wait "));
  EXPECT_THAT(reason, testing::EndsWith(", and more than 600 s are not waited"));
  ASSERT_EQ(stage.count("posted"), 1U);
  EXPECT_EQ(stage.events("posted")[0].at("text").as_string(), "kept");
}
INSTANTIATE_TEST_SUITE_P(All, RetryAfterTooLong,
                         testing::Values("601", "4294967295", "99999999999999999999"));

TEST(Retry, waits_as_long_as_the_longest_time_that_may_be_asked) {
  Stage stage;
  stage.sign_in();
  refuse(stage, "INFO grpchat", 1, "600");
  stage.say("post " + kLobby + " hello");
  stage.run(seconds{601});
  EXPECT_EQ(stage.count("posted"), 1U);
}

TEST(Retry, gives_up_after_the_last_attempt_and_goes_on_with_the_next_instruction) {
  ClientConfig config;
  config.retry.attempts_max = 3;
  Stage stage(config);
  stage.sign_in();
  refuse(stage, "INFO grpchat", 3, "1");
  stage.tell("post " + kLobby + " lost");
  stage.tell("post " + kLobby + " kept");
  stage.run(seconds{10});
  ASSERT_EQ(stage.count("gave-up"), 1U);
  EXPECT_EQ(stage.events("gave-up")[0].at("attempts").to_number<int>(), 3);
  ASSERT_EQ(stage.count("posted"), 1U);
  EXPECT_EQ(stage.events("posted")[0].at("text").as_string(), "kept");
  EXPECT_EQ(stage.server.count("INFO grpchat"), 4U);
}

TEST(Retry, keeps_the_order_of_posts) {
  Stage stage;
  stage.sign_in();
  refuse(stage, "INFO grpchat", 2, "1");
  for (const std::string text : {"one", "two", "three"}) stage.tell("post " + kLobby + " " + text);
  stage.run(seconds{10});
  std::vector<std::string> texts;
  for (const auto& told : stage.events("message")) texts.emplace_back(told.at("text").as_string());
  EXPECT_THAT(texts, ElementsAre("one", "two", "three"));
}

class RefusedStep : public testing::TestWithParam<std::string> {};

TEST_P(RefusedStep, of_sign_in_is_tried_again) {
  Stage stage;
  refuse(stage, GetParam(), 2, "3");
  stage.tell("sign-in");
  stage.run(seconds{5});
  EXPECT_EQ(stage.count("signed-in"), 0U);
  stage.run(seconds{3});
  EXPECT_EQ(stage.count("signed-in"), 1U);
  const auto tries = all(stage, GetParam());
  ASSERT_EQ(tries.size(), 3U);
  EXPECT_GT(cseq(tries[2]), cseq(tries[1]));
  EXPECT_EQ(tries[2].message.headers.get("Call-ID"), tries[0].message.headers.get("Call-ID"));
}
INSTANTIATE_TEST_SUITE_P(All, RefusedStep,
                         testing::Values("REGISTER", "SUBSCRIBE vnd-microsoft-provisioning-v2",
                                         "SUBSCRIBE vnd-microsoft-roaming-self", "INVITE",
                                         "INFO cmd:getserverinfo", "INFO cmd:getinv"));

TEST(Retry, an_invite_refused_for_good_ends_sign_in) {
  ClientConfig config;
  config.retry.attempts_max = 2;
  Stage stage(config);
  refuse(stage, "INVITE", 100, "1");
  stage.tell("sign-in");
  stage.run(seconds{10});
  EXPECT_EQ(stage.count("gave-up"), 1U);
  EXPECT_EQ(stage.count("error"), 1U);
  EXPECT_EQ(stage.server.count("INVITE"), 2U);
}

TEST(Retry, only_503_is_tried_again) {
  Stage stage;
  stage.sign_in();
  stage.server.instead = [&](const Seen& one) {
    if (one.what != "INFO grpchat") return false;
    stage.server.answer(one.message, 403);
    return true;
  };
  stage.say("post " + kLobby + " hello");
  stage.run(seconds{60});
  EXPECT_EQ(stage.server.count("INFO grpchat"), 1U);
  EXPECT_EQ(stage.events("error")[0].at("reason").as_string(), "403 Forbidden");
}

TEST(Retry, a_lost_acknowledgement_repeats_the_document_once_in_the_same_dialog) {
  Stage stage;
  stage.sign_in();
  bool silent = true;
  stage.server.instead = [&](const Seen& one) {
    return one.what == "INFO grpchat" && std::exchange(silent, false);
  };
  stage.say("post " + kLobby + " hello");
  stage.run(seconds{33});
  const auto posts = all(stage, "INFO grpchat");
  ASSERT_EQ(posts.size(), 2U);
  EXPECT_EQ(posts[1].at - posts[0].at, Duration{seconds{32}});
  EXPECT_EQ(posts[1].message.body, posts[0].message.body);
  EXPECT_EQ(posts[1].message.headers.get("Call-ID"), posts[0].message.headers.get("Call-ID"));
  EXPECT_EQ(stage.events("retry")[0].at("reason").as_string(), "no acknowledgement");
  EXPECT_EQ(stage.count("posted"), 1U);
}

TEST(Retry, a_second_lost_acknowledgement_is_an_error) {
  Stage stage;
  stage.sign_in();
  stage.server.instead = [&](const Seen& one) { return one.what == "INFO grpchat"; };
  stage.say("post " + kLobby + " hello");
  stage.run(seconds{70});
  EXPECT_EQ(stage.server.count("INFO grpchat"), 2U);
  EXPECT_EQ(stage.count("error"), 1U);
}

// The first attempt gets no answer, the second one this; what the server made of the first is unknown.
class UnansweredPost : public testing::Test {
 protected:
  UnansweredPost() { stage_.sign_in(); }
  void post(std::function<void(const sip::Message&)> second_answer) {
    stage_.server.instead = [second_answer, attempts = 0](const Seen& one) mutable {
      if (one.what != "INFO grpchat") return false;
      if (++attempts == 2) second_answer(one.message);
      return attempts <= 2;
    };
    stage_.say("post " + kLobby + " hello");
    stage_.run(seconds{60});
  }
  void expect_one_post_of_unknown_fate() {
    EXPECT_EQ(stage_.server.count("INFO grpchat"), 2U);
    EXPECT_EQ(stage_.count("posted"), 0U);
    ASSERT_EQ(stage_.count("error"), 1U);
    EXPECT_THAT(std::string(stage_.events("error")[0].at("reason").as_string()),
                testing::HasSubstr("whether it arrived is unknown"));
    EXPECT_EQ(stage_.count("signed-in"), 1U);   // Again, but without the post.
  }

  Stage stage_;
};

TEST_F(UnansweredPost, is_not_made_anew_when_the_dialog_turns_out_to_be_gone) {
  post([this](const sip::Message& info) { stage_.server.answer(info, 481); });
  expect_one_post_of_unknown_fate();
}

TEST_F(UnansweredPost, is_not_made_anew_when_its_repetition_loses_the_session) {
  post([this](const sip::Message& info) {
    stage_.server.answer(info, 503, {{"Retry-After", "20"}});
    stage_.server.send(stage_.server.request("BYE"));
  });
  expect_one_post_of_unknown_fate();
}

TEST_F(UnansweredPost, counts_its_repetition_as_an_attempt) {
  post([this](const sip::Message& info) { stage_.server.answer(info, 503); });
  ASSERT_EQ(stage_.count("retry"), 2U);
  EXPECT_EQ(stage_.events("retry")[0].at("attempt").to_number<int>(), 2);
  EXPECT_EQ(stage_.events("retry")[1].at("attempt").to_number<int>(), 3);
  EXPECT_EQ(stage_.count("posted"), 1U);
}

TEST(Retry, a_command_whose_reply_has_come_is_sent_no_more_though_its_repetition_was_refused) {
  Stage stage;
  stage.sign_in();
  stage.server.instead = [&stage, attempts = 0](const Seen& one) mutable {
    if (one.what != "INFO cmd:chansrch") return false;
    if (++attempts == 1) return true;
    stage.server.answer(one.message, 503, {{"Retry-After", "1"}});
    stage.server.serve_info(one.message);
    return true;
  };
  stage.say("search");
  stage.run(seconds{60});
  EXPECT_EQ(stage.count("search"), 1U);
  EXPECT_EQ(stage.server.count("INFO cmd:chansrch"), 2U);
}

TEST(Deviation, no_retry_takes_503_for_final) {
  Stage stage(with_deviation("client-no-retry"));
  stage.sign_in();
  refuse(stage, "INFO grpchat", 1, "1");
  stage.say("post " + kLobby + " hello");
  stage.run(seconds{60});
  EXPECT_EQ(stage.server.count("INFO grpchat"), 1U);
  EXPECT_EQ(stage.count("error"), 1U);
}

TEST(Deviation, never_gives_up_goes_on_behind_the_last_attempt) {
  ClientConfig config = with_deviation("client-never-gives-up");
  config.retry.attempts_max = 2;
  Stage stage(config);
  stage.sign_in();
  refuse(stage, "INFO grpchat", 4, "1");
  stage.say("post " + kLobby + " hello");
  stage.run(seconds{20});
  EXPECT_EQ(stage.server.count("INFO grpchat"), 5U);
  EXPECT_EQ(stage.count("posted"), 1U);
}

TEST(Deviation, no_backoff_does_not_wait_unasked) {
  Stage stage(with_deviation("client-no-backoff"));
  stage.sign_in();
  refuse(stage, "INFO grpchat", 4);
  stage.say("post " + kLobby + " hello");
  stage.run(milliseconds{100});
  EXPECT_EQ(stage.server.count("INFO grpchat"), 5U);
}

TEST(Deviation, retry_early_comes_before_its_time) {
  Stage stage(with_deviation("client-retry-early"));
  stage.sign_in();
  refuse(stage, "INFO grpchat", 1, "4");
  stage.say("post " + kLobby + " hello");
  stage.run(seconds{3});
  EXPECT_EQ(stage.server.count("INFO grpchat"), 2U);
}

TEST(Deviation, resend_twice_posts_a_retried_message_once_more) {
  Stage stage(with_deviation("client-resend-twice"));
  stage.sign_in();
  stage.say("post " + kLobby + " once");
  EXPECT_EQ(stage.server.count("INFO grpchat"), 1U);
  refuse(stage, "INFO grpchat", 1, "1");
  stage.say("post " + kLobby + " twice");
  stage.run(seconds{3});
  EXPECT_EQ(stage.server.count("INFO grpchat"), 4U);
  EXPECT_EQ(stage.count("message"), 3U);
}

}   // namespace
}   // namespace parley::client
