// Small pieces of the HTML page that several of its parts need.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "reports/run_record.h"

namespace parley::reports {

std::string css_class(Verdict verdict);                // "fail"
std::string badge(Verdict verdict);                    // Sign and word, coloured, explained when pointed at.
std::string case_anchor(std::size_t index);            // "case-3": counted from 1 in the order of the run.
std::string requirement_anchor(std::string_view id);   // "req-FLOW-ACK-1"
std::string requirement_link(std::string_view id);     // "untagged" for an empty id.
int time_decimals(const CaseRecord& one);   // What the times of the case need (wording.h, seconds).
std::string_view page_style();              // page/page.css, compiled in.

}   // namespace parley::reports
