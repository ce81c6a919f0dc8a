// The catalogue of deviations: what each switch of protocol/base/deviations.h breaks, as rows of
// conformance/deviations.tsv. The ids in the code and those in the catalogue are the same; a test compares.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace parley::conformance {

// What a deviation is good for. A mutant breaks a rule, and a check of ours must notice. A stimulus puts the
// peer to a test that a good one passes.
enum class Use : std::uint8_t { mutant, stimulus, both };
std::string_view to_string(Use use);
std::optional<Use> parse_use(std::string_view text);

struct Deviation {
  std::string id;     // "server-drops-copy"; its first word tells who deviates.
  std::string role;   // "client", "server".
  Use use = Use::mutant;
  std::string
      requirement;        // The one rule that it breaks; of a mere stimulus the one that the peer must keep.
  std::string scenario;   // Id of a story in which that is noticed; empty: no story shows it yet.
  // What else is red in that story, because it cannot hold where the rule is broken; "-" stands for lines
  // without a requirement.
  std::set<std::string> beside;
  std::string what;   // What is done wrong, in own words.

  bool is_mutant() const { return use != Use::stimulus; }
};

class DeviationTable {
 public:
  // Tab-separated, the first line that is no comment names the columns id role use requirement scenario
  // beside what; '#' starts a comment line, "-" is an empty scenario, and beside is "none" or ids with
  // commas. An error names the line.
  Result<void> add(std::string_view tsv, std::string_view file_name);
  const Deviation* find(std::string_view id) const;
  const std::map<std::string, Deviation, std::less<>>& rows() const { return rows_; }

 private:
  std::map<std::string, Deviation, std::less<>> rows_;
};

// conformance/deviations.tsv, inside the program.
std::string_view deviations_text();
const DeviationTable& deviation_table();

}   // namespace parley::conformance
