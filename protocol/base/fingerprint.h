// A running 64-bit FNV-1a hash of everything that happened in a run. Two runs of one seed have the same
// one, on any compiler; it is no cryptographic hash and guards against accidents only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parley {

class Fingerprint {
 public:
  void add(std::string_view bytes);   // The length goes in too, so "ab","c" differs from "a","bc".
  void add(std::uint64_t number);
  std::uint64_t value() const { return hash_; }
  std::string hex() const;   // 16 lower-case digits.

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

}   // namespace parley
