#include "reference_server/compliance/time_triple.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::compliance {
namespace {

TEST(TimeTriple, agrees_with_the_worked_example) {
  const TimeTriple triple = time_triple(WallTime{14'000'000'001'234'567});
  EXPECT_EQ(triple.since1970, 1'400'000'000'123);
  EXPECT_EQ(triple.string, "2014-05-13T16:53:20.1234567Z");
  EXPECT_EQ(triple.ticks, 635'355'968'001'234'567);
}

TEST(TimeTriple, cuts_zeros_at_the_end_of_the_fraction) {
  EXPECT_EQ(time_triple(WallTime{14'000'000'005'000'000}).string, "2014-05-13T16:53:20.5Z");
}

TEST(TimeTriple, drops_an_empty_fraction) {
  EXPECT_EQ(time_triple(WallTime{14'000'000'100'000'000}).string, "2014-05-13T16:53:30Z");
}

TEST(TimeTriple, rounds_down_before_1970_too) {
  EXPECT_EQ(time_triple(WallTime{-1}).since1970, -1);
  EXPECT_EQ(time_triple(WallTime{-1}).string, "1969-12-31T23:59:59.9999999Z");
}

RC_GTEST_PROP(TimeTriple, the_three_forms_are_one_instant, ()) {
  // The years 1 to 9999, which is what the text form can say.
  const auto ticks = *rc::gen::inRange<std::int64_t>(-621'355'968'000'000'000, 2'534'023'008'000'000'000 - 1);
  const TimeTriple triple = time_triple(WallTime{ticks});
  RC_ASSERT(parse_iso8601(triple.string).value().ticks == ticks);
  RC_ASSERT(triple.ticks - 621'355'968'000'000'000 == ticks);
  RC_ASSERT(triple.since1970 * 10'000 <= ticks);
  RC_ASSERT(ticks - triple.since1970 * 10'000 < 10'000);
}

}   // namespace
}   // namespace parley::compliance
