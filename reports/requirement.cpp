// Reads the requirement tables and says what a violation of a row may be called.
#include "reports/requirement.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "protocol/base/text.h"
#include "protocol/base/tsv.h"

namespace parley::reports {
namespace {

constexpr std::array<std::string_view, 7> kColumns = {"id",      "source",     "grade", "role",
                                                      "keyword", "observable", "text"};
// The four tables of this project have some 200 rows; a vendor's own table is not much longer.
constexpr std::size_t kTableBytesMax = std::size_t{4} * 1024 * 1024;
constexpr std::size_t kIdLengthMax = 64;   // It stands in narrow columns of reports.

bool is_id(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return !text.empty() && text.size() <= kIdLengthMax && text[0] >= 'A' && text[0] <= 'Z' &&
         text.find('-') != std::string_view::npos && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), allowed);
}

// "no: REASON", "due: REASON": the row stands in the table, and no run is expected to name it.
bool has_reason(std::string_view observable, std::string_view word) {
  return observable.starts_with(word) && !trim(observable.substr(word.size())).empty();
}

bool is_observable(std::string_view text) {
  return text == "wire" || text == "reference" || has_reason(text, "no: ") || has_reason(text, "due: ");
}

Result<Requirement> parse_row(const TsvCells& cells) {
  const auto grade = xccos::parse_grade(cells[2]);
  const auto keyword = parse_keyword(cells[4]);
  if (!is_id(cells[0])) return fail(Errc::malformed, fmt::format("\"{}\" is no requirement id", cells[0]));
  if (!grade) return fail(Errc::malformed, fmt::format("\"{}\" is no grade; one of W A S R X", cells[2]));
  if (cells[3] != "client" && cells[3] != "server" && cells[3] != "both")
    return fail(Errc::malformed, fmt::format("\"{}\" is no role; client, server or both", cells[3]));
  if (!keyword)
    return fail(Errc::malformed,
                fmt::format("\"{}\" is no keyword; MUST, MUST NOT, SHOULD, SHOULD NOT or MAY", cells[4]));
  if (!is_observable(cells[5]))
    return fail(
        Errc::malformed,
        fmt::format("\"{}\" says not where to look; wire, reference, \"no: REASON\" or \"due: REASON\"",
                    cells[5]));
  return Requirement{.id = std::string(cells[0]),
                     .source = std::string(cells[1]),
                     .grade = *grade,
                     .role = std::string(cells[3]),
                     .keyword = *keyword,
                     .observable = std::string(cells[5]),
                     .text = std::string(cells[6])};
}

}   // namespace

std::string_view to_string(Keyword keyword) {
  switch (keyword) {
    case Keyword::must: return "MUST";
    case Keyword::must_not: return "MUST NOT";
    case Keyword::should: return "SHOULD";
    case Keyword::should_not: return "SHOULD NOT";
    case Keyword::may: return "MAY";
  }
  return "MAY";
}

std::optional<Keyword> parse_keyword(std::string_view text) {
  for (const Keyword keyword :
       {Keyword::must, Keyword::must_not, Keyword::should, Keyword::should_not, Keyword::may})
    if (to_string(keyword) == text) return keyword;
  return std::nullopt;
}

Result<void> RequirementTable::add(std::string_view tsv, std::string_view file_name) {
  return read_tsv({kColumns, kTableBytesMax}, file_name, tsv, [this](const TsvCells& cells) -> Result<void> {
    auto row = parse_row(cells);
    if (!row) return tl::unexpected(row.error());
    const std::string id = row->id;
    if (rows_.emplace(id, std::move(*row)).second) return {};
    return fail(Errc::conflict, fmt::format("{} stands in the tables twice", id));
  });
}

const Requirement* RequirementTable::find(std::string_view id) const {
  const auto found = rows_.find(id);
  return found == rows_.end() ? nullptr : &found->second;
}

Verdict verdict_of_violation(xccos::Grade grade, Keyword keyword) {
  if (!xccos::may_fail(grade)) return Verdict::info;
  switch (keyword) {
    case Keyword::must:
    case Keyword::must_not: return Verdict::fail;
    case Keyword::should:
    case Keyword::should_not: return Verdict::warn;
    case Keyword::may: return Verdict::info;
  }
  return Verdict::info;
}

}   // namespace parley::reports
