// The structured header values: name-addr, CSeq, Via, value with parameters.
#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/text.h"
#include "protocol/sip/grammar.h"
#include "protocol/sip/uri.h"

namespace parley::sip {
namespace {

std::string_view after(std::string_view text, std::size_t position) {
  return position == std::string_view::npos ? std::string_view() : text.substr(position);
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

// The text between the quotes; empty when it is not one quoted string.
std::optional<std::string> unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"') return std::nullopt;
  std::string result;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1 == text.size() ? std::optional(result) : std::nullopt;
    if (text[i] == '\\') ++i;
    if (i == text.size()) return std::nullopt;
    result += text[i];
  }
  return std::nullopt;
}

// A URI without angle brackets, or the "*" of a Contact.
bool is_bare_uri(std::string_view text) {
  const bool named = text == "*" || text.find(':') != std::string_view::npos;
  return named && text.find_first_of(" \t\",<>") == std::string_view::npos;
}

// Whether nothing stands between two separators of a list of values with parameters, or behind the last.
bool has_empty_piece(std::string_view text) {
  for (std::size_t from = 0;;) {
    const std::size_t end = find_outside(text, ",;", from);
    if (trim(text.substr(from, end - from)).empty()) return true;
    if (end == std::string_view::npos) return false;
    from = end + 1;
  }
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

// `open` is the index of the "<" in `text`.
Result<NameAddr> parse_bracketed(std::string_view text, std::size_t open) {
  NameAddr result;
  const std::string_view display = trim(text.substr(0, open));
  if (display.starts_with('"')) {
    std::optional<std::string> inner = unquoted(display);
    if (!inner) return fail(Errc::malformed, "The display name is not one quoted text.");
    result.display = std::move(*inner);
  } else {
    if (display.find('"') != std::string_view::npos) {
      return fail(Errc::malformed, "A quote stands inside the display name.");
    }
    result.display = display;
  }
  const std::size_t close = text.find('>', open);
  if (close == std::string_view::npos) return fail(Errc::malformed, "An angle bracket is not closed.", open);
  result.uri = trim(text.substr(open + 1, close - open - 1));
  if (result.uri.find_first_of(" \t\"<>") != std::string::npos) {
    return fail(Errc::malformed, "The URI holds a blank, a quote or a bracket.", open);
  }
  if (result.uri.empty()) return fail(Errc::malformed, "There is nothing between the angle brackets.", open);
  const std::string_view rest = trim(text.substr(close + 1));
  if (!rest.empty() && rest.front() != ';') {
    return fail(Errc::malformed, "Something other than a parameter follows the URI.", close);
  }
  result.parameters = parse_parameters(rest);
  return result;
}

}   // namespace

std::string NameAddr::to_string() const {
  std::string text = display.empty() ? std::string() : quoted(display) + ' ';
  text += uri == "*" ? uri : "<" + uri + ">";
  return text + parameters.to_string();
}

Result<NameAddr> parse_name_addr(std::string_view text) {
  text = trim(text);
  if (find_outside(text, ",") != std::string_view::npos) {
    return fail(Errc::malformed, "There are several addresses where one is wanted.");
  }
  // A bracket behind a semicolon is part of a parameter.
  const std::size_t delimiter = find_outside(text, "<;");
  if (delimiter != std::string_view::npos && text[delimiter] == '<') return parse_bracketed(text, delimiter);
  NameAddr result;
  const std::string_view uri = trim(text.substr(0, delimiter));
  if (!is_bare_uri(uri)) return fail(Errc::malformed, fmt::format("'{}' is not an address.", text));
  result.uri = uri;
  result.parameters = parse_parameters(after(text, delimiter));
  return result;
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
  text = trim(text);
  const std::size_t blank = text.find_first_of(" \t");
  const std::optional<std::uint32_t> number = parse_uint32(text.substr(0, blank));
  if (!number || *number > 0x7fffffffu) return fail(Errc::malformed, "CSeq has no number below 2^31.");
  const std::string_view method = trim(after(text, blank));
  if (!is_token(method)) return fail(Errc::malformed, "CSeq has no method.");
  return CSeq{*number, std::string(method)};
}

std::string Via::to_string() const {
  return fmt::format("SIP/2.0/{} {}{}", transport, sent_by, parameters.to_string());
}

Result<Via> parse_via(std::string_view text) {
  if (has_empty_piece(text)) return fail(Errc::malformed, "The Via has separators that separate nothing.");
  text = text.substr(0, find_outside(text, ","));
  const std::size_t semicolon = find_outside(text, ";");
  std::string_view head = text.substr(0, semicolon);
  const auto next_word = [&head](std::string_view separators) {
    head = trim(head);
    const std::size_t end = head.find_first_of(separators);
    const std::string_view word = trim(head.substr(0, end));
    head = after(head, end == std::string_view::npos ? end : end + 1);
    return word;
  };
  const std::string_view protocol = next_word("/");
  const std::string_view version = next_word("/");
  if (!equal_ignoring_case(protocol, "SIP") || version != "2.0") {
    return fail(Errc::malformed, "The Via does not start with SIP/2.0.");
  }
  Via via;
  for (const char c : next_word(" \t")) via.transport += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  if (!is_token(via.transport)) return fail(Errc::malformed, "The Via has no transport.");
  via.sent_by = tightened(head);
  if (via.sent_by.empty() || via.sent_by.find(' ') != std::string::npos) {
    return fail(Errc::malformed, "The Via does not name one host.");
  }
  via.parameters = parse_parameters(after(text, semicolon));
  return via;
}

ValueWithParameters parse_value_with_parameters(std::string_view text) {
  const std::size_t semicolon = find_outside(text, ";");
  return {std::string(trim(text.substr(0, semicolon))), parse_parameters(after(text, semicolon))};
}

}   // namespace parley::sip
