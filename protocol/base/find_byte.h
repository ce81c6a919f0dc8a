// The first byte of a run that is special, looked for sixteen at a time.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace parley {

// Sixteen bytes as clang and g++ compare them at once. One above 0x7f is negative.
using ByteBlock [[gnu::vector_size(16)]] = signed char;

// What is special is said by a type with `template <class C> static constexpr auto is(C c)`, of one signed
// char or of a ByteBlock: comparisons joined by |, which is what both understand.
template <class Special>
inline constexpr std::array<bool, 256> kSpecialBytes = [] {
  std::array<bool, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = Special::is(static_cast<signed char>(i));
  return table;
}();

// How many bytes stand before the first special one of the block: 16 when none is.
template <class Special>
std::ptrdiff_t plain_bytes_of(const ByteBlock& block) {
  static_assert(std::endian::native == std::endian::little);   // The first byte is the lowest of a half.
  const auto special = Special::is(block);                     // All bits of a byte, or none.
  std::array<std::uint64_t, 2> half;
  std::memcpy(half.data(), &special, sizeof half);
  if (half[0] != 0) return std::countr_zero(half[0]) / 8;
  return half[1] != 0 ? 8 + std::countr_zero(half[1]) / 8 : 16;
}

// `end` when there is none.
template <class Special>
const char* find_byte(const char* at, const char* end) {
  for (; end - at >= 16; at += 16) {
    ByteBlock block;
    std::memcpy(&block, at, sizeof block);
    if (const auto plain = plain_bytes_of<Special>(block); plain < 16) return at + plain;
  }
  while (at != end && !kSpecialBytes<Special>[static_cast<unsigned char>(*at)]) ++at;
  return at;
}

// The same, and what stands before it is copied to `out`, where there is room for all that is left.
template <class Special>
const char* copy_to_byte(const char* at, const char* end, char*& out) {
  while (end - at >= 16) {
    ByteBlock block;
    std::memcpy(&block, at, sizeof block);
    std::memcpy(out, &block, sizeof block);   // What is special in it is written over.
    const auto plain = plain_bytes_of<Special>(block);
    at += plain;
    out += plain;
    if (plain < 16) return at;
  }
  while (at != end && !kSpecialBytes<Special>[static_cast<unsigned char>(*at)]) *out++ = *at++;
  return at;
}

}   // namespace parley
