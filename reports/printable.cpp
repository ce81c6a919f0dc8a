// Decides character by character what may stay as it is.
#include "reports/printable.h"

#include <fmt/format.h>

#include <array>

namespace parley::reports {
namespace {

// Zero-width and direction-changing characters, line separators, and what XML 1.0 has no place for. In a
// report they would let a peer's text look like something else.
bool is_deceptive(char32_t code) {
  return (code >= 0x80 && code <= 0x9f) || (code >= 0x200b && code <= 0x200f) ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) || code == 0xfeff ||
         code == 0xfffe || code == 0xffff;
}

bool is_control(char32_t code) { return (code < 0x20 && code != '\t' && code != '\n') || code == 0x7f; }

}   // namespace

Character first_character(std::string_view text) {
  static constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  const auto first = static_cast<unsigned char>(text[0]);
  const Character wrong{1, first, false};
  if (first < 0x80) return {1, first, true};
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return wrong;
  char32_t code = first & (0x7fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0u) != 0x80u) return wrong;
    code = code << 6 | (next & 0x3fu);
  }
  if (code < kSmallest[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return wrong;
  return {length, code, true};
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const Character next = first_character(text);
    if (!next.valid) return false;
    text.remove_prefix(next.length);
  }
  return true;
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character next = first_character(text);
    if (next.valid) out += text.substr(0, next.length);
    else out += fmt::format("\\x{:02X}", static_cast<unsigned>(next.code));
    text.remove_prefix(next.length);
  }
  return out;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character next = first_character(text);
    const auto code = static_cast<unsigned>(next.code);
    if (text.starts_with("\r\n")) {
      text.remove_prefix(1);
      continue;
    }
    if (!next.valid || is_control(next.code)) out += fmt::format("\\x{:02X}", code);
    else if (is_deceptive(next.code)) out += fmt::format("\\u{{{:04X}}}", code);
    else out += text.substr(0, next.length);
    text.remove_prefix(next.length);
  }
  return out;
}

std::string printable_line(std::string_view text) {
  std::string line;
  for (const char c : printable(text)) {
    if (c == '\t' || c == '\n') line += fmt::format("\\x{:02X}", static_cast<unsigned>(c));
    else line += c;
  }
  return line;
}

std::string escape_markup(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

}   // namespace parley::reports
