// libre in the race: sip_msg_decode, which indexes every header field and reads those that a dialog needs.
#include "bench/micro/rivals.h"

// Without these its headers make types and words of the language of their own.
#define HAVE_INTTYPES_H
#define HAVE_STDBOOL_H

extern "C" {
// clang-format off: each needs the ones above it.
#include <re_types.h>
#include <re_fmt.h>
#include <re_list.h>
#include <re_mbuf.h>
#include <re_mem.h>
#include <re_hash.h>
#include <re_sa.h>
#include <re_uri.h>
#include <re_msg.h>
#include <re_sip.h>
// clang-format on
}

namespace parley::bench {
namespace {

std::string_view view(const pl& text) { return {text.p, text.l}; }

}   // namespace

void parse_with_libre(std::string_view bytes, Show show) {
  mbuf* buffer = mbuf_alloc(bytes.size());
  mbuf_write_mem(buffer, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  buffer->pos = 0;
  sip_msg* message = nullptr;
  if (sip_msg_decode(&message, buffer) == 0) {
    show({.method = view(message->met),
          .call_id = view(message->callid),
          .from_tag = view(message->from.tag),
          .to_tag = view(message->to.tag),
          .branch = view(message->via.branch),
          .cseq_method = view(message->cseq.met),
          .cseq = message->cseq.num,
          .body_bytes = mbuf_get_left(message->mb)});
  }
  mem_deref(message);
  mem_deref(buffer);
}

}   // namespace parley::bench
