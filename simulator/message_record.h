// What a report shows of one observation.
#pragma once

#include <string>

#include "reports/run_record.h"
#include "simulator/observation.h"

namespace parley::sim {

// Longer messages are shortened in a record: a report is read by people, and the largest document of a
// story (a join reply of a room of 16,000) would alone be several times this.
inline constexpr std::size_t kRecordBytesMax = 64 * 1024;

// "INFO cmd:join", "200 INFO", "SUBSCRIBE vnd-microsoft-provisioning-v2", "INFO rpl:join rpl:bccontext".
std::string label_of(const Observation& seen);

// Credentials are masked (protocol/sip/secrets.h): a record is passed around.
reports::MessageRecord record_of(const Observation& seen);

}   // namespace parley::sim
