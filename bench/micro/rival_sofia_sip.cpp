// Sofia-SIP in the race: msg_make, which reads every header field it knows at once.
#include <sofia-sip/msg.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_parser.h>

#include "bench/micro/rivals.h"

namespace parley::bench {
namespace {

std::string_view view(const char* text) { return text ? std::string_view(text) : std::string_view(); }

}   // namespace

void parse_with_sofia_sip(std::string_view bytes, Show show) {
  msg_t* message = msg_make(sip_default_mclass(), 0, bytes.data(), static_cast<ssize_t>(bytes.size()));
  const sip_t* sip = sip_object(message);
  if (sip && sip->sip_request && sip->sip_cseq && sip->sip_via && sip->sip_call_id) {
    show({.method = view(sip->sip_request->rq_method_name),
          .call_id = view(sip->sip_call_id->i_id),
          .from_tag = view(sip->sip_from->a_tag),
          .to_tag = view(sip->sip_to->a_tag),
          .branch = view(sip->sip_via->v_branch),
          .cseq_method = view(sip->sip_cseq->cs_method_name),
          .cseq = sip->sip_cseq->cs_seq,
          .body_bytes = sip->sip_payload ? sip->sip_payload->pl_len : 0});
  }
  msg_destroy(message);
}

}   // namespace parley::bench
