#include "protocol/base/fingerprint.h"

#include <fmt/format.h>

namespace parley {
namespace {

constexpr std::uint64_t kPrime = 0x100000001b3ULL;

}   // namespace

void Fingerprint::add(std::string_view bytes) {
  for (const char c : bytes) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * kPrime;
  add(static_cast<std::uint64_t>(bytes.size()));
}

void Fingerprint::add(std::uint64_t number) {
  for (int byte = 0; byte < 8; ++byte, number >>= 8) hash_ = (hash_ ^ (number & 0xff)) * kPrime;
}

std::string Fingerprint::hex() const { return fmt::format("{:016x}", hash_); }

}   // namespace parley
