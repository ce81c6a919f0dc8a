// A seeded generator whose outputs are part of our own contract: same seed, same bytes, on every
// compiler. The standard engines are portable but the standard distributions are not, so the few
// shapes we need are here, in integers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parley {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  // SplitMix64 (Steele, Lea, Flood 2014).
  std::uint64_t next();

  // Uniform in [0, bound); 0 when bound is 0.
  std::uint64_t below(std::uint64_t bound);
  // Uniform in [low, high], both ends included; low when high < low.
  std::int64_t between(std::int64_t low, std::int64_t high);
  // True in numerator of denominator cases; denominator 0 counts as 1.
  bool chance(std::uint64_t numerator, std::uint64_t denominator);
  // `digits` lower-case hexadecimal digits.
  std::string hex(std::size_t digits);
  // A lower-case GUID without braces, version 4 bits set.
  std::string guid();

  // An independent stream for one actor. It depends on this generator's seed and on the name only, not
  // on how many numbers were drawn before, so a new actor never shifts the draws of another.
  Random fork(std::string_view name) const;

 private:
  explicit Random(std::uint64_t seed, std::uint64_t origin) : state_(seed), origin_(origin) {}

  std::uint64_t state_;
  std::uint64_t origin_ = state_;   // What fork() derives from.
};

}   // namespace parley
