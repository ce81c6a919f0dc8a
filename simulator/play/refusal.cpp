// See refusal.h.
#include "simulator/play/refusal.h"

#include <algorithm>

#include "protocol/sip/digest.h"
#include "simulator/repetition.h"

namespace parley::sim {
namespace {

constexpr std::int32_t kDone = 200;
constexpr std::int32_t kCodeOfNone = 500;   // A missing resp (xccos.md 1.4).

bool is_accepted(const Seen& seen, const Observation& request) {
  return std::any_of(seen.begin(), seen.end(), [&](const Observation& one) {
    return one.kind == Observation::Kind::response && one.answers == request.number &&
           one.sip.status >= 200 && one.sip.status < 300;
  });
}

}   // namespace

const Observation* find_message(const Seen& seen, std::uint32_t number) {
  const auto found =
      std::lower_bound(seen.begin(), seen.end(), number,
                       [](const Observation& one, std::uint32_t wanted) { return one.number < wanted; });
  return found != seen.end() && found->number == number ? &*found : nullptr;
}

bool is_refusal(const Seen& seen, const Observation& answer) {
  if (answer.kind != Observation::Kind::response || answer.sip.status < 300) return false;
  if (!sip::is_challenge(answer.sip.status)) return true;
  const Observation* request = find_message(seen, answer.answers);
  return request && has_credentials(*request);
}

bool is_refusal_for_good(const Seen& seen, const Observation& answer) {
  if (!is_refusal(seen, answer)) return false;
  const Observation* request = find_message(seen, answer.answers);
  if (!request) return true;
  const std::string message = essence_of_request(*request);
  return std::none_of(seen.begin(), seen.end(), [&](const Observation& later) {
    return later.number > request->number && later.kind == Observation::Kind::request &&
           later.from == request->from && later.method == request->method &&
           essence_of_request(later) == message && is_accepted(seen, later);
  });
}

bool is_refusing_reply(const Observation& info) {
  if (!info.xccos) return false;
  return std::any_of(info.xccos->primitives.begin(), info.xccos->primitives.end(),
                     [](const xccos::Primitive& primitive) {
                       const auto* reply = std::get_if<xccos::Reply>(&primitive);
                       return reply && (reply->response ? reply->response->code : kCodeOfNone) != kDone;
                     });
}

}   // namespace parley::sim
