// Strict reading of the start line and of Content-Length.
#include "protocol/sip/head.h"

#include <algorithm>

#include "protocol/base/text.h"
#include "protocol/sip/grammar.h"

namespace parley::sip {
namespace {

constexpr std::string_view kVersion = "SIP/2.0";

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// A foreign version is told apart from garbage, because it deserves another answer (505).
bool is_version(std::string_view text) {
  return starts_with_ignoring_case(text, "SIP/") && text.size() > 4 && is_digit(text[4]);
}

Result<void> check_version(std::string_view text) {
  if (text == kVersion || equal_ignoring_case(text, kVersion)) return {};
  if (is_version(text)) return fail(Errc::unsupported, "Only SIP/2.0 is spoken here.");
  return fail(Errc::malformed, "The start line is neither a SIP request nor a SIP response.");
}

Result<void> parse_status_line(std::string_view line, Message& message) {
  const std::size_t end_of_version = line.find(' ');
  if (auto version = check_version(line.substr(0, end_of_version)); !version) return version;
  if (end_of_version == std::string_view::npos)
    return fail(Errc::malformed, "The status line has no status code.");
  const std::string_view rest = line.substr(end_of_version + 1);
  const std::string_view code = rest.substr(0, 3);
  if (code.size() != 3 || !all_digits(code) || code[0] < '1' || code[0] > '6') {
    return fail(Errc::malformed, "The status code is not a number from 100 to 699.");
  }
  if (rest.size() < 4 || rest[3] != ' ') {
    return fail(Errc::malformed, "The status code is not followed by a blank and a reason phrase.");
  }
  message.status = (code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0');
  message.reason = rest.substr(4);
  return {};
}

bool is_request_uri(std::string_view text) { return !text.empty() && !has_character_of_no_uri(text); }

Result<void> parse_request_line(std::string_view line, Message& message) {
  const std::size_t end_of_method = line.find(' ');
  const std::size_t end_of_uri = line.rfind(' ');
  if (end_of_method == std::string_view::npos || end_of_method == end_of_uri) {
    return fail(Errc::malformed, "The start line does not have three words.");
  }
  if (auto version = check_version(line.substr(end_of_uri + 1)); !version) return version;
  const std::string_view method = line.substr(0, end_of_method);
  const std::string_view uri = line.substr(end_of_method + 1, end_of_uri - end_of_method - 1);
  if (!is_token(method)) return fail(Errc::malformed, "The method is not a token.");
  if (!is_request_uri(uri))
    return fail(Errc::malformed, "The Request-URI is empty or holds characters of no URI.");
  message.method = method;
  message.request_uri = std::string(uri);
  return {};
}

// What can be said of a line that parse_start_line cannot read; false when it is no SIP.
bool take_faulty_line(std::string_view line, Message& message) {
  if (is_version(line)) {
    message.status = Message::kUnreadableStatus;
    return true;
  }
  const std::string_view text = trim(line);
  if (!is_version(text.substr(text.rfind(' ') + 1))) return false;
  const std::string_view method = text.substr(0, text.find(' '));
  if (is_token(method)) message.method = method;
  return true;
}

}   // namespace

Result<void> parse_start_line(std::string_view line, Message& message) {
  const bool is_response = starts_with_ignoring_case(line, "SIP/");
  auto read = is_response ? parse_status_line(line, message) : parse_request_line(line, message);
  if (read || !take_faulty_line(line, message)) return read;
  message.fault = std::move(read).error();
  return {};
}

Result<std::size_t> announced_body_length(std::string_view head, std::span<const HeaderPlace> places) {
  std::optional<std::uint64_t> length;
  bool has_type = false;
  for (const HeaderPlace& place : places) {
    has_type = has_type || place.id == HeaderName::content_type;
    if (place.id != HeaderName::content_length) continue;
    const std::string_view value = head.substr(place.value_at, place.value_size);
    const std::optional<std::uint64_t> number = parse_uint64(value);
    if (!number && all_digits(value)) return fail(Errc::limit_exceeded, "Content-Length is astronomic.");
    if (!number) return fail(Errc::malformed, "Content-Length is not a number.");
    if (length && *length != *number) return fail(Errc::malformed, "Two Content-Length headers disagree.");
    length = number;
  }
  if (!length && has_type) return fail(Errc::malformed, "There is a Content-Type but no Content-Length.");
  return static_cast<std::size_t>(length.value_or(0));
}

}   // namespace parley::sip
