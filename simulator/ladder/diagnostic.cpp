// One line per complaint, in the form that editors jump to.
#include "simulator/ladder/diagnostic.h"

#include <fmt/format.h>

namespace parley::sim::ladder {

std::string to_string(Position position) { return fmt::format("{}:{}", position.line, position.column); }

std::string Diagnostic::to_string() const {
  return fmt::format("{}:{}: {}", file, ladder::to_string(position), message);
}

}   // namespace parley::sim::ladder
