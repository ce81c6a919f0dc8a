#include "protocol/base/tsv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "protocol/base/text.h"
#include "protocol/base/utf8.h"

namespace parley {
namespace {

Result<void> check_header(const TsvShape& shape, const TsvCells& cells) {
  if (std::equal(cells.begin(), cells.end(), shape.columns.begin(), shape.columns.end())) return {};
  return fail(Errc::malformed,
              fmt::format("the first line must name the columns {}", fmt::join(shape.columns, " ")));
}

Result<void> check_cells(const TsvShape& shape, const TsvCells& cells) {
  if (cells.size() != shape.columns.size())
    return fail(Errc::malformed, fmt::format("{} columns instead of {}", cells.size(), shape.columns.size()));
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (cells[i].empty() || trim(cells[i]) != cells[i])
      return fail(Errc::malformed,
                  fmt::format("column {} is empty or begins or ends with a blank", shape.columns[i]));
  return {};
}

}   // namespace

Result<void> read_tsv(const TsvShape& shape, std::string_view file_name, std::string_view tsv,
                      const std::function<Result<void>(const TsvCells&)>& row) {
  if (tsv.size() > shape.bytes_max)
    return fail(Errc::limit_exceeded, fmt::format("{}: larger than {} bytes", file_name, shape.bytes_max));
  std::size_t number = 0;
  bool header_seen = false;
  for (std::string_view line : split(tsv, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto take = [&]() -> Result<void> {
      if (!is_xml_text(line)) return fail(Errc::malformed, "not UTF-8 text");
      if (line.empty() || line[0] == '#') return {};
      const TsvCells cells = split(line, '\t');
      if (!header_seen) {
        header_seen = true;
        return check_header(shape, cells);
      }
      if (auto checked = check_cells(shape, cells); !checked) return checked;
      return row(cells);
    };
    if (auto taken = take(); !taken)
      return fail(taken.error().code, fmt::format("{}:{}: {}", file_name, number, taken.error().detail));
  }
  if (!header_seen) return fail(Errc::malformed, fmt::format("{}: has no header line", file_name));
  return {};
}

}   // namespace parley
