// A checker that cannot take the run with it: what it throws is ERROR of its case (decision 0003).
#pragma once

#include "simulator/checkers/checker.h"

namespace parley::sim {

// `checker` until it throws; from then on it is asked nothing more, and its only record is ERROR with what it
// said.
std::unique_ptr<Checker> guarded(std::unique_ptr<Checker> checker);

}   // namespace parley::sim
