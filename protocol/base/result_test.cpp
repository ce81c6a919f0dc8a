// An error says what kind it is in words of its own.
#include "protocol/base/result.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(Errc, has_a_word_for_each_kind) {
  EXPECT_EQ(to_string(Errc::malformed), "malformed");
  EXPECT_EQ(to_string(Errc::unsupported), "unsupported");
  EXPECT_EQ(to_string(Errc::limit_exceeded), "limit exceeded");
  EXPECT_EQ(to_string(Errc::not_found), "not found");
  EXPECT_EQ(to_string(Errc::denied), "denied");
  EXPECT_EQ(to_string(Errc::conflict), "conflict");
  EXPECT_EQ(to_string(Errc::overloaded), "overloaded");
  EXPECT_EQ(to_string(Errc::unavailable), "unavailable");
}

TEST(Error, is_at_the_beginning_unless_somebody_says_where) {
  const Result<int> failed = fail(Errc::malformed, "x");
  EXPECT_EQ(failed.error().offset, 0u);
}

}   // namespace
}   // namespace parley
