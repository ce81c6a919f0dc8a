// Decides character by character what may stay as it is.
#include "reports/printable.h"

#include <fmt/format.h>

#include "protocol/base/utf8.h"

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
  const Utf8Character character = first_utf8_character(text);
  if (character.length == 0) return {1, static_cast<unsigned char>(text[0]), false};
  return {character.length, character.code, true};
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
