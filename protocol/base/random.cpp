#include "protocol/base/random.h"

#include "protocol/base/fingerprint.h"

namespace parley {
namespace {

std::uint64_t scramble(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

}   // namespace

std::uint64_t Random::next() { return scramble(state_ += 0x9e3779b97f4a7c15ULL); }

std::uint64_t Random::below(std::uint64_t bound) {
  if (bound == 0) return 0;
  // Numbers past the last whole multiple of the bound are drawn again, so that no value is favoured.
  const std::uint64_t unfair_from = UINT64_MAX - UINT64_MAX % bound;
  std::uint64_t drawn = next();
  while (drawn >= unfair_from) drawn = next();
  return drawn % bound;
}

std::int64_t Random::between(std::int64_t low, std::int64_t high) {
  if (high <= low) return low;
  const auto span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  if (span == UINT64_MAX) return static_cast<std::int64_t>(next());
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + below(span + 1));
}

bool Random::chance(std::uint64_t numerator, std::uint64_t denominator) {
  return below(denominator) < numerator;
}

std::string Random::hex(std::size_t digits) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(digits);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (i % 16 == 0) bits = next();
    text.push_back(kDigits[bits & 15]);
    bits >>= 4;
  }
  return text;
}

std::string Random::guid() {
  std::string text = hex(36);
  for (const std::size_t dash : {8u, 13u, 18u, 23u}) text[dash] = '-';
  text[14] = '4';
  static constexpr char kVariant[] = "89ab";
  text[19] = kVariant[below(4)];
  return text;
}

Random Random::fork(std::string_view name) const {
  Fingerprint mixed;
  mixed.add(origin_);
  mixed.add(name);
  return Random{scramble(mixed.value())};
}

}   // namespace parley
