// The only file that is compiled anew when the version changes.
#include "conformance/build.h"

#if !defined(PARLEY_VERSION) || !defined(PARLEY_BUILD)
#error "the build defines PARLEY_VERSION and PARLEY_BUILD"
#endif

namespace parley::conformance {

std::string_view version() { return PARLEY_VERSION; }
std::string_view build() { return PARLEY_BUILD; }

}   // namespace parley::conformance
