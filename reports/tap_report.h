// The report for shell pipelines: TAP version 14, one line per case, with the reason of anything but a pass.
//
// "not ok" is FAIL, INCONC and ERROR, so nothing unexercised is green; NA and NOTRUN are skipped.
#pragma once

#include <string>

#include "reports/run_record.h"

namespace parley::reports {

std::string to_tap(const RunRecord& run);

}   // namespace parley::reports
