// SIP URIs: reading, writing, comparing.
#include "protocol/sip/uri.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/text.h"
#include "protocol/sip/grammar.h"

namespace parley::sip {
namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// What a "%" begins is undone by whoever compares, and two readers must not undo it differently (RFC
// 3261, 25.1).
bool has_whole_escapes(std::string_view text) {
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 3)) {
    if (text.size() < at + 3 || !is_hex_digit(text[at + 1]) || !is_hex_digit(text[at + 2])) return false;
  }
  return true;
}

// Underscores are outside RFC 1123, and still in use as names of Windows machines.
bool is_host(std::string_view text) {
  const bool bracketed = text.starts_with('[') && text.ends_with(']');
  if (bracketed) text = text.substr(1, text.size() - 2);
  return !text.empty() && std::all_of(text.begin(), text.end(), [bracketed](char c) {
    return is_alphanumeric(c) || c == '.' || (bracketed ? c == ':' : c == '-' || c == '_');
  });
}

Result<void> parse_host_and_port(std::string_view text, Uri& uri) {
  const std::size_t bracket = text.find(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const std::string_view host = text.substr(0, colon);
  if (!is_host(host)) return fail(Errc::malformed, "The host of the URI is empty or no host name.");
  uri.host = host;
  if (colon == std::string_view::npos) return {};
  const std::optional<std::uint32_t> port = parse_uint32(text.substr(colon + 1));
  if (!port || *port == 0 || *port > 65535) {
    return fail(Errc::malformed, "The port of the URI is not a number from 1 to 65535.");
  }
  uri.port = *port;
  return {};
}

Result<Uri> parse_sip_uri(std::string_view rest, Uri uri) {
  if (!has_whole_escapes(rest)) return fail(Errc::malformed, "A % in the URI begins no escape.");
  const std::size_t at = rest.find('@');
  if (at != std::string_view::npos) {
    if (at == 0) return fail(Errc::malformed, "The user of the URI is empty.");
    uri.user = rest.substr(0, at);
    rest.remove_prefix(at + 1);
    if (rest.find('@') != std::string_view::npos) return fail(Errc::malformed, "The URI has two users.");
  }
  const std::size_t question = rest.find('?');
  if (question != std::string_view::npos) {
    uri.headers = rest.substr(question + 1);
    rest = rest.substr(0, question);
  }
  const std::size_t semicolon = rest.find(';');
  if (semicolon != std::string_view::npos) uri.parameters = parse_parameters(rest.substr(semicolon));
  if (auto host = parse_host_and_port(rest.substr(0, semicolon), uri); !host) {
    return tl::unexpected<Error>(host.error());
  }
  return uri;
}

bool is_scheme(std::string_view text) {
  if (text.empty() || !is_alphanumeric(text[0])) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alphanumeric(c) || c == '+' || c == '-' || c == '.'; });
}

}   // namespace

Result<Uri> parse_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !is_scheme(text.substr(0, colon))) {
    return fail(Errc::malformed, fmt::format("'{}' does not start with a scheme such as 'sip:'.", text));
  }
  if (has_character_of_no_uri(text))
    return fail(Errc::malformed, "The URI holds a blank or a character of no URI.");
  Uri uri;
  uri.scheme = to_lower(text.substr(0, colon));
  const std::string_view rest = text.substr(colon + 1);
  if (uri.scheme == "sip" || uri.scheme == "sips") return parse_sip_uri(rest, std::move(uri));
  uri.rest = rest;
  return uri;
}

std::string Uri::to_string() const {
  if (scheme != "sip" && scheme != "sips") return fmt::format("{}:{}", scheme, rest);
  std::string text = scheme + ":";
  if (!user.empty()) text += user, text += '@';
  text += host;
  if (port != 0) text += fmt::format(":{}", port);
  text += parameters.to_string();
  if (!headers.empty()) text += '?', text += headers;
  return text;
}

std::string Uri::address_of_record() const {
  if (scheme != "sip" && scheme != "sips") return to_lower(to_string());
  return to_lower(user.empty() ? scheme + ":" + host : scheme + ":" + user + "@" + host);
}

bool same_address(std::string_view a, std::string_view b) {
  const Result<Uri> left = parse_uri(a);
  const Result<Uri> right = parse_uri(b);
  if (!left || !right) return a == b;
  return left->address_of_record() == right->address_of_record();
}

std::string with_scheme(std::string_view uri) {
  const bool has_one = starts_with_ignoring_case(uri, "sip:") || starts_with_ignoring_case(uri, "sips:");
  return has_one ? std::string(uri) : fmt::format("sip:{}", uri);
}

}   // namespace parley::sip
