// The requirement tables of conformance/requirements/, inside the program.
#pragma once

#include "reports/requirement.h"

namespace parley::conformance {

// All of them; a test reads the same files, so they are known to be right.
const reports::RequirementTable& requirement_table();

}   // namespace parley::conformance
