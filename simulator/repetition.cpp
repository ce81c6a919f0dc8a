// See repetition.h.
#include "simulator/repetition.h"

#include <utility>

#include "protocol/sip/digest.h"
#include "protocol/xccos/codec.h"

namespace parley::sim {

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

bool puts_off(const Observation& answer) {
  return sip::is_challenge(answer.sip.status) || answer.sip.status == 503;
}

bool has_credentials(const Observation& request) {
  return request.sip.headers.find("Authorization") || request.sip.headers.find("Proxy-Authorization");
}

}   // namespace parley::sim
