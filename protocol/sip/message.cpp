// Header lookup, the writing of messages, and the making of responses.
#include "protocol/sip/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "protocol/base/text.h"
#include "protocol/sip/grammar.h"

namespace parley::sip {
namespace {

struct CompactForm {
  char letter;
  std::string_view name;
};

// RFC 3261, 7.3.3; 3515; 3841; 3892; 4028; 6665.
constexpr std::array kCompactForms = {
    CompactForm{'a', "Accept-Contact"},
    CompactForm{'b', "Referred-By"},
    CompactForm{'c', "Content-Type"},
    CompactForm{'d', "Request-Disposition"},
    CompactForm{'e', "Content-Encoding"},
    CompactForm{'f', "From"},
    CompactForm{'i', "Call-ID"},
    CompactForm{'j', "Reject-Contact"},
    CompactForm{'k', "Supported"},
    CompactForm{'l', "Content-Length"},
    CompactForm{'m', "Contact"},
    CompactForm{'o', "Event"},
    CompactForm{'r', "Refer-To"},
    CompactForm{'s', "Subject"},
    CompactForm{'t', "To"},
    CompactForm{'u', "Allow-Events"},
    CompactForm{'v', "Via"},
    CompactForm{'x', "Session-Expires"},
};

std::string_view long_form(std::string_view name) {
  if (name.size() != 1) return name;
  const char letter = static_cast<char>(name[0] | 0x20);
  const auto* form = std::find_if(kCompactForms.begin(), kCompactForms.end(),
                                  [letter](const CompactForm& f) { return f.letter == letter; });
  return form == kCompactForms.end() ? name : form->name;
}

bool same_name(std::string_view a, std::string_view b) {
  return equal_ignoring_case(long_form(a), long_form(b));
}

auto named(std::string_view name) {
  return [name](const Header& header) { return same_name(header.name, name); };
}

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
  for (const Header& header : message.headers.fields()) {
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

const std::string* Headers::find(std::string_view name) const {
  const auto found = std::find_if(fields_.begin(), fields_.end(), named(name));
  return found == fields_.end() ? nullptr : &found->value;
}

std::string_view Headers::get(std::string_view name) const {
  const std::string* value = find(name);
  return value ? std::string_view(*value) : std::string_view();
}

std::vector<std::string_view> Headers::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Header& header : fields_) {
    if (same_name(header.name, name)) values.push_back(header.value);
  }
  return values;
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(fields_.begin(), fields_.end(), named(name)));
}

bool Headers::lists(std::string_view name, std::string_view token) const {
  for (const std::string_view value : all(name)) {
    for (const std::string_view piece : split(value, ',')) {
      if (equal_ignoring_case(trim(piece), token)) return true;
    }
  }
  return false;
}

void Headers::add(std::string_view name, std::string_view value) {
  fields_.push_back({std::string(name), std::string(value)});
}

void Headers::set(std::string_view name, std::string_view value) {
  Header replacement{std::string(name), std::string(value)};   // `value` may point into this list.
  const auto first = std::find_if(fields_.begin(), fields_.end(), named(replacement.name));
  if (first == fields_.end()) {
    fields_.push_back(std::move(replacement));
    return;
  }
  fields_.erase(std::remove_if(first + 1, fields_.end(), named(replacement.name)), fields_.end());
  *first = std::move(replacement);
}

void Headers::set_first(std::string_view name, std::string_view value) {
  const auto first = std::find_if(fields_.begin(), fields_.end(), named(name));
  if (first == fields_.end()) add(name, value);
  else first->value = std::string(value);
}

void Headers::prepend(std::string_view name, std::string_view value) {
  Header header{std::string(name), std::string(value)};
  auto first = std::find_if(fields_.begin(), fields_.end(), named(header.name));
  if (first == fields_.end()) first = fields_.begin();
  fields_.insert(first, std::move(header));
}

void Headers::remove(std::string_view name) {
  const std::string kept(name);   // `name` may point into this list.
  std::erase_if(fields_, named(kept));
}

std::string write(const Message& message) {
  std::string out;
  out.reserve(estimated_size(message));
  append_start_line(out, message);
  for (const Header& header : message.headers.fields()) {
    if (same_name(header.name, "Content-Length")) continue;
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
