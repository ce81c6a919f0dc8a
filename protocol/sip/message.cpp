// The writing of messages, and the making of responses.
#include "protocol/sip/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "protocol/sip/grammar.h"

namespace parley::sip {
namespace {

// A value that came from a user must not be able to start a header of its own.
void append_in_one_line(std::string& out, std::string_view text) {
  const std::size_t start = out.size();
  out += text;
  if (!has_line_break(text)) return;
  const auto is_break = [](char c) { return c == '\r' || c == '\n'; };
  std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(), is_break, ' ');
}

void append_start_line(std::string& out, const Message& message) {
  if (message.is_request()) {
    append_in_one_line(out, message.method);
    out += ' ';
    append_in_one_line(out, message.request_uri);
    out += " SIP/2.0\r\n";
    return;
  }
  fmt::format_to(std::back_inserter(out), "SIP/2.0 {:03} ", message.status);
  append_in_one_line(out, message.reason.empty() ? standard_reason(message.status) : message.reason);
  out += "\r\n";
}

std::size_t estimated_size(const Message& message) {
  std::size_t size = 128 + message.request_uri.size() + message.reason.size() + message.body.size();
  for (const HeaderField& header : message.headers.fields()) {
    size += header.name.size() + header.value.size() + 4;
  }
  return size;
}

// The requests whose 101 to 299 responses make a dialog (RFC 3261, 12.1; 6665, 4.4.1; 3515, 2.4.4).
bool makes_dialog(const Message& request, int status) {
  const std::string_view method = request.method;
  return status > 100 && status < 300 && (method == "INVITE" || method == "SUBSCRIBE" || method == "REFER");
}

}   // namespace

std::string write(const Message& message) {
  std::string out;
  out.reserve(estimated_size(message));
  append_start_line(out, message);
  for (const HeaderField& header : message.headers.fields()) {
    if (header.id == HeaderName::content_length) continue;
    append_in_one_line(out, header.name);
    out += ": ";
    append_in_one_line(out, header.value);
    out += "\r\n";
  }
  fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n\r\n", message.body.size());
  out += message.body;
  return out;
}

Message make_response(const Message& request, int status, std::string_view reason) {
  Message response;
  response.status = status;
  response.reason = reason.empty() ? standard_reason(status) : reason;
  for (const std::string_view name : {"Via", "From", "To", "Call-ID", "CSeq", "Record-Route"}) {
    if (name == "Record-Route" && !makes_dialog(request, status)) continue;
    for (const std::string_view value : request.headers.all(name)) response.headers.add(name, value);
  }
  return response;
}

}   // namespace parley::sip
