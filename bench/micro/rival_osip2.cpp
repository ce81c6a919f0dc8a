// osip2 in the race: osip_message_parse, which reads every header field it knows at once.
#include <osipparser2/osip_parser.h>

#include <charconv>
#include <cstring>

#include "bench/micro/rivals.h"

namespace parley::bench {
namespace {

std::string_view view(const char* text) { return text ? std::string_view(text) : std::string_view(); }

std::string_view parameter(osip_list_t* list, const char* name) {
  osip_generic_param_t* found = nullptr;
  osip_generic_param_get_byname(list, const_cast<char*>(name), &found);
  return found ? view(found->gvalue) : std::string_view();
}

std::uint32_t number(std::string_view text) {
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}   // namespace

void parse_with_osip2(std::string_view bytes, Show show) {
  static const int kReady = parser_init();
  osip_message_t* message = nullptr;
  if (kReady != 0 || osip_message_init(&message) != 0) return;
  if (osip_message_parse(message, bytes.data(), bytes.size()) == 0) {
    osip_via_t* via = nullptr;
    osip_message_get_via(message, 0, &via);
    osip_body_t* body = nullptr;
    osip_message_get_body(message, 0, &body);
    show({.method = view(message->sip_method),
          .call_id = view(message->call_id->number),
          .from_tag = parameter(&message->from->gen_params, "tag"),
          .to_tag = parameter(&message->to->gen_params, "tag"),
          .branch = via ? parameter(&via->via_params, "branch") : std::string_view(),
          .cseq_method = view(message->cseq->method),
          .cseq = number(view(message->cseq->number)),
          .body_bytes = body ? body->length : 0});
  }
  osip_message_free(message);
}

}   // namespace parley::bench
