// One case as a part of the HTML page: what did not hold, the ladder, the checks, the messages, the notes.
#pragma once

#include <cstddef>
#include <string>

#include "reports/run_record.h"

namespace parley::reports {

// Folded when it passed, open otherwise. `index` is that of the case in `run`.
std::string case_section(const RunRecord& run, std::size_t index);

}   // namespace parley::reports
