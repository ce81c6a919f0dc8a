// Searches that look at sixteen bytes at a time, with the vectors that both compilers have. Not for other
// folders.
//
// What is searched for is a function of a Bytes16 or an unsigned char that answers by comparisons alone,
// joined by "|".
#pragma once

#include <bit>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace parley::sip {

using Bytes16 = unsigned char __attribute__((vector_size(16)));

// A bit for each of these sixteen bytes that `is_wanted` takes, the first one's lowest.
template <class IsWanted>
inline unsigned hits16(const char* bytes, IsWanted is_wanted) {
  Bytes16 lanes;
  std::memcpy(&lanes, bytes, sizeof lanes);
  const auto taken = is_wanted(lanes);
#if defined(__SSE2__)
  using Chars16 = char __attribute__((vector_size(16)));
  return static_cast<unsigned>(__builtin_ia32_pmovmskb128(std::bit_cast<Chars16>(taken)));
#else
  unsigned bits = 0;
  for (unsigned i = 0; i < 16; ++i) bits |= taken[i] ? 1u << i : 0u;
  return bits;
#endif
}

// The first character at or after `from` that `is_wanted` takes; the size of the text when there is none.
template <class IsWanted>
inline std::size_t scan(std::string_view text, std::size_t from, IsWanted is_wanted) {
  std::size_t at = from;
  for (; at + 16 <= text.size(); at += 16)
    if (const unsigned bits = hits16(text.data() + at, is_wanted); bits != 0)
      return at + static_cast<std::size_t>(std::countr_zero(bits));
  for (; at < text.size(); ++at)
    if (is_wanted(static_cast<unsigned char>(text[at]))) return at;
  return text.size();
}

// Whether it takes any character at all.
template <class IsWanted>
inline bool holds(std::string_view text, IsWanted is_wanted) {
  if (text.size() < 16) return scan(text, 0, is_wanted) < text.size();
  for (std::size_t at = 0; at + 16 <= text.size(); at += 16)
    if (hits16(text.data() + at, is_wanted) != 0) return true;
  return hits16(text.data() + text.size() - 16, is_wanted) != 0;   // Some of them for the second time.
}

}   // namespace parley::sip
