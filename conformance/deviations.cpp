// Reads the catalogue. It is compiled in, so an error in it is one of ours; the tests read the file itself.
#include "conformance/deviations.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "protocol/base/assert.h"
#include "protocol/base/tsv.h"

namespace parley::conformance {
namespace {

constexpr std::array<std::string_view, 7> kColumns = {"id",       "role",   "use", "requirement",
                                                      "scenario", "beside", "what"};
// The catalogue has some 80 rows of 200 bytes.
constexpr std::size_t kTableBytesMax = 1024 * 1024;

bool is_id(std::string_view text) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !text.empty() && text.back() != '-' && std::all_of(text.begin(), text.end(), allowed);
}

// "none", or ids with a comma between two.
std::set<std::string> parse_beside(std::string_view text) {
  std::set<std::string> ids;
  while (!text.empty() && text != "none") {
    const std::size_t comma = std::min(text.find(','), text.size());
    ids.emplace(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return ids;
}

Result<Deviation> parse_row(const TsvCells& cells) {
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
                   .beside = parse_beside(cells[5]),
                   .what = std::string(cells[6])};
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
  return read_tsv({kColumns, kTableBytesMax}, file_name, tsv, [this](const TsvCells& cells) -> Result<void> {
    auto row = parse_row(cells);
    if (!row) return tl::unexpected(row.error());
    const std::string id = row->id;
    if (rows_.emplace(id, std::move(*row)).second) return {};
    return fail(Errc::conflict, fmt::format("{} stands in the catalogue twice", id));
  });
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
