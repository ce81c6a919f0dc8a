// Extensions that are demanded, and those that are left out after a 420.
#include "protocol/sip/option_tags.h"

#include <gtest/gtest.h>

namespace parley::sip {
namespace {

Message demanding() {
  Message request;
  request.headers.add("Require", "timer, One");
  request.headers.add("Subject", "lunch");
  request.headers.add("Require", "two,, timer");
  request.headers.add("Proxy-Require", "three");
  return request;
}

TEST(OptionTags, that_nobody_understands_are_listed_from_every_header_in_order) {
  constexpr std::string_view kUnderstood[] = {"TIMER"};
  EXPECT_EQ(unknown_options(demanding(), {"Require"}, kUnderstood), "One, two");
  EXPECT_EQ(unknown_options(demanding(), {"Require", "Proxy-Require"}, kUnderstood), "One, two, three");
  EXPECT_EQ(unknown_options(Message{}, {"Require"}, kUnderstood), "");
}

TEST(OptionTags, that_a_peer_does_not_support_are_left_out_and_the_others_stay) {
  Message request = demanding();
  request.headers.add("k", "one, gruu-10");
  leave_out_options(request, "one, three");
  EXPECT_FALSE(request.headers.contains("Proxy-Require"));
  EXPECT_FALSE(request.headers.lists("Require", "one"));
  EXPECT_TRUE(request.headers.lists("Require", "two"));
  EXPECT_EQ(request.headers.get("Supported"), "gruu-10");
  EXPECT_EQ(request.headers.get("Subject"), "lunch");
}

}   // namespace
}   // namespace parley::sip
