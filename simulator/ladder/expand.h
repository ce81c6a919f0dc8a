// What is done to a syntax tree before it is judged: repeats are unrolled, so that everything behind this
// point sees a plain sequence.
#pragma once

#include <cstddef>
#include <vector>

#include "simulator/ladder/scenario.h"

namespace parley::sim::ladder {

// How many steps this one becomes; capped well above kExpandedStepsMax, so it cannot overflow.
std::size_t expanded_size(const Step& step);

// The steps without Repeat; inside one, ${i} is replaced by the number of the round in every text, names
// included. Inner repeats have their own ${i}. Positions stay those of the file.
std::vector<Step> expand(const std::vector<Step>& steps);

}   // namespace parley::sim::ladder
