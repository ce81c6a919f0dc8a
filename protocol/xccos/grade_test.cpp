#include "protocol/xccos/grade.h"

#include <gtest/gtest.h>

namespace parley::xccos {
namespace {

TEST(Grade, reads_back_what_it_writes) {
  for (const Grade grade : {Grade::W, Grade::A, Grade::S, Grade::R, Grade::X})
    EXPECT_EQ(parse_grade(to_string(grade)), grade);
}

TEST(Grade, takes_one_capital_letter_only) {
  for (const char* wrong : {"", "w", "WA", "R-m", " S"}) EXPECT_FALSE(parse_grade(wrong)) << wrong;
}

TEST(Grade, what_is_remembered_or_chosen_never_fails_anybody) {
  EXPECT_TRUE(may_fail(Grade::W) && may_fail(Grade::A) && may_fail(Grade::S));
  EXPECT_FALSE(may_fail(Grade::R) || may_fail(Grade::X));
}

}   // namespace
}   // namespace parley::xccos
