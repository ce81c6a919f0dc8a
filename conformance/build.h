// What this program says of itself. No verdict and no fingerprint depends on it.
#pragma once

#include <string_view>

namespace parley::conformance {

std::string_view version();   // "0.1.0"
std::string_view build();     // "Clang 19.1.7, RelWithDebInfo"; sanitizers, too.

}   // namespace parley::conformance
