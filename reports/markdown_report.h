// The report for a merge request or a job summary: Markdown, short enough to be read there.
#pragma once

#include <string>

#include "reports/run_record.h"

namespace parley::reports {

// Verdict, counts, one line per case that is not a pass, and the command that does it again.
std::string to_markdown(const RunRecord& run);

}   // namespace parley::reports
