// The report for people: one self-contained HTML page.
//
// It needs no script and no network, works on a phone, in the dark, on paper and by keyboard, and is also
// well-formed XML. The same record gives the same bytes. Whatever a peer sent is escaped; bytes that are no
// text show as \xHH.
#pragma once

#include <string>

#include "reports/run_record.h"

namespace parley::reports {

std::string to_html(const RunRecord& run);

}   // namespace parley::reports
