// One line per complaint, in the form that editors jump to.
#include "simulator/ladder/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>

namespace parley::sim::ladder {

Position behind(Position start, std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == '\n') start = {start.line + 1, 1};
    else if ((byte & 0xc0u) != 0x80u) ++start.column;
  }
  return start;
}

std::string to_string(Position position) { return fmt::format("{}:{}", position.line, position.column); }

std::string one_line(std::string message) {
  std::replace_if(
      message.begin(), message.end(), [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; }, ' ');
  return message;
}

std::string Diagnostic::to_string() const {
  return fmt::format("{}:{}: {}", file, ladder::to_string(position), message);
}

}   // namespace parley::sim::ladder
