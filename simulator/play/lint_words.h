// What only the actors of a story understand: the language takes instructions, options and faults as they
// are, and a misspelt one would end as a failure of somebody who did nothing wrong.
#pragma once

#include <vector>

#include "simulator/ladder/diagnostic.h"
#include "simulator/ladder/scenario.h"

namespace parley::sim {

// Every `do` line that is no instruction of a client (protocol/client/instruction.h), every option that the
// actor does not have or whose value cannot be read (options.h), those given twice that do not add up, and
// every fault that cannot be made anywhere (fault_words.h). In file order. Names of rooms are left to the
// pool that the story is played with.
std::vector<ladder::Diagnostic> lint_words(const ladder::Scenario& scenario);

}   // namespace parley::sim
