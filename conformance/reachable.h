// Is there anybody at all? Asked before a run, so that a dead port is "unreachable" and not a list of
// failures.
#pragma once

#include <string>

#include "protocol/base/result.h"
#include "transport/config.h"

namespace parley::conformance {

// Opens one connection and closes it. The error says why it could not be opened.
Result<void> check_reachable(const std::string& url, const transport::TlsTrust& trust = {});

}   // namespace parley::conformance
