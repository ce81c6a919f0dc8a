// A subscription is followed in its own dialog, and made anew when the server ends it (RFC
// 6665, 4.1.3, 4.4.1).
#include "protocol/client/subscription.h"

#include <gtest/gtest.h>

#include "protocol/client/test_stage.h"

namespace parley::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const std::string kRoamingSelf = "SUBSCRIBE vnd-microsoft-roaming-self";

class SubscriptionTest : public testing::Test {
 protected:
  SubscriptionTest() {
    stage_.tell("sign-in");
    stage_.run(seconds{1});
    subscribe_ = stage_.server.last(kRoamingSelf).message;
    stage_.server.seen.clear();
    stage_.lines.clear();
  }

  // In the dialog of the last SUBSCRIBE.
  sip::Message notify(const std::string& state, std::string body = {}) {
    sip::Message message = stage_.server.request("NOTIFY", std::move(body));
    message.headers.set("To", std::string(subscribe_.headers.get("From")));
    message.headers.set("Call-ID", std::string(subscribe_.headers.get("Call-ID")));
    message.headers.add("Event", "vnd-microsoft-roaming-self");
    message.headers.add("subscription-state", state);
    return message;
  }
  void send(const sip::Message& message, Duration then = seconds{1}) {
    stage_.server.send(message);
    stage_.flush();
    stage_.run(then);
  }
  void learn_dialog() { subscribe_ = stage_.server.last(kRoamingSelf).message; }
  std::size_t asked() const { return stage_.server.count(kRoamingSelf); }

  Stage stage_;
  sip::Message subscribe_;
};

TEST_F(SubscriptionTest, ended_by_the_server_is_made_anew_at_once_in_a_dialog_of_its_own) {
  send(notify("terminated;reason=timeout"));
  ASSERT_EQ(asked(), 1U);
  const sip::Message& again = stage_.server.last(kRoamingSelf).message;
  EXPECT_NE(again.headers.get("Call-ID"), subscribe_.headers.get("Call-ID"));
  EXPECT_EQ(again.headers.get("To").find("tag="), std::string::npos);
  EXPECT_EQ(stage_.count("error"), 0U);
}

TEST_F(SubscriptionTest, made_anew_is_renewed_in_its_own_time_and_not_in_that_of_the_old_one) {
  stage_.run(minutes{30});
  send(notify("terminated;reason=deactivated"));
  stage_.run(minutes{57});   // The old one would have been renewed 58 minutes after sign-in.
  EXPECT_EQ(asked(), 1U);
  stage_.run(minutes{2});
  EXPECT_EQ(asked(), 2U);
}

TEST_F(SubscriptionTest, learns_again_the_rooms_that_are_followed_elsewhere) {
  stage_.server.followed = {{kOps, "Operations"}};
  send(notify("terminated;reason=timeout"));
  stage_.say("unfollow Operations");
  EXPECT_EQ(stage_.server.count("SERVICE"), 1U);
}

TEST_F(SubscriptionTest, that_keeps_ending_is_made_anew_after_longer_and_longer_pauses) {
  for (int i = 0; i < 4; ++i) {
    send(notify("terminated;reason=timeout"), seconds{29});
    learn_dialog();
  }
  const std::size_t before = asked();
  send(notify("terminated;reason=timeout"), Duration{0});
  stage_.run(seconds{1});
  EXPECT_EQ(asked(), before);
  stage_.run(seconds{30});
  EXPECT_EQ(asked(), before + 1);
}

TEST_F(SubscriptionTest, waits_as_long_as_the_server_says) {
  send(notify("terminated;reason=probation;retry-after=60"), seconds{59});
  EXPECT_EQ(asked(), 0U);
  stage_.run(seconds{2});
  EXPECT_EQ(asked(), 1U);
}

TEST_F(SubscriptionTest, whose_end_is_told_twice_is_made_anew_all_the_same) {
  send(notify("terminated;reason=probation;retry-after=2"), milliseconds{300});
  send(notify("terminated;reason=probation;retry-after=2"), seconds{3});
  EXPECT_EQ(asked(), 1U);
}

// RFC 6665, 4.1.2.4: a NOTIFY may overtake the 200, which here knows nothing of it. At the sign-in on the
// next link, the first SUBSCRIBE ends so.
class EndedBeforeItsAnswer : public SubscriptionTest {
 protected:
  void sign_in_to(const std::string& state) {
    stage_.server.instead = [this, state, ended = false](const Seen& one) mutable {
      if (one.what != kRoamingSelf || std::exchange(ended, true)) return false;
      subscribe_ = one.message;
      stage_.server.send(notify(state));
      stage_.server.answer(one.message, 200, {{"Expires", "2"}});
      return true;
    };
    stage_.cut_link();
    stage_.run(seconds{10});
  }
};

TEST_F(EndedBeforeItsAnswer, a_subscription_of_no_use_is_not_renewed_and_holds_nobody_up) {
  sign_in_to("terminated;reason=noresource");
  EXPECT_EQ(stage_.count("signed-in"), 1U);
  EXPECT_EQ(stage_.count("error"), 1U);
  EXPECT_EQ(asked(), 1U);
}

TEST_F(EndedBeforeItsAnswer, a_subscription_is_made_anew_and_its_document_is_still_waited_for) {
  stage_.server.followed = {{kOps, "Operations"}};
  sign_in_to("terminated;reason=deactivated");
  ASSERT_EQ(stage_.count("signed-in"), 1U);
  EXPECT_EQ(stage_.events("signed-in")[0].at("rooms"), boost::json::array({"Operations"}));
  EXPECT_EQ(asked(), 2U);
}

TEST_F(SubscriptionTest, that_is_no_use_is_not_made_anew_and_its_user_is_told) {
  send(notify("terminated;reason=rejected"), minutes{120});
  EXPECT_EQ(asked(), 0U);
  EXPECT_EQ(stage_.count("error"), 1U);
}

TEST_F(SubscriptionTest, that_the_server_has_forgotten_is_made_anew_when_it_is_to_be_renewed) {
  stage_.server.instead = [&](const Seen& one) {
    if (one.what != kRoamingSelf || one.message.headers.get("To").find("tag=") == std::string::npos)
      return false;
    stage_.server.answer(one.message, 481);
    return true;
  };
  stage_.run(minutes{59});
  ASSERT_EQ(asked(), 2U);
  EXPECT_NE(stage_.server.last(kRoamingSelf).message.headers.get("Call-ID"),
            subscribe_.headers.get("Call-ID"));
  EXPECT_EQ(stage_.count("error"), 0U);
}

TEST_F(SubscriptionTest, believes_no_notification_of_another_dialog) {
  for (const std::string_view header : {"Call-ID", "From", "To"}) {
    sip::Message strange = notify("terminated;reason=timeout", "<broken");
    strange.headers.set(header, "<sip:eve@contoso.com>;tag=other");
    send(strange);
  }
  EXPECT_EQ(stage_.server.count("481 NOTIFY"), 3U);
  EXPECT_EQ(asked(), 0U);
  EXPECT_EQ(stage_.count("error"), 0U);
}

TEST_F(SubscriptionTest, is_renewed_by_the_routes_and_at_the_contact_of_its_200) {
  stage_.server.instead = [this, routed = false](const Seen& one) mutable {
    if (one.what != kRoamingSelf || std::exchange(routed, true)) return false;
    stage_.server.answer(one.message, 200,
                         {{"Expires", "100"},
                          {"Contact", "<sip:fe.contoso.com;gruu>"},
                          {"Record-Route", "<sip:far.contoso.com;lr>, <sip:near.contoso.com;lr>"}});
    return true;
  };
  send(notify("terminated;reason=timeout"), seconds{60});
  const sip::Message renewal = stage_.server.last(kRoamingSelf).message;
  EXPECT_EQ(renewal.request_uri, "sip:fe.contoso.com;gruu");
  EXPECT_EQ(renewal.headers.all("Route"),
            (std::vector<std::string_view>{"<sip:near.contoso.com;lr>", "<sip:far.contoso.com;lr>"}));
  EXPECT_EQ(renewal.headers.get("CSeq"), "2 SUBSCRIBE");
}

TEST_F(SubscriptionTest, refuses_a_notify_that_goes_back_and_believes_nothing_of_it) {
  send(notify("active"));
  sip::Message late = notify("terminated;reason=timeout");
  late.headers.set("CSeq", "1 NOTIFY");
  send(late);
  EXPECT_EQ(stage_.server.count("200 NOTIFY"), 1U);
  EXPECT_EQ(stage_.server.count("500 NOTIFY"), 1U);
  EXPECT_EQ(asked(), 0U);
}

}   // namespace
}   // namespace parley::client
