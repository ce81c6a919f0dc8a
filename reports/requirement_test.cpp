#include "reports/requirement.h"

#include <gtest/gtest.h>

namespace parley::reports {
namespace {

constexpr const char* kHeader = "id\tsource\tgrade\trole\tkeyword\tobservable\ttext\n";

std::string with_row(const std::string& row) { return kHeader + row + "\n"; }

std::string error_of(const std::string& tsv) {
  RequirementTable table;
  const auto added = table.add(tsv, "a.tsv");
  return added ? "" : added.error().detail;
}

TEST(RequirementTable, finds_a_row_by_its_id) {
  RequirementTable table;
  ASSERT_TRUE(
      table.add(with_row("FLOW-ACK-1\tflows.md\tS\tserver\tMUST\twire\tEvery INFO is answered."), "a.tsv"));
  const Requirement* found = table.find("FLOW-ACK-1");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->source, "flows.md");
  EXPECT_EQ(found->grade, xccos::Grade::S);
  EXPECT_EQ(found->role, "server");
  EXPECT_EQ(found->keyword, Keyword::must);
  EXPECT_EQ(found->observable, "wire");
  EXPECT_EQ(found->text, "Every INFO is answered.");
  EXPECT_EQ(table.find("FLOW-ACK-2"), nullptr);
}

TEST(RequirementTable, skips_comments_and_empty_lines) {
  RequirementTable table;
  const std::string tsv =
      std::string("# Words.\n\n") + kHeader + "# More.\nA-1\ts\tX\tboth\tMAY\tdue: later\tt\r\n";
  ASSERT_TRUE(table.add(tsv, "a.tsv"));
  EXPECT_EQ(table.rows().size(), 1u);
}

TEST(RequirementTable, joins_several_files_and_refuses_an_id_twice) {
  RequirementTable table;
  ASSERT_TRUE(table.add(with_row("A-1\ts\tX\tboth\tMAY\twire\tt"), "a.tsv"));
  ASSERT_TRUE(table.add(with_row("B-1\ts\tX\tboth\tMAY\twire\tt"), "b.tsv"));
  const auto again = table.add(with_row("A-1\ts\tX\tboth\tMAY\twire\tt"), "c.tsv");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().detail, "c.tsv:2: A-1 stands in the tables twice");
}

TEST(RequirementTable, an_error_names_the_file_the_line_and_the_cell) {
  EXPECT_EQ(error_of(with_row("A-1\ts\tQ\tboth\tMAY\twire\tt")),
            "a.tsv:2: \"Q\" is no grade; one of W A S R X");
  EXPECT_EQ(error_of(with_row("A-1\ts\tX\tnobody\tMAY\twire\tt")),
            "a.tsv:2: \"nobody\" is no role; client, server or both");
  EXPECT_EQ(error_of(with_row("A-1\ts\tX\tboth\tmay\twire\tt")),
            "a.tsv:2: \"may\" is no keyword; MUST, MUST NOT, SHOULD, SHOULD NOT or MAY");
  EXPECT_EQ(error_of(with_row("A-1\ts\tX\tboth\tMAY\twire")), "a.tsv:2: 6 columns instead of 7");
  EXPECT_EQ(error_of(with_row("A-1\t\tX\tboth\tMAY\twire\tt")),
            "a.tsv:2: column source is empty or begins or ends with a blank");
  EXPECT_EQ(error_of(with_row("a 1\ts\tX\tboth\tMAY\twire\tt")), "a.tsv:2: \"a 1\" is no requirement id");
}

TEST(RequirementTable, what_cannot_be_observed_says_why) {
  EXPECT_EQ(error_of(with_row("A-1\ts\tX\tboth\tMAY\tno: only a person can see it\tt")), "");
  EXPECT_EQ(error_of(with_row("A-1\ts\tX\tboth\tMAY\tno:\tt")),
            "a.tsv:2: \"no:\" says not where to look; wire, reference, \"no: REASON\" or \"due: REASON\"");
}

TEST(RequirementTable, refuses_a_file_without_the_header) {
  EXPECT_EQ(error_of("A-1\ts\tX\tboth\tMAY\twire\tt\n"),
            "a.tsv:1: the first line must name the columns id source grade role keyword observable text");
  EXPECT_EQ(error_of("# only words\n"), "a.tsv: has no header line");
}

TEST(RequirementTable, refuses_bytes_that_are_no_text) {
  EXPECT_EQ(error_of(with_row("A-1\ts\tX\tboth\tMAY\twire\t\xff")), "a.tsv:2: not UTF-8 text");
}

TEST(Violation, a_weak_grade_never_says_more_than_info) {
  for (const xccos::Grade grade : {xccos::Grade::R, xccos::Grade::X})
    for (const Keyword keyword :
         {Keyword::must, Keyword::must_not, Keyword::should, Keyword::should_not, Keyword::may})
      EXPECT_EQ(verdict_of_violation(grade, keyword), Verdict::info);
}

TEST(Violation, the_keyword_decides_where_the_grade_is_certain) {
  for (const xccos::Grade grade : {xccos::Grade::W, xccos::Grade::A, xccos::Grade::S}) {
    EXPECT_EQ(verdict_of_violation(grade, Keyword::must), Verdict::fail);
    EXPECT_EQ(verdict_of_violation(grade, Keyword::must_not), Verdict::fail);
    EXPECT_EQ(verdict_of_violation(grade, Keyword::should), Verdict::warn);
    EXPECT_EQ(verdict_of_violation(grade, Keyword::should_not), Verdict::warn);
    EXPECT_EQ(verdict_of_violation(grade, Keyword::may), Verdict::info);
  }
}

}   // namespace
}   // namespace parley::reports
