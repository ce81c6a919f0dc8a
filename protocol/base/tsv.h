// Tables of this project and of vendors: lines of cells parted by tabs, '#' begins a comment line, the first
// other line names the columns.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace parley {

struct TsvShape {
  std::span<const std::string_view> columns;   // Each row has all of them, and none is empty.
  std::size_t bytes_max = 0;                   // A longer table is refused.
};

using TsvCells = std::vector<std::string_view>;

// Calls `row` for each row in order; stops at the first error. Errors, its own and those of `row`, begin with
// "FILE:LINE: ". malformed: not UTF-8 text, another header, a cell that is empty or has blanks at its ends;
// limit_exceeded: too long.
Result<void> read_tsv(const TsvShape& shape, std::string_view file_name, std::string_view tsv,
                      const std::function<Result<void>(const TsvCells&)>& row);

}   // namespace parley
