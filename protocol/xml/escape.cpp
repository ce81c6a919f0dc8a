// One pass over the bytes with a table of actions.
#include "protocol/xml/escape.h"

#include <array>
#include <cstdint>

#include "protocol/base/find_byte.h"
#include "protocol/base/text.h"
#include "protocol/base/utf8.h"

namespace parley::xml {
namespace {

// What to do with a byte. A table, because the string searches of the standard library are many times
// slower under one of the two compilers.
enum Action : std::uint8_t {
  kCopy,
  kAmp,
  kLess,
  kGreater,
  kQuote,
  kApostrophe,
  kTab,
  kLf,
  kCr,
  kRefuse,
  kWide
};

constexpr std::array<std::string_view, 9> kReplacements = {"",       "&amp;", "&lt;",  "&gt;", "&quot;",
                                                           "&apos;", "&#9;",  "&#10;", "&#13;"};
constexpr std::string_view kReplacementCharacter = "\xef\xbf\xbd";

consteval std::array<Action, 256> make_table(bool attribute) {
  std::array<Action, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = i < 0x20 ? kRefuse : i < 0x80 ? kCopy : kWide;
  table['&'] = kAmp, table['<'] = kLess, table['>'] = kGreater, table['"'] = kQuote,
  table['\''] = kApostrophe;
  table['\t'] = attribute ? kTab : kCopy, table['\n'] = kLf, table['\r'] = kCr;
  return table;
}
constexpr auto kTextTable = make_table(false);
constexpr auto kAttributeTable = make_table(true);

// What a table does not copy, and some that it does.
struct Special {
  template <class C>
  static constexpr auto is(C c) {
    return (c < ' ') | (c == '&') | (c == '<') | (c == '>') | (c == '"') | (c == '\'');
  }
};

void append(std::string& out, std::string_view text, const std::array<Action, 256>& table) {
  const char* const end = text.data() + text.size();
  std::size_t copied = 0;   // Everything before it is in `out`.
  std::size_t i = 0;
  for (;;) {
    i = static_cast<std::size_t>(find_byte<Special>(text.data() + i, end) - text.data());
    if (i == text.size()) break;
    const Action action = table[static_cast<unsigned char>(text[i])];
    const std::size_t keep = action == kCopy ? 1 : action == kWide ? xml_character_length(text.substr(i)) : 0;
    if (keep > 0) {
      i += keep;
      continue;
    }
    out.append(text, copied, i - copied);
    out += action >= kRefuse ? kReplacementCharacter : kReplacements[action];
    copied = ++i;
  }
  out.append(text, copied);
}

}   // namespace

void append_text(std::string& out, std::string_view text) { append(out, text, kTextTable); }

void append_lines(std::string& out, std::string_view text) {
  const std::string lines = with_line_feeds(text);
  std::string_view rest = lines;
  for (std::size_t end = rest.find('\n'); end != rest.npos; end = rest.find('\n')) {
    append_text(out, rest.substr(0, end));
    out += "\r\n";
    rest.remove_prefix(end + 1);
  }
  append_text(out, rest);
}

void append_attribute(std::string& out, std::string_view text) { append(out, text, kAttributeTable); }

}   // namespace parley::xml
