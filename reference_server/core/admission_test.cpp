#include "reference_server/core/admission.h"

#include <gtest/gtest.h>

namespace parley::server {
namespace {

class AdmissionTest : public testing::Test {
 protected:
  void rule(std::string_view text) { admission_.add_rule(*parse_refuse_rule(text)); }
  bool refused(std::string_view primitive = "grpchat", std::size_t in_flight = 0) {
    return admission_.refuse({primitive, primitive == "grpchat" ? 1u : 0u}, in_flight).has_value();
  }
  bool refused_posts(std::size_t posts, std::size_t in_flight) {
    return admission_.refuse({"grpchat", posts}, in_flight).has_value();
  }

  Settings settings_;
  Admission admission_{settings_, Random{1}};
};

TEST_F(AdmissionTest, without_rules_everything_is_taken) { EXPECT_FALSE(refused()); }

TEST_F(AdmissionTest, next_refuses_so_many_and_no_more) {
  rule("next=2");
  EXPECT_TRUE(refused());
  EXPECT_TRUE(refused("cmd:join"));
  EXPECT_FALSE(refused());
}

TEST_F(AdmissionTest, every_refuses_each_nth) {
  rule("every=3");
  EXPECT_FALSE(refused());
  EXPECT_FALSE(refused());
  EXPECT_TRUE(refused());
  EXPECT_FALSE(refused());
}

TEST_F(AdmissionTest, a_rule_for_one_command_lets_the_others_through) {
  rule("next=1,command=cmd:join");
  EXPECT_FALSE(refused("grpchat"));
  EXPECT_TRUE(refused("CMD:JOIN"));
}

TEST_F(AdmissionTest, retry_after_comes_from_the_rule_or_the_setting_or_not_at_all) {
  rule("next=1,retry-after=7");
  EXPECT_EQ(admission_.refuse({"grpchat", 1}, 0)->retry_after_seconds, 7u);
  rule("next=1");
  EXPECT_EQ(admission_.refuse({"grpchat", 1}, 0)->retry_after_seconds, 2u);
  rule("next=1,retry-after=none");
  EXPECT_EQ(admission_.refuse({"grpchat", 1}, 0)->retry_after_seconds, std::nullopt);
}

TEST_F(AdmissionTest, too_many_posts_in_flight_are_refused_but_no_commands) {
  EXPECT_FALSE(refused("grpchat", settings_.posts_in_flight_max - 1));
  EXPECT_TRUE(refused("grpchat", settings_.posts_in_flight_max));
  EXPECT_FALSE(refused("cmd:part", settings_.posts_in_flight_max));
}

TEST_F(AdmissionTest, each_post_of_an_envelope_counts) {
  EXPECT_FALSE(refused_posts(64, settings_.posts_in_flight_max - 64));
  EXPECT_TRUE(refused_posts(64, settings_.posts_in_flight_max - 63));
}

TEST_F(AdmissionTest, an_envelope_with_more_posts_than_allowed_at_once_is_taken_when_none_is_in_flight) {
  EXPECT_FALSE(refused_posts(settings_.posts_in_flight_max + 1, 0));
  EXPECT_TRUE(refused_posts(settings_.posts_in_flight_max + 1, 1));
}

TEST_F(AdmissionTest, a_rule_of_a_command_alone_refuses_each_of_them) {
  rule("command=cmd:join");
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(refused("cmd:join")) << i;
  EXPECT_FALSE(refused("grpchat"));
}

TEST(RefuseRule, a_wrong_rule_says_what_is_expected) {
  for (const char* text :
       {"", "next", "next=0", "next=x", "always", "next=1,every=2", "next=1,retry-after=-1", "retry-after=2"})
    EXPECT_FALSE(parse_refuse_rule(text)) << text;
}

// A rule for a command that does not exist would refuse nothing, and nobody would know.
TEST(RefuseRule, for_an_unknown_command_names_those_that_are_known) {
  for (const char* text :
       {"next=1,command=unknown", "next=1,command=join", "next=1,command=", "every=1,command"}) {
    const auto rule = parse_refuse_rule(text);
    ASSERT_FALSE(rule) << text;
    EXPECT_NE(rule.error().detail.find("known are grpchat, cmd:requri, "), std::string::npos) << text;
  }
  for (const char* text : {"next=1,command=cmd:join", "next=1, command=GrpChat"})
    EXPECT_TRUE(parse_refuse_rule(text)) << text;
}

// The last word would win, and somebody meant the other one.
TEST(RefuseRule, says_nothing_twice) {
  for (const char* text : {"next=1,next=2", "every=2,every=3", "next=1,command=grpchat,command=cmd:join",
                           "next=1,retry-after=1,retry-after=none", "next=1,retry-after=1,retry-after=2"})
    EXPECT_FALSE(parse_refuse_rule(text)) << text;
}

TEST(RefuseRule, takes_whole_numbers_that_fit_in_32_bits) {
  for (const char* text :
       {"next=-1", "next=+1", "next=1.5", "next=4294967296", "every=0", "every=99999999999999999999",
        "next=1,retry-after=4294967296", "next= ", "next=0x1"})
    EXPECT_FALSE(parse_refuse_rule(text)) << text;
  EXPECT_EQ(parse_refuse_rule("next=4294967295")->next, 4294967295u);
}

}   // namespace
}   // namespace parley::server
