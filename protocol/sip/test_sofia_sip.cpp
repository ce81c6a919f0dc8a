// Sofia-SIP as one of three: it reads every header field that it knows at once, and puts those it cannot read
// aside.
#include <sofia-sip/msg.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_parser.h>
#include <sofia-sip/url.h>

#include <memory>

#include "protocol/sip/test_oracles.h"

namespace parley::sip {
namespace {

struct Free {
  void operator()(msg_t* message) const { msg_destroy(message); }
};

std::string text_of(const url_t* url) {
  char text[4096];
  const issize_t size = url_e(text, sizeof text, url);
  return size > 0 && static_cast<std::size_t>(size) < sizeof text ? std::string(text) : std::string();
}

void read_dialog_fields(const sip_t& sip, Reading& reading) {
  if (sip.sip_from) put(reading, "from-tag", view(sip.sip_from->a_tag));
  if (sip.sip_to) put(reading, "to-tag", view(sip.sip_to->a_tag));
  if (sip.sip_via) put(reading, "branch", view(sip.sip_via->v_branch));
  if (sip.sip_contact) put(reading, "contact", text_of(sip.sip_contact->m_url));
  if (sip.sip_call_id) put(reading, "call-id", view(sip.sip_call_id->i_id));
  if (!sip.sip_cseq) return;
  put(reading, "cseq", std::to_string(sip.sip_cseq->cs_seq));
  put(reading, "cseq-method", view(sip.sip_cseq->cs_method_name));
}

}   // namespace

Reading read_with_sofia_sip(std::string_view bytes) {
  const std::unique_ptr<msg_t, Free> message(
      msg_make(sip_default_mclass(), 0, bytes.data(), static_cast<ssize_t>(bytes.size())));
  const sip_t* sip = message ? sip_object(message.get()) : nullptr;
  const bool whole = sip && (sip->sip_flags & MSG_FLG_COMPLETE) != 0 && (sip->sip_flags & MSG_FLG_ERROR) == 0;
  if (!whole || sip->sip_error || (!sip->sip_request && !sip->sip_status)) return {{"verdict", "refuse"}};
  Reading reading = {{"verdict", "accept"}};
  if (sip->sip_request) {
    put(reading, "method", view(sip->sip_request->rq_method_name));
    put(reading, "uri", text_of(sip->sip_request->rq_url));
  } else {
    put(reading, "status", std::to_string(sip->sip_status->st_status));
  }
  read_dialog_fields(*sip, reading);
  if (sip->sip_expires) put(reading, "expires", std::to_string(sip->sip_expires->ex_delta));
  if (sip->sip_payload) put(reading, "body", {sip->sip_payload->pl_data, sip->sip_payload->pl_len});
  return reading;
}

}   // namespace parley::sip
