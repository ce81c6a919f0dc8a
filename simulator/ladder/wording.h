// How arrows, times and messages are put into the sentences of a report.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/time.h"
#include "simulator/ladder/scenario.h"
#include "simulator/ladder/substitute.h"
#include "simulator/observation.h"

namespace parley::sim::ladder {

// "32s", "1.5s", "300ms"; at most three digits behind the point.
std::string to_words(Duration length);

// "pool answers q1 with 200 or 503", "pool sends INFO to alice in d, a reply to q1, with <rpl .../>". Names
// that stand for a value are told as that value: a person compares it with what came.
std::string to_words(const Arrow& arrow, const Variables& variables);
std::string to_words(const Check& check, const Variables& variables);

// "message 12 (INFO from pool to alice at 3.2s)".
std::string to_words(const Observation& observation);

// Why a line that uses this name cannot be judged: what would have given it was not seen.
std::string stands_for_nothing(std::string_view name);

// Why a story cannot go on after this refusal of that request.
std::string refused_for_good(const Observation& request, const Observation& refusal);

// At most this much of a piece of XML or an expression is repeated.
inline constexpr std::size_t kRepeatedTextMax = 200;

}   // namespace parley::sim::ladder
