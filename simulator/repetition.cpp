// See repetition.h.
#include "simulator/repetition.h"

#include <utility>

#include "protocol/base/text.h"
#include "protocol/xccos/codec.h"

namespace parley::sim {
namespace {

constexpr std::uint32_t kRetryAfterMax = 86'400;   // A day, in seconds.

}   // namespace

std::string essence_of(const Observation& info) {
  if (!info.xccos) return info.sip.body;
  xccos::Envelope envelope = *info.xccos;
  envelope.envid = 0;
  for (xccos::Primitive& primitive : envelope.primitives) {
    if (auto* chat = std::get_if<xccos::ChatMessage>(&primitive)) {
      chat->seqid = 1;
      chat->ts = "2013-08-02T21:00:00Z";
    } else if (auto* command = std::get_if<xccos::Command>(&primitive)) {
      command->seqid = 1;
    }
  }
  return xccos::encode(envelope, xccos::Writer::server);
}

std::string essence_of_request(const Observation& request) {
  return request.method == "INFO" ? essence_of(request) : request.method + " " + request.call_id;
}

bool is_challenge(const Observation& answer) { return answer.sip.status == 401 || answer.sip.status == 407; }

bool has_credentials(const Observation& request) {
  return request.sip.headers.find("Authorization") || request.sip.headers.find("Proxy-Authorization");
}

std::optional<Duration> retry_after(const sip::Message& response) {
  const std::string_view value = response.headers.get("Retry-After");
  const auto seconds = parse_uint32(value.substr(0, value.find_first_not_of("0123456789")));
  if (!seconds || *seconds > kRetryAfterMax) return std::nullopt;
  return std::chrono::seconds{*seconds};
}

}   // namespace parley::sim
