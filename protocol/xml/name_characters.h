// What XML 1.0 (5th edition) calls a name.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace parley::xml {

// What may stand in a name: of ASCII, and without the colon.
inline constexpr std::array<bool, 256> kPlainInName = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 'a'; c <= 'z'; ++c) table[c] = table[c - 'a' + 'A'] = true;
  for (std::size_t c = '0'; c <= '9'; ++c) table[c] = true;
  table['_'] = table['-'] = table['.'] = true;
  return table;
}();

// Past the part of a name that begins with a letter of ASCII and has no colon, which is the whole of nearly
// all names.
inline const char* end_of_plain_name(const char* at, const char* end) {
  if (at == end || !kPlainInName[static_cast<unsigned char>(*at)] || *at < 'A') return at;
  while (at != end && kPlainInName[static_cast<unsigned char>(*at)]) ++at;
  return at;
}

// The length in bytes of the name that `text` begins with (2.3, Name; a colon counts as a letter); 0 when it
// begins with none. `colon` is where its first colon is, or npos.
std::size_t name_length(std::string_view text, std::size_t& colon);

// Whether a name may begin so behind a prefix (Namespaces in XML 1.0, 4, NCName).
bool begins_local_name(std::string_view text);

}   // namespace parley::xml
