#include "protocol/client/retry_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>

#include "protocol/base/text.h"

namespace parley::client {
namespace {

using std::chrono::seconds;

// Of "18000;duration=3600" or "120 (comment)"; empty when absent or unreadable. A number that does not fit is
// the largest that does.
std::optional<seconds> retry_after(const sip::Message& response) {
  const std::string_view value = trim(response.headers.get("Retry-After"));
  const std::string_view digits = value.substr(0, value.find_first_not_of("0123456789"));
  if (digits.empty()) return std::nullopt;
  return seconds{parse_uint32(digits).value_or(std::numeric_limits<std::uint32_t>::max())};
}

}   // namespace

Duration backoff(const RetryPolicy& policy, std::uint32_t failures, Random& random) {
  Duration whole = policy.base;
  for (std::uint32_t i = 1; i < failures && whole < policy.cap; ++i) whole *= 2;
  whole = std::min(whole, policy.cap);
  return Duration{random.between(whole.count() / 2, whole.count())};
}

Result<Duration> wait_before_retry(const RetryPolicy& policy, const sip::Message& response,
                                   std::uint32_t failures, Random& random) {
  const seconds asked = retry_after(response).value_or(seconds{0});
  if (asked > policy.retry_after_max)
    return fail(Errc::limit_exceeded,
                fmt::format("it asks to wait {} s, and more than {} s are not waited", asked.count(),
                            std::chrono::duration_cast<seconds>(policy.retry_after_max).count()));
  return std::max<Duration>(asked, backoff(policy, failures, random));
}

}   // namespace parley::client
