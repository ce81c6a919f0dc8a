#include "reference_server/core/crowd.h"

#include <gtest/gtest.h>

namespace parley::server {
namespace {

// product.md 2.5: up above 75, down below 60.
TEST(Crowd, is_large_above_the_limit_and_small_again_below_four_fifths_of_it) {
  StateMachine<Crowd> crowd;
  recount(crowd, 75, 75);
  EXPECT_TRUE(crowd.is(Crowd::small));
  recount(crowd, 76, 75);
  EXPECT_TRUE(crowd.is(Crowd::large));
  recount(crowd, 60, 75);
  EXPECT_TRUE(crowd.is(Crowd::large));
  recount(crowd, 59, 75);
  EXPECT_TRUE(crowd.is(Crowd::small));
}

}   // namespace
}   // namespace parley::server
