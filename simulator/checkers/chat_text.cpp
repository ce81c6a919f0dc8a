// See chat_text.h.
#include "simulator/checkers/chat_text.h"

#include "reports/printable.h"

namespace parley::sim {
namespace {

constexpr std::size_t kShownMax = 60;

}   // namespace

std::string plain_lines(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') plain.push_back(text[i]);
    else if (i + 1 == text.size() || text[i + 1] != '\n') plain.push_back('\n');
  }
  return plain;
}

std::string shown(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && length < kShownMax)
    length += reports::first_character(text.substr(length)).length;
  return "'" + reports::printable(text.substr(0, length)) + (length < text.size() ? "...'" : "'");
}

}   // namespace parley::sim
