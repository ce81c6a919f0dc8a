// See chat_text.h.
#include "simulator/checkers/chat_text.h"

#include "reports/printable.h"

namespace parley::sim {
namespace {

constexpr std::size_t kShownMax = 60;

}   // namespace

std::string shown(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && length < kShownMax)
    length += reports::first_character(text.substr(length)).length;
  return "'" + reports::printable(text.substr(0, length)) + (length < text.size() ? "...'" : "'");
}

}   // namespace parley::sim
