// Reads the catalogue. It is compiled in, so an error in it is one of ours; the tests read the file itself.
#include "conformance/deviations.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "protocol/base/assert.h"
#include "protocol/base/text.h"

namespace parley::conformance {
namespace {

constexpr std::array<std::string_view, 6> kColumns = {"id", "role", "use", "requirement", "scenario", "what"};
// The catalogue has some 80 rows of 200 bytes.
constexpr std::size_t kTableBytesMax = 1024 * 1024;

bool is_id(std::string_view text) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !text.empty() && text.back() != '-' && std::all_of(text.begin(), text.end(), allowed);
}

Result<Deviation> parse_row(std::string_view line) {
  const auto cells = split(line, '\t');
  if (cells.size() != kColumns.size())
    return fail(Errc::malformed, fmt::format("{} columns instead of {}", cells.size(), kColumns.size()));
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (cells[i].empty() || trim(cells[i]) != cells[i])
      return fail(Errc::malformed,
                  fmt::format("column {} is empty or begins or ends with a blank", kColumns[i]));
  if (!is_id(cells[0])) return fail(Errc::malformed, fmt::format("\"{}\" is no deviation id", cells[0]));
  if (cells[1] != "client" && cells[1] != "server")
    return fail(Errc::malformed, fmt::format("\"{}\" is no role; client or server", cells[1]));
  const auto use = parse_use(cells[2]);
  if (!use) return fail(Errc::malformed, fmt::format("\"{}\" is no use; mutant, stimulus or both", cells[2]));
  return Deviation{.id = std::string(cells[0]),
                   .role = std::string(cells[1]),
                   .use = *use,
                   .requirement = std::string(cells[3]),
                   .scenario = cells[4] == "-" ? std::string() : std::string(cells[4]),
                   .what = std::string(cells[5])};
}

bool is_header(std::string_view line) {
  const auto cells = split(line, '\t');
  return std::equal(cells.begin(), cells.end(), kColumns.begin(), kColumns.end());
}

}   // namespace

std::string_view to_string(Use use) {
  switch (use) {
    case Use::mutant: return "mutant";
    case Use::stimulus: return "stimulus";
    case Use::both: return "both";
  }
  return "both";
}

std::optional<Use> parse_use(std::string_view text) {
  for (const Use use : {Use::mutant, Use::stimulus, Use::both})
    if (to_string(use) == text) return use;
  return std::nullopt;
}

Result<void> DeviationTable::add(std::string_view tsv, std::string_view file_name) {
  if (tsv.size() > kTableBytesMax)
    return fail(Errc::limit_exceeded, fmt::format("{}: larger than {} bytes", file_name, kTableBytesMax));
  std::size_t number = 0;
  bool header_seen = false;
  for (std::string_view line : split(tsv, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line[0] == '#') continue;
    const auto at = [&](std::string_view what) { return fmt::format("{}:{}: {}", file_name, number, what); };
    if (!header_seen) {
      header_seen = is_header(line);
      if (header_seen) continue;
      return fail(Errc::malformed,
                  at(fmt::format("the first line must name the columns {}", fmt::join(kColumns, " "))));
    }
    auto row = parse_row(line);
    if (!row) return fail(row.error().code, at(row.error().detail));
    const std::string id = row->id;
    if (!rows_.emplace(id, std::move(*row)).second)
      return fail(Errc::conflict, at(fmt::format("{} stands in the catalogue twice", id)));
  }
  if (!header_seen) return fail(Errc::malformed, fmt::format("{}: has no header line", file_name));
  return {};
}

const Deviation* DeviationTable::find(std::string_view id) const {
  const auto found = rows_.find(id);
  return found == rows_.end() ? nullptr : &found->second;
}

const DeviationTable& deviation_table() {
  static const DeviationTable kTable = [] {
    DeviationTable table;
    PARLEY_ASSERT(table.add(deviations_text(), "deviations.tsv"));
    return table;
  }();
  return kTable;
}

}   // namespace parley::conformance
