// The sentences that explain verdicts, grades and exit codes, the same in every report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/xccos/grade.h"
#include "reports/verdict.h"

namespace parley::reports {

std::string_view meaning_of(Verdict verdict);
std::string_view meaning_of(xccos::Grade grade);
std::string_view meaning_of(ExitCode code);
// What a whole run came to: the meaning of its exit code, which a warning does not change.
std::string_view outcome_of(Verdict worst_of_run);
std::string_view sign_of(Verdict verdict);   // One character beside the colour, for who sees no colour.

// "1.250 s": seconds with `decimals` digits after the point, rounded towards zero.
std::string seconds(std::int64_t ns, int decimals);
int decimals_for(std::int64_t ns);   // 3, or 6 where 3 would hide something.

// "1 case", "2 cases".
std::string count_of(std::size_t count, std::string_view noun);

}   // namespace parley::reports
