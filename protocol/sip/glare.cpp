// What crosses, and when it may be tried again.
#include "protocol/sip/glare.h"

#include <chrono>

#include "protocol/base/text.h"
#include "protocol/sip/uri.h"

namespace parley::sip {

bool has_offer(const Message& request) {
  const auto type = parse_value_with_parameters(request.headers.get("Content-Type"));
  return !request.body.empty() && equal_ignoring_case(type.value, "application/sdp");
}

Duration pause_after_glare(bool made_call_id, Random& random) {
  return std::chrono::milliseconds{10 * (made_call_id ? random.between(210, 400) : random.between(0, 200))};
}

}   // namespace parley::sip
