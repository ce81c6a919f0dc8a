#include "protocol/client/phases.h"

#include <gtest/gtest.h>

namespace parley::client {
namespace {

TEST(Phase, is_called_as_it_is_written) {
  EXPECT_EQ(to_string(Phase::signed_out), "signed_out");
  EXPECT_EQ(to_string(Phase::signing_in), "signing_in");
  EXPECT_EQ(to_string(Phase::signed_in), "signed_in");
  EXPECT_EQ(to_string(Phase::without_chat), "without_chat");
  EXPECT_EQ(to_string(Phase::signing_out), "signing_out");
}

}   // namespace
}   // namespace parley::client
