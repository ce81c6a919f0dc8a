#include "protocol/base/utf8.h"

#include <array>

#include "protocol/base/find_byte.h"

namespace parley {
namespace {

// Not a character of ASCII that anything may hold.
struct Unusual {
  template <class C>
  static constexpr auto is(C c) {
    return c < ' ';
  }
};

// By the length of the sequence: the first code that needs it (RFC 3629, 3).
constexpr std::array<std::uint32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};

bool is_surrogate(std::uint32_t code) { return code >= 0xd800 && code <= 0xdfff; }

Utf8Character head_of(unsigned char first) {
  if (first < 0x80) return {first, 1};
  if ((first & 0xe0) == 0xc0) return {first & 0x1fu, 2};
  if ((first & 0xf0) == 0xe0) return {first & 0x0fu, 3};
  if ((first & 0xf8) == 0xf0) return {first & 0x07u, 4};
  return {};
}

}   // namespace

Utf8Character first_utf8_character(std::string_view text) {
  if (text.empty()) return {};
  Utf8Character character = head_of(static_cast<unsigned char>(text[0]));
  if (character.length > text.size()) return {};
  for (std::size_t i = 1; i < character.length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0) != 0x80) return {};
    character.code = character.code << 6 | (next & 0x3fu);
  }
  const std::uint32_t code = character.code;
  if (code < kSmallest[character.length] || code > 0x10ffff || is_surrogate(code)) return {};
  return character;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto push = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return push(code);
  if (code >= 0x10000) push(0xf0 | code >> 18), push(0x80 | (code >> 12 & 0x3f));
  else if (code >= 0x800) push(0xe0 | code >> 12);
  if (code >= 0x800) push(0x80 | (code >> 6 & 0x3f));
  else push(0xc0 | code >> 6);
  push(0x80 | (code & 0x3f));
}

bool is_xml_character(std::uint32_t code) {
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

std::size_t xml_character_length(std::string_view text) {
  const Utf8Character character = first_utf8_character(text);
  return character.length > 0 && is_xml_character(character.code) ? character.length : 0;
}

bool is_xml_text(std::string_view text) {
  const char* const end = text.data() + text.size();
  const char* at = text.data();
  while ((at = find_byte<Unusual>(at, end)) != end) {
    const std::size_t length = xml_character_length({at, static_cast<std::size_t>(end - at)});
    if (length == 0) return false;
    at += length;
  }
  return true;
}

}   // namespace parley
