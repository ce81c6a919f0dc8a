// What an operator should look at when a server lets nobody in: said once, since every case ends alike.
#pragma once

#include <string>
#include <string_view>

#include "reports/run_record.h"

namespace parley::conformance {

// A sentence when a client of ours was refused before anything of the server was accepted, or was answered
// nothing at all; empty otherwise. What is said rests on the record alone and is no verdict.
std::string hint_about(const reports::CaseRecord& played, std::string_view domain);

}   // namespace parley::conformance
