// Lexical rules shared by the SIP parsers: tokens, quoting, nesting.
#include "protocol/sip/grammar.h"

#include <algorithm>

namespace parley::sip {
namespace {

bool is_token_char(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  constexpr std::string_view kMarks = "-.!%*_+`'~";
  return kMarks.find(c) != std::string_view::npos;
}

// The index of the quote that closes the one at `open`, or the last index of the text.
std::size_t closing_quote(std::string_view text, std::size_t open) {
  for (std::size_t i = open + 1; i < text.size(); ++i) {
    if (text[i] == '\\') ++i;
    else if (text[i] == '"') return i;
  }
  return text.size() - 1;
}

}   // namespace

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

bool has_line_break(std::string_view text) { return text.find_first_of("\r\n") != std::string_view::npos; }

std::size_t find_outside(std::string_view text, std::string_view wanted, std::size_t from) {
  bool in_brackets = false;
  for (std::size_t i = from; i < text.size(); ++i) {
    const char c = text[i];
    if (in_brackets) {
      in_brackets = c != '>';
      continue;
    }
    if (wanted.find(c) != std::string_view::npos) return i;
    if (c == '"') i = closing_quote(text, i);
    else if (c == '<') in_brackets = true;
  }
  return std::string_view::npos;
}

}   // namespace parley::sip
