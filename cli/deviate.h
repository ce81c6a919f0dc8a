// --deviate ID, checked against the catalogue: a misspelt id must not become a run without the deviation.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/deviations.h"
#include "protocol/base/result.h"

namespace parley::cli {

// `role` is who can deviate here, "server" or "client"; empty: either. The error names the id.
Result<Deviations> read_deviations(const std::vector<std::string>& ids, std::string_view role);

}   // namespace parley::cli
