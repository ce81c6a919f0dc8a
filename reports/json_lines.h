// One JSON object a line for each case: what simulate, conform and report tell a script.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "reports/run_record.h"

namespace parley::reports {

// What did not simply hold; of what holds by no certain rule, too, which turns no case red.
bool is_worth_telling(const CheckRecord& check);

// Where a case came from: what does it again.
struct Origin {
  std::uint64_t seed = 0;
  std::string_view command;
};

// Nothing in it but what a person is told. Ends with LF.
std::string to_json_line(const CaseRecord& one, const Origin& origin);
std::string to_json_lines(const RunRecord& run);

}   // namespace parley::reports
