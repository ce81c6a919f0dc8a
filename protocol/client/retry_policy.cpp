#include "protocol/client/retry_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "protocol/sip/retry_after.h"

namespace parley::client {

using std::chrono::seconds;

Duration backoff(const RetryPolicy& policy, std::uint32_t failures, Random& random) {
  Duration whole = policy.base;
  for (std::uint32_t i = 1; i < failures && whole < policy.cap; ++i) whole *= 2;
  whole = std::min(whole, policy.cap);
  return Duration{random.between(whole.count() / 2, whole.count())};
}

Result<Duration> wait_before_retry(const RetryPolicy& policy, const sip::Message& response,
                                   std::uint32_t failures, Random& random) {
  const seconds asked = sip::retry_after(response).value_or(seconds{0});
  if (asked > policy.retry_after_max)
    return fail(Errc::limit_exceeded,
                fmt::format("it asks to wait {} s, and more than {} s are not waited", asked.count(),
                            std::chrono::duration_cast<seconds>(policy.retry_after_max).count()));
  return std::max<Duration>(asked, backoff(policy, failures, random));
}

}   // namespace parley::client
