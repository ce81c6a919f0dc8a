// Our parsers as one of three.
#include "protocol/base/text.h"
#include "protocol/sip/stream_parser.h"
#include "protocol/sip/test_oracles.h"
#include "protocol/sip/uri.h"

namespace parley::sip {
namespace {

const Reading kRefused = {{"verdict", "refuse"}};

// False when a value is there that cannot be read.
template <class Parse, class Take>
bool take(const Headers& headers, std::string_view name, Parse parse, Take take_value) {
  if (!headers.contains(name)) return true;
  const auto value = parse(headers.get(name));
  if (!value) return false;
  take_value(*value);
  return true;
}

}   // namespace

Reading read_with_ours(std::string_view bytes) {
  const Result<Message> message = parse_message(bytes);
  if (!message || message->fault) return kRefused;
  // Transactions answer 400 to what has one of these twice.
  for (const std::string_view name : {"From", "To", "Call-ID", "CSeq", "Max-Forwards"})
    if (message->headers.all(name).size() > 1) return kRefused;
  Reading reading = {{"verdict", "accept"}};
  const Headers& headers = message->headers;
  if (message->is_request()) {
    const Result<Uri> uri = parse_uri(message->request_uri);
    if (!uri) return kRefused;
    put(reading, "method", message->method);
    put(reading, "uri", message->request_uri);
  } else {
    put(reading, "status", std::to_string(message->status));
  }
  const bool readable =
      take(headers, "From", parse_name_addr, [&](const auto& v) { put(reading, "from-tag", v.tag()); }) &&
      take(headers, "To", parse_name_addr, [&](const auto& v) { put(reading, "to-tag", v.tag()); }) &&
      take(headers, "Via", parse_via, [&](const auto& v) { put(reading, "branch", v.branch()); }) &&
      take(headers, "CSeq", parse_cseq,
           [&](const auto& v) {
             put(reading, "cseq", std::to_string(v.number));
             put(reading, "cseq-method", v.method);
           }) &&
      take(headers, "Contact", parse_name_addr_list,
           [&](const auto& list) { put(reading, "contact", list.front().uri); });
  if (!readable) return kRefused;
  put(reading, "call-id", headers.get("Call-ID"));
  if (const auto seconds = parse_uint32(trim(headers.get("Expires"))))
    put(reading, "expires", std::to_string(*seconds));
  put(reading, "body", message->body);
  return reading;
}

}   // namespace parley::sip
