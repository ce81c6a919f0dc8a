// REGISTER is refreshed before the binding ends, whichever way the registrar says when that is (RFC
// 3261, 10.3), and the link is kept alive meanwhile.
#include <gtest/gtest.h>

#include "protocol/client/test_stage.h"

namespace parley::client {
namespace {

using std::chrono::seconds;

// The registrar answers with the client's own Contact, these words behind it, and what stands in `headers`.
void bind(Stage& stage, const std::string& words, std::vector<sip::Header> headers = {}) {
  stage.server.instead = [&stage, words, headers](const Seen& one) {
    if (one.what != "REGISTER") return false;
    auto all = headers;
    all.push_back({"Contact", std::string(one.message.headers.get("Contact")) + words});
    stage.server.answer(one.message, 200, all);
    return true;
  };
}

TEST(Registration, is_refreshed_by_the_time_of_its_contact) {
  Stage stage;
  bind(stage, ";expires=100");
  stage.sign_in();
  stage.run(seconds{68});
  EXPECT_EQ(stage.server.count("REGISTER"), 0U);
  stage.run(seconds{2});
  EXPECT_EQ(stage.server.count("REGISTER"), 1U);
}

TEST(Registration, takes_the_time_of_its_contact_before_that_of_the_header) {
  Stage stage;
  bind(stage, ";expires=100", {{"Expires", "7200"}});
  stage.sign_in();
  stage.run(seconds{71});
  EXPECT_EQ(stage.server.count("REGISTER"), 1U);
}

TEST(Registration, is_not_refreshed_by_the_time_of_another_binding) {
  Stage stage;
  const sip::Header other{"Contact", "<sip:192.0.2.7:5060>;+sip.instance=\"<urn:uuid:other>\";expires=20"};
  bind(stage, ";expires=3600", {other});
  stage.sign_in();
  stage.run(seconds{600});
  EXPECT_EQ(stage.server.count("REGISTER"), 0U);
}

TEST(Registration, knows_its_contact_by_the_address_where_no_instance_is_named) {
  Stage stage;
  stage.server.instead = [&stage](const Seen& one) {
    if (one.what != "REGISTER") return false;
    stage.server.answer(one.message, 200, {{"Contact", "<sip:client.invalid;transport=tcp>;expires=100"}});
    return true;
  };
  stage.sign_in();
  stage.run(seconds{71});
  EXPECT_EQ(stage.server.count("REGISTER"), 1U);
}

TEST(Registration, that_was_made_twice_on_one_link_is_refreshed_once) {
  Stage stage;
  stage.server.instead = [&stage, broken = 0](const Seen& one) mutable {
    if (one.what == "INFO cmd:getserverinfo" && broken++ < 2) stage.server.send(stage.server.request("BYE"));
    return false;
  };
  stage.tell("sign-in");
  stage.run(seconds{10});
  ASSERT_EQ(stage.count("signed-in"), 1U);
  EXPECT_EQ(stage.server.count("REGISTER"), 3U);   // One for each walk.
  stage.server.seen.clear();
  stage.run(seconds{600});
  EXPECT_EQ(stage.server.count("REGISTER"), 1U);
}

// --- Keep-alive (real-client.md 6) ---

TEST(KeepAlive, is_sent_after_60_s_of_silence_and_again_after_as_long) {
  Stage stage;
  stage.sign_in();
  stage.run(seconds{58});
  EXPECT_EQ(stage.server.keep_alives.size(), 0U);
  stage.run(seconds{122});
  ASSERT_EQ(stage.server.keep_alives.size(), 3U);
  EXPECT_EQ(stage.server.keep_alives[2] - stage.server.keep_alives[1], Duration{seconds{60}});
}

TEST(KeepAlive, is_not_sent_where_something_else_was_said) {
  Stage stage;
  stage.sign_in();
  for (int i = 0; i < 6; ++i) {
    stage.run(seconds{50});
    stage.say("post " + kLobby + " hello");
  }
  EXPECT_EQ(stage.server.keep_alives.size(), 0U);
}

TEST(KeepAlive, is_sent_as_seldom_as_the_server_says) {
  Stage stage;
  bind(stage, ";expires=3600", {{"ms-keep-alive", "UAS;timeout=300"}});
  stage.sign_in();
  stage.run(seconds{295});
  EXPECT_EQ(stage.server.keep_alives.size(), 0U);
  stage.run(seconds{10});
  EXPECT_EQ(stage.server.keep_alives.size(), 1U);
}

TEST(KeepAlive, ends_with_the_link) {
  Stage stage;
  stage.sign_in();
  stage.say("sign-out");
  stage.run(seconds{300});
  EXPECT_EQ(stage.server.keep_alives.size(), 0U);
}

}   // namespace
}   // namespace parley::client
