// Grades are read and written as one letter; those of kinds agree with the index of the samples.
#include "protocol/xccos/grade.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>

#include "protocol/xccos/test_samples.h"

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

TEST(GradeOfKind, is_one_that_the_samples_of_the_kind_have) {
  std::map<std::string, std::set<std::string>> seen;
  for (const Sample& sample : samples_that_are("valid")) {
    if (sample.kind.find(' ') == std::string::npos) seen[sample.kind].insert(sample.grade.substr(0, 1));
  }
  ASSERT_GT(seen.size(), 30u);
  for (const auto& [kind, grades] : seen) {
    EXPECT_TRUE(grades.contains(std::string(to_string(grade_of_kind(kind))))) << kind;
  }
}

TEST(GradeOfKind, is_r_of_every_id_that_the_appendix_of_the_reference_names) {
  std::ifstream in(PARLEY_SOURCE_DIR "/docs/xccos.md");
  const std::string page{std::istreambuf_iterator<char>(in), {}};
  const std::size_t from = page.find("## Appendix A");
  const std::string appendix = page.substr(from, page.find("## Appendix B") - from);
  const std::regex id("(cmd|rpl|ntc):[a-z]+");
  std::size_t count = 0;
  for (std::sregex_iterator at(appendix.begin(), appendix.end(), id), end; at != end; ++at, ++count)
    EXPECT_EQ(grade_of_kind(at->str()), Grade::R) << at->str();
  EXPECT_GE(count, 13u);
  EXPECT_EQ(grade_of_kind("rpl:getservinfo"), Grade::R);   // One spelling in one comment.
}

TEST(GradeOfKind, ignores_case_and_takes_a_made_up_kind_for_our_own_choice) {
  EXPECT_EQ(grade_of_kind("CMD:Join"), Grade::W);
  EXPECT_EQ(grade_of_kind("cmd:madeup"), Grade::X);
}

TEST(GradeOfKind, of_a_primitive_that_is_only_remembered_to_exist_is_r) {
  EXPECT_EQ(grade_of_kind("err"), Grade::R);
  EXPECT_EQ(grade_of_kind("sys"), Grade::R);
}

}   // namespace
}   // namespace parley::xccos
