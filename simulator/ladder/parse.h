// Ladder text to syntax tree. The language is described, with an example of every line, in
// scenarios/README.md.
#pragma once

#include <cstddef>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "simulator/ladder/diagnostic.h"
#include "simulator/ladder/scenario.h"

namespace parley::sim::ladder {

// Limits of one file. Scenarios are written by people; what is larger is a mistake or an attack.
inline constexpr std::size_t kFileBytesMax = 1024 * 1024;
inline constexpr std::size_t kRepeatMax = 1000;            // More belongs into a load plan.
inline constexpr std::size_t kExpandedStepsMax = 20'000;   // After every repeat is unrolled.
inline constexpr std::size_t kNestingMax = 16;             // Of blocks; the parser recurses.
inline constexpr std::size_t kDiagnosticsMax = 50;         // Of one file; the rest would not be read.

// Reads one file. `file_name` is only repeated, in diagnostics and in Scenario::file. After an error the
// parser goes on with the next line, so one call reports several; they come in file order.
tl::expected<Scenario, std::vector<Diagnostic>> parse(std::string_view text, std::string_view file_name);

}   // namespace parley::sim::ladder
