#include "protocol/base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace parley {

void assertion_failed(const char* claim, std::source_location where) {
  std::fprintf(stderr, "parley: broken promise: %s\n  at %s:%u in %s\n", claim, where.file_name(),
               static_cast<unsigned>(where.line()), where.function_name());
  std::abort();
}

}   // namespace parley
