// Lexical rules shared by the SIP parsers: quoting, nesting.
#include "protocol/sip/grammar.h"

#include <algorithm>

namespace parley::sip {
namespace {

// The index of the quote that closes the one at `open`, or the last index of the text.
std::size_t closing_quote(std::string_view text, std::size_t open) {
  for (std::size_t i = open + 1; i < text.size(); ++i) {
    if (text[i] == '\\') ++i;
    else if (text[i] == '"') return i;
  }
  return text.size() - 1;
}

}   // namespace

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::size_t find_outside(std::string_view text, std::string_view wanted, std::size_t from) {
  const auto may_matter = [](auto c) { return (c == '"') | (c == '<') | (c == ',') | (c == ';'); };
  for (std::size_t i = scan(text, from, may_matter); i < text.size(); i = scan(text, i + 1, may_matter)) {
    const char c = text[i];
    for (const char w : wanted)
      if (w == c) return i;
    if (c == '"') i = closing_quote(text, i);
    else if (c == '<') i = std::min(text.find('>', i), text.size() - 1);
  }
  return std::string_view::npos;
}

}   // namespace parley::sip
