#include "protocol/sip/methods.h"

#include <gtest/gtest.h>

namespace parley::sip {
namespace {

TEST(KnownMethod, is_each_of_the_registry_and_the_two_of_the_product) {
  for (const std::string_view method :
       {"INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "REGISTER", "INFO", "PRACK", "NOTIFY", "UPDATE",
        "MESSAGE", "REFER", "PUBLISH", "SUBSCRIBE", "SERVICE", "BENOTIFY"})
    EXPECT_TRUE(is_known_method(method)) << method;
}

TEST(KnownMethod, is_compared_with_case_and_as_a_whole) {
  for (const std::string_view method : {"", "Invite", "INVITES", "INV", "SEND"})
    EXPECT_FALSE(is_known_method(method)) << method;
}

}   // namespace
}   // namespace parley::sip
