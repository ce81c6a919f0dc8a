// How often a nonce was answered.
#include "protocol/client/nonce_counts.h"

#include <gtest/gtest.h>

namespace parley::client {
namespace {

TEST(NonceCounts, count_each_nonce_for_itself) {
  NonceCounts counts;
  EXPECT_EQ(counts.next("a"), 1U);
  EXPECT_EQ(counts.next("a"), 2U);
  EXPECT_EQ(counts.next("b"), 1U);
  EXPECT_EQ(counts.next("a"), 3U);
}

TEST(NonceCounts, forget_what_was_not_used_for_longest) {
  NonceCounts counts;
  counts.next("kept");
  counts.next("forgotten");
  counts.next("kept");
  for (int i = 0; i < 31; ++i) counts.next("other " + std::to_string(i));
  EXPECT_EQ(counts.next("kept"), 3U);
  EXPECT_EQ(counts.next("forgotten"), 1U);
}

}   // namespace
}   // namespace parley::client
