// One pass over each value; nothing is copied.
#include "protocol/sip/header_views.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/text.h"
#include "protocol/sip/grammar.h"

namespace parley::sip {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

// Where one quoted string is closed that stands at the beginning; nowhere when it is not.
std::size_t end_of_quoted(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') ++i;
    else if (text[i] == '"') return i;
  }
  return kNowhere;
}

// A URI without angle brackets, or the "*" of a Contact.
bool is_bare_uri(std::string_view text) {
  const bool named = text == "*" || text.find(':') != kNowhere;
  return named && !has_character_of_no_uri(text) && text.find(',') == kNowhere;
}

// The value of the first parameter of this name; it must be a token when it has one.
struct Wanted {
  std::string_view name;
  std::string_view value{};
  bool seen = false;
};

// Reads one ";name=value" without its semicolon.
bool take_parameter(std::string_view piece, Wanted& wanted) {
  piece = trim_blanks(piece);
  const bool is_meant = piece.starts_with(wanted.name) || starts_with_ignoring_case(piece, wanted.name);
  if (wanted.seen || !is_meant) return true;
  const std::string_view rest = trim_blanks(piece.substr(wanted.name.size()));
  const bool has_value = rest.starts_with('=');
  if (!has_value && piece.size() != wanted.name.size()) return true;   // Another, longer name.
  wanted.seen = true;
  if (!has_value) return true;
  wanted.value = trim_blanks(rest.substr(1));
  return is_token(wanted.value);
}

tl::unexpected<Error> several_addresses() {
  return fail(Errc::malformed, "There are several addresses where one is wanted.");
}

tl::unexpected<Error> no_token(const Wanted& wanted) {
  return fail(Errc::malformed, fmt::format("The {} is not a token.", wanted.name));
}

// Until the wanted one has come and no comma can show another value.
Result<void> take_parameters(std::string_view text, Wanted& wanted) {
  const bool may_be_list = text.find(',') != kNowhere;
  if (text.starts_with(';')) text.remove_prefix(1);
  while (!text.empty() && (may_be_list || !wanted.seen)) {
    const std::size_t end = find_outside(text, ";,");
    if (end != kNowhere && text[end] == ',') return several_addresses();
    if (!take_parameter(text.substr(0, end), wanted)) return no_token(wanted);
    text.remove_prefix(end == kNowhere ? text.size() : end + 1);
  }
  return {};
}

Result<void> check_display(std::string_view display) {
  if (!display.starts_with('"')) {
    if (display.find('"') == kNowhere) return {};
    return fail(Errc::malformed, "A quote stands inside the display name.");
  }
  if (end_of_quoted(display) + 1 == display.size()) return {};
  return fail(Errc::malformed, "The display name is not one quoted text.");
}

// `open` is the index of the "<" in `text`.
Result<NameAddrView> view_bracketed(std::string_view text, std::size_t open) {
  NameAddrView view;
  view.display = trim_blanks(text.substr(0, open));
  if (auto display = check_display(view.display); !display) return tl::unexpected<Error>(display.error());
  // Mostly the first character that is in no URI is the bracket that closes.
  std::size_t close = scan(text, open + 1, kIsForeignToUris);
  const bool is_plain = close < text.size() && text[close] == '>';
  if (!is_plain) close = text.find('>', open);
  if (close == kNowhere) return fail(Errc::malformed, "An angle bracket is not closed.", open);
  view.uri = trim_blanks(text.substr(open + 1, close - open - 1));
  if (!is_plain && has_character_of_no_uri(view.uri))
    return fail(Errc::malformed, "The URI holds a blank, a quote or a bracket.", open);
  if (view.uri.empty()) return fail(Errc::malformed, "There is nothing between the angle brackets.", open);
  view.parameters = trim_blanks(text.substr(close + 1));
  if (view.parameters.starts_with(',')) return several_addresses();
  if (!view.parameters.empty() && view.parameters.front() != ';')
    return fail(Errc::malformed, "Something other than a parameter follows the URI.", close);
  return view;
}

Result<NameAddrView> view_bare(std::string_view text, std::size_t semicolon) {
  NameAddrView view;
  view.uri = trim_blanks(text.substr(0, semicolon));
  if (!is_bare_uri(view.uri)) return fail(Errc::malformed, fmt::format("'{}' is not an address.", text));
  if (semicolon != kNowhere) view.parameters = text.substr(semicolon);
  return view;
}

// Where the first value of a list of them ends, and its first piece, which is no parameter.
struct FirstValue {
  std::string_view head, parameters;
};

// Looks at the whole list, for nothing may be missing between two separators of it.
Result<FirstValue> first_of_list(std::string_view text, Wanted& wanted) {
  FirstValue first;
  bool is_first = true;
  for (std::size_t from = 0;;) {
    const std::size_t end = find_outside(text, ";,", from);
    const std::string_view piece = text.substr(from, end - from);
    if (trim_blanks(piece).empty())
      return fail(Errc::malformed, "The Via has separators that separate nothing.");
    if (is_first && from == 0) first.head = piece;
    else if (is_first && !take_parameter(piece, wanted)) return no_token(wanted);
    if (is_first) first.parameters = text.substr(first.head.size(), from + piece.size() - first.head.size());
    if (end == kNowhere) return first;
    is_first = is_first && text[end] == ';';
    from = end + 1;
  }
}

// What stands in front of a slash; `text` is what is left behind it.
std::string_view word_before_slash(std::string_view& text) {
  const std::size_t slash = text.find('/');
  const std::string_view word = trim_blanks(text.substr(0, slash));
  text.remove_prefix(slash == kNowhere ? text.size() : slash + 1);
  return word;
}

// "SIP/2.0/", which is mostly written like this; there may be blanks around each slash.
bool skip_protocol(std::string_view& text) {
  constexpr std::string_view kUsual = "SIP/2.0/";
  if (text.starts_with(kUsual)) return text.remove_prefix(kUsual.size()), true;
  return equal_ignoring_case(word_before_slash(text), "SIP") && word_before_slash(text) == "2.0";
}

// "host", "host:port", "host : port"; a host is not looked into.
Result<void> check_sent_by(std::string_view text) {
  const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
  if (bracket == kNowhere) return fail(Errc::malformed, "The Via has a bracket that is not closed.");
  const std::size_t end = scan(text, bracket, [](auto c) { return (c == ':') | (c == ' ') | (c == '\t'); });
  const std::string_view rest = trim_blanks(text.substr(end));
  if (end == 0 || (!rest.empty() && rest.front() != ':'))
    return fail(Errc::malformed, "The Via does not name one host.");
  if (rest.empty()) return {};
  const std::optional<std::uint32_t> port = parse_uint32(trim_blanks(rest.substr(1)));
  if (!port || *port > 65535)
    return fail(Errc::malformed, "The port of the Via is not a number up to 65535.");
  return {};
}

}   // namespace

Result<NameAddrView> view_name_addr(std::string_view text) {
  text = trim_blanks(text);
  // A bracket behind a semicolon is part of a parameter.
  const std::size_t delimiter = text.starts_with('<') ? 0 : find_outside(text, "<;,");
  if (delimiter != kNowhere && text[delimiter] == ',') return several_addresses();
  const bool bracketed = delimiter != kNowhere && text[delimiter] == '<';
  Result<NameAddrView> view = bracketed ? view_bracketed(text, delimiter) : view_bare(text, delimiter);
  if (!view) return view;
  Wanted tag{"tag"};
  if (auto taken = take_parameters(view->parameters, tag); !taken)
    return tl::unexpected<Error>(taken.error());
  view->tag_value = tag.value;
  return view;
}

Result<ViaView> view_via(std::string_view text) {
  Wanted branch{"branch"};
  const Result<FirstValue> first = first_of_list(text, branch);
  if (!first) return tl::unexpected<Error>(first.error());
  std::string_view head = first->head;
  if (!skip_protocol(head)) return fail(Errc::malformed, "The Via does not start with SIP/2.0.");
  head = trim_blanks(head);
  const std::string_view transport = head.substr(0, token_length(head));
  head.remove_prefix(transport.size());
  if (transport.empty() || (!head.empty() && !is_blank(head.front())))
    return fail(Errc::malformed, "The Via has no transport.");
  const std::string_view sent_by = trim_blanks(head);
  if (auto checked = check_sent_by(sent_by); !checked) return tl::unexpected<Error>(checked.error());
  return ViaView{transport, sent_by, first->parameters, branch.value};
}

}   // namespace parley::sip
