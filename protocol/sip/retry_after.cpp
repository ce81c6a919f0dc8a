// See retry_after.h.
#include "protocol/sip/retry_after.h"

#include <algorithm>

#include "protocol/base/text.h"

namespace parley::sip {

std::optional<std::chrono::seconds> retry_after(const Message& response) {
  const std::string_view value = trim(response.headers.get("Retry-After"));
  const std::size_t end = std::min(value.find_first_not_of("0123456789"), value.size());
  const bool ends_there = end == value.size() || std::string_view(" \t;(").find(value[end]) != value.npos;
  if (end == 0 || !ends_there) return std::nullopt;
  const auto seconds = parse_uint32(value.substr(0, end));
  return std::min(std::chrono::seconds{seconds.value_or(0xffffffff)}, kRetryAfterMax);
}

}   // namespace parley::sip
