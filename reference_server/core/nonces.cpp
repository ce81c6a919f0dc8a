#include "reference_server/core/nonces.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "protocol/base/hash.h"

namespace parley::server {
namespace {

constexpr std::size_t kDigits = 32;   // 128 bits of the hash.

}   // namespace

std::string NonceSource::next() {
  return hash_hex(HashKind::sha256, fmt::format("{}:{}", key_, ++given_)).substr(0, kDigits);
}

std::string Nonces::issue(NonceSource& source, Instant now, const Limits& limits) {
  while (!issued_.empty() && (issued_.front().expires <= now || issued_.size() >= limits.kept_max))
    issued_.pop_front();
  issued_.push_back({source.next(), now + limits.lifetime, 0});
  return issued_.back().nonce;
}

Nonces::Use Nonces::use(std::string_view nonce, std::uint32_t count, Instant now) {
  const auto found =
      std::find_if(issued_.begin(), issued_.end(), [&](const Issued& one) { return one.nonce == nonce; });
  if (found == issued_.end() || found->expires <= now) return Use::unknown;
  constexpr auto kSpent = std::numeric_limits<std::uint64_t>::max();
  const bool fresh = count == 0 ? found->used_up_to == 0 : count > found->used_up_to;
  if (!fresh) return Use::again;
  found->used_up_to = count == 0 ? kSpent : count;
  return Use::fresh;
}

}   // namespace parley::server
