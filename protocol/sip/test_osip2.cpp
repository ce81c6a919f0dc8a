// osip2 as one of three: it reads every header field that it knows at once.
#include <osipparser2/osip_parser.h>

#include <memory>

#include "protocol/base/text.h"
#include "protocol/sip/test_oracles.h"

namespace parley::sip {
namespace {

struct Free {
  void operator()(osip_message_t* message) const { osip_message_free(message); }
  void operator()(char* text) const { osip_free(text); }
};
using Parsed = std::unique_ptr<osip_message_t, Free>;

Parsed new_message() {
  static const bool kReady = [] {
    parser_init();
    // It would tell its errors to the standard output.
    osip_trace_initialize_func(END_TRACE_LEVEL,
                               [](const char*, int, osip_trace_level_t, const char*, va_list) {});
    return true;
  }();
  osip_message_t* message = nullptr;
  return kReady && osip_message_init(&message) == 0 ? Parsed(message) : nullptr;
}

std::string text_of(const osip_uri_t* uri) {
  char* text = nullptr;
  if (!uri || osip_uri_to_str(uri, &text) != 0) return {};
  const std::unique_ptr<char, Free> owned(text);
  return text;
}

std::string_view parameter(osip_list_t& list, const char* name) {
  osip_generic_param_t* found = nullptr;
  osip_generic_param_get_byname(&list, const_cast<char*>(name), &found);
  return found ? view(found->gvalue) : std::string_view();
}

void read_start_line(osip_message_t& message, Reading& reading) {
  if (MSG_IS_REQUEST(&message)) {
    put(reading, "method", view(message.sip_method));
    put(reading, "uri", text_of(message.req_uri));
  } else {
    put(reading, "status", std::to_string(message.status_code));
  }
}

void read_dialog_fields(osip_message_t& message, Reading& reading) {
  if (message.from) put(reading, "from-tag", parameter(message.from->gen_params, "tag"));
  if (message.to) put(reading, "to-tag", parameter(message.to->gen_params, "tag"));
  if (message.cseq) {
    const auto number = parse_uint64(view(message.cseq->number));
    put(reading, "cseq", number ? std::to_string(*number) : std::string(view(message.cseq->number)));
    put(reading, "cseq-method", view(message.cseq->method));
  }
  osip_via_t* via = nullptr;
  if (osip_message_get_via(&message, 0, &via) >= 0 && via)
    put(reading, "branch", parameter(via->via_params, "branch"));
  osip_contact_t* contact = nullptr;
  if (osip_message_get_contact(&message, 0, &contact) >= 0 && contact)
    put(reading, "contact", text_of(contact->url));
  if (!message.call_id) return;
  const std::string host(view(message.call_id->host));
  put(reading, "call-id", std::string(view(message.call_id->number)) + (host.empty() ? "" : "@" + host));
}

}   // namespace

Reading read_with_osip2(std::string_view bytes) {
  const Parsed message = new_message();
  const std::string text(bytes);   // It wants a NUL behind the last byte.
  if (osip_message_parse(message.get(), text.data(), text.size()) != 0) return {{"verdict", "refuse"}};
  Reading reading = {{"verdict", "accept"}};
  read_start_line(*message, reading);
  read_dialog_fields(*message, reading);
  osip_header_t* expires = nullptr;
  osip_message_get_expires(message.get(), 0, &expires);
  if (const auto seconds = expires ? parse_uint32(trim(view(expires->hvalue))) : std::nullopt)
    put(reading, "expires", std::to_string(*seconds));
  osip_body_t* body = nullptr;
  osip_message_get_body(message.get(), 0, &body);
  if (body) put(reading, "body", std::string_view(body->body, body->length));
  return reading;
}

}   // namespace parley::sip
