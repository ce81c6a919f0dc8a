#include "protocol/base/result.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(Error, is_at_the_beginning_unless_somebody_says_where) {
  const Result<int> failed = fail(Errc::malformed, "x");
  EXPECT_EQ(failed.error().offset, 0u);
}

}   // namespace
}   // namespace parley
