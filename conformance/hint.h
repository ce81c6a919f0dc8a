// What an operator should look at when a server lets nobody in: said once, since every case ends alike.
#pragma once

#include <string>
#include <string_view>

#include "reports/run_record.h"

namespace parley::conformance {

// A sentence when the server accepted nothing of our clients: it refused, did no more than challenge, or
// answered nothing at all. Empty otherwise, and of a case that is PASS or better or was not played. What is
// said rests on the record alone and is no verdict.
std::string hint_about(const reports::CaseRecord& played, std::string_view domain);

}   // namespace parley::conformance
