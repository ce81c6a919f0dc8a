#include "protocol/client/nonce_counts.h"

#include <algorithm>

namespace parley::client {
namespace {

// Each is for a request that is under way, or is what the server challenges all with; more is a flood.
constexpr std::size_t kNoncesMax = 32;

}   // namespace

std::uint32_t NonceCounts::next(std::string_view nonce) {
  auto found =
      std::find_if(counts_.begin(), counts_.end(), [&](const auto& one) { return one.first == nonce; });
  std::pair<std::string, std::uint32_t> entry(nonce, 0);
  if (found != counts_.end()) {
    entry = std::move(*found);
    counts_.erase(found);
  } else if (counts_.size() == kNoncesMax) {
    counts_.pop_front();
  }
  counts_.push_back(std::move(entry));
  return ++counts_.back().second;
}

}   // namespace parley::client
