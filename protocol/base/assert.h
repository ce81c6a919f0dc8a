// Broken promises between our own functions end the program, in every build type.
#pragma once

#include <source_location>

namespace parley {

[[noreturn]] void assertion_failed(const char* claim, std::source_location where);

}   // namespace parley

#define PARLEY_ASSERT(claim) \
  ((claim) ? void(0) : ::parley::assertion_failed(#claim, std::source_location::current()))
