// What a record of a run over real sockets does not tell: the address that was given for the server, and the
// one that this machine has towards it. The record of the same story is the same wherever it was played.
#pragma once

#include <string_view>

#include "reports/run_record.h"

namespace parley::sim {

// Stands where the address of the server stood.
inline constexpr const char* kTargetWord = "TARGET";
// Stands where a server tells a client the address that it saw (RFC 3581, 4: received and rport of a Via).
inline constexpr const char* kClientWord = "CLIENT";

// Replaces, in every text of the record, HOST:PORT of `url` ("tcp://HOST:PORT"), and HOST alone unless it is
// the domain of the pool or names no machine in particular (loopback). Everything else that a peer wrote
// stays as it wrote it.
void conceal_addresses(reports::CaseRecord& record, std::string_view url, std::string_view domain);

}   // namespace parley::sim
