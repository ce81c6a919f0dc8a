#include "protocol/base/deviations.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(Deviations, are_active_when_they_were_named_and_else_none_is) {
  EXPECT_FALSE(Deviations().active("client-no-backoff"));
  const Deviations one({"client-no-backoff"});
  EXPECT_TRUE(one.active("client-no-backoff"));
  EXPECT_FALSE(one.active("client-no-info-200"));
}

}   // namespace
}   // namespace parley
