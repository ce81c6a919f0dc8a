#include <cstdio>

#include "cli/verbs.h"

namespace parley::cli {

reports::ExitCode complain(reports::ExitCode code, std::string_view sentence) {
  std::fprintf(stderr, "parley: %.*s\n", static_cast<int>(sentence.size()), sentence.data());
  return code;
}

}   // namespace parley::cli
