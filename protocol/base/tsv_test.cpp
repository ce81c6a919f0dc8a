#include "protocol/base/tsv.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace parley {
namespace {

constexpr std::array<std::string_view, 2> kColumns = {"id", "text"};
constexpr TsvShape kShape{kColumns, 60};

Result<std::string> ids_of(std::string_view tsv) {
  std::string ids;
  const auto read = read_tsv(kShape, "t.tsv", tsv, [&](const TsvCells& cells) -> Result<void> {
    if (cells[0] == "bad") return fail(Errc::conflict, "bad is refused");
    ids += std::string(cells[0]) + " ";
    return {};
  });
  if (!read) return tl::unexpected(read.error());
  return ids;
}

std::string trouble(std::string_view tsv) {
  const auto read = ids_of(tsv);
  return read ? "none" : read.error().detail;
}

TEST(Tsv, gives_each_row_without_comments_blank_lines_and_header) {
  EXPECT_EQ(ids_of("# what\r\nid\ttext\r\n\na\tone\r\nb\ttwo").value(), "a b ");
}
TEST(Tsv, an_error_of_the_row_is_told_with_its_place) {
  EXPECT_EQ(trouble("id\ttext\na\tone\nbad\ttwo\n"), "t.tsv:3: bad is refused");
}
TEST(Tsv, another_header_is_refused) {
  EXPECT_EQ(trouble("id\twords\n"), "t.tsv:1: the first line must name the columns id text");
}
TEST(Tsv, a_table_without_a_header_is_refused) {
  EXPECT_EQ(trouble("# none\n"), "t.tsv: has no header line");
}
TEST(Tsv, a_row_has_every_column) { EXPECT_EQ(trouble("id\ttext\na\n"), "t.tsv:2: 1 columns instead of 2"); }
TEST(Tsv, a_cell_has_no_blank_at_its_ends) {
  EXPECT_EQ(trouble("id\ttext\na\t one\n"), "t.tsv:2: column text is empty or begins or ends with a blank");
}
TEST(Tsv, what_is_not_utf_8_is_refused) {
  EXPECT_EQ(trouble("id\ttext\na\t\xff\n"), "t.tsv:2: not UTF-8 text");
}
TEST(Tsv, a_table_over_its_limit_is_refused) {
  EXPECT_EQ(trouble(std::string(61, '#')), "t.tsv: larger than 60 bytes");
}

}   // namespace
}   // namespace parley
