// The structured header values: name-addr, CSeq, Via, value with parameters.
#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/text.h"
#include "protocol/sip/grammar.h"
#include "protocol/sip/header_views.h"
#include "protocol/sip/uri.h"

namespace parley::sip {
namespace {

std::string_view after(std::string_view text, std::size_t position) {
  return position == std::string_view::npos ? std::string_view() : text.substr(position);
}

// A display name that can be viewed, without its quotes and escapes.
std::string without_quotes(std::string_view display) {
  if (!display.starts_with('"')) return std::string(display);
  std::string result;
  for (std::size_t i = 1; i + 1 < display.size(); ++i) {
    if (display[i] == '\\') ++i;
    result += display[i];
  }
  return result;
}

// "host : port" as "host:port" (RFC 3261, 25.1, COLON); other runs of blanks become one blank.
std::string tightened(std::string_view text) {
  std::string result;
  bool blank_before = false;
  for (const char c : trim(text)) {
    if (c == ' ' || c == '\t') {
      blank_before = true;
      continue;
    }
    if (blank_before && c != ':' && !result.ends_with(':')) result += ' ';
    blank_before = false;
    result += c;
  }
  return result;
}

}   // namespace

std::string NameAddr::to_string() const {
  std::string text = display.empty() ? std::string() : quoted(display) + ' ';
  text += uri == "*" ? uri : "<" + uri + ">";
  return text + parameters.to_string();
}

Result<NameAddr> parse_name_addr(std::string_view text) {
  const Result<NameAddrView> view = view_name_addr(text);
  if (!view) return tl::unexpected<Error>(view.error());
  return NameAddr{without_quotes(view->display), std::string(view->uri), parse_parameters(view->parameters)};
}

Result<std::vector<NameAddr>> parse_name_addr_list(std::string_view text) {
  std::vector<NameAddr> list;
  for (;;) {
    const std::size_t comma = find_outside(text, ",");
    Result<NameAddr> address = parse_name_addr(text.substr(0, comma));
    if (!address) return tl::unexpected<Error>(std::move(address).error());
    list.push_back(std::move(*address));
    if (comma == std::string_view::npos) return list;
    text.remove_prefix(comma + 1);
  }
}

Result<CSeq> parse_cseq(std::string_view text) {
  text = trim_blanks(text);
  const std::string_view digits = text.substr(0, token_length(text));
  const std::optional<std::uint32_t> number = parse_uint32(digits);
  if (!number || *number > 0x7fffffffu) return fail(Errc::malformed, "CSeq has no number below 2^31.");
  const std::string_view method = trim_blanks(text.substr(digits.size()));
  if (!is_token(method)) return fail(Errc::malformed, "CSeq has no method.");
  return CSeq{*number, std::string(method)};
}

std::string Via::to_string() const {
  return fmt::format("SIP/2.0/{} {}{}", transport, sent_by, parameters.to_string());
}

Result<Via> parse_via(std::string_view text) {
  const Result<ViaView> view = view_via(text);
  if (!view) return tl::unexpected<Error>(view.error());
  Via via{std::string(view->transport), tightened(view->sent_by), parse_parameters(view->parameters)};
  const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; };
  std::transform(via.transport.begin(), via.transport.end(), via.transport.begin(), upper);
  return via;
}

ValueWithParameters parse_value_with_parameters(std::string_view text) {
  const std::size_t semicolon = find_outside(text, ";");
  return {std::string(trim(text.substr(0, semicolon))), parse_parameters(after(text, semicolon))};
}

}   // namespace parley::sip
