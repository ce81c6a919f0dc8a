// The report for CI servers: JUnit XML, described by schema/junit.xsd.
//
// FAIL is a failure whose type is the requirement; INCONC and ERROR are errors, so neither is ever green; NA
// and NOTRUN are skipped, with the reason; WARN and INFO pass and stand in the output and the suite's
// properties. No time stamp and no host name: the same record gives the same bytes.
#pragma once

#include <string>

#include "reports/run_record.h"

namespace parley::reports {

// One suite per folder of case ids ("sign-in"), in the order of the run.
std::string to_junit(const RunRecord& run);

}   // namespace parley::reports
