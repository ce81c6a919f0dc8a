// A nonce counts its uses and forgets itself.
#include "reference_server/core/nonces.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace parley::server {
namespace {

using Use = Nonces::Use;

constexpr Nonces::Limits kLimits{std::chrono::seconds{10}, 3};

class NoncesTest : public testing::Test {
 protected:
  std::string issue() { return nonces_.issue(source_, now_, kLimits); }
  Use use(std::string_view nonce, std::uint32_t count) { return nonces_.use(nonce, count, now_); }

  NonceSource source_{"key"};
  Instant now_{};
  Nonces nonces_;
};

TEST(NonceSource, gives_no_two_alike_and_none_that_another_key_gives) {
  NonceSource one("key"), other("another key");
  std::set<std::string> given;
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(given.insert(one.next()).second);
    EXPECT_TRUE(given.insert(other.next()).second);
  }
}

TEST_F(NoncesTest, are_good_for_every_higher_count) {
  const std::string nonce = issue();
  EXPECT_EQ(use(nonce, 0xfffffffe), Use::fresh);
  EXPECT_EQ(use(nonce, 0xfffffffe), Use::again);
  EXPECT_EQ(use(nonce, 0xffffffff), Use::fresh);
  EXPECT_EQ(use(nonce, 1), Use::again);
}

TEST_F(NoncesTest, without_a_count_are_good_once_and_spent_then) {
  const std::string one = issue(), other = issue();
  EXPECT_EQ(use(one, 0), Use::fresh);
  EXPECT_EQ(use(one, 0), Use::again);
  EXPECT_EQ(use(one, 0xffffffff), Use::again);
  EXPECT_EQ(use(other, 1), Use::fresh);
  EXPECT_EQ(use(other, 0), Use::again);
}

TEST_F(NoncesTest, count_each_for_itself) {
  const std::string one = issue(), other = issue();
  EXPECT_EQ(use(one, 1), Use::fresh);
  EXPECT_EQ(use(other, 1), Use::fresh);
}

TEST_F(NoncesTest, are_unknown_when_nobody_issued_them_and_when_their_time_is_over) {
  const std::string nonce = issue();
  EXPECT_EQ(use("", 1), Use::unknown);
  EXPECT_EQ(use("0123456789abcdef0123456789abcdef", 1), Use::unknown);
  now_ = now_ + std::chrono::seconds{10};
  EXPECT_EQ(use(nonce, 1), Use::unknown);
}

RC_GTEST_PROP(NoncesProperty, take_no_count_twice_and_no_count_below_one_that_was_taken,
              (const std::vector<std::uint8_t>& counts)) {
  NonceSource source("key");
  Nonces nonces;
  const std::string nonce = nonces.issue(source, Instant{}, kLimits);
  std::uint32_t highest = 0;
  for (const std::uint8_t count : counts) {
    if (count == 0) continue;
    RC_ASSERT((nonces.use(nonce, count, Instant{}) == Use::fresh) == (count > highest));
    highest = std::max<std::uint32_t>(highest, count);
  }
}

TEST_F(NoncesTest, make_way_for_new_ones_the_oldest_first) {
  const std::string first = issue(), second = issue();
  issue();
  issue();
  EXPECT_EQ(use(first, 1), Use::unknown);
  EXPECT_EQ(use(second, 1), Use::fresh);
}

}   // namespace
}   // namespace parley::server
