#include "protocol/client/retry_policy.h"

#include <algorithm>
#include <chrono>

#include "protocol/base/text.h"

namespace parley::client {

Duration backoff(const RetryPolicy& policy, std::uint32_t failures, Random& random) {
  Duration whole = policy.base;
  for (std::uint32_t i = 1; i < failures && whole < policy.cap; ++i) whole *= 2;
  whole = std::min(whole, policy.cap);
  return Duration{random.between(whole.count() / 2, whole.count())};
}

std::optional<Duration> retry_after(const sip::Message& response) {
  const std::string_view value = trim(response.headers.get("Retry-After"));
  const std::size_t digits = std::min(value.find_first_not_of("0123456789"), value.size());
  const auto seconds = parse_uint32(value.substr(0, digits));
  if (!seconds) return {};
  return std::chrono::seconds{*seconds};
}

}   // namespace parley::client
