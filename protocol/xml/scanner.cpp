// A table says for each byte whether it means itself; what it stops at is looked at one by one.
#include "protocol/xml/scanner.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "protocol/base/find_byte.h"
#include "protocol/base/text.h"
#include "protocol/base/utf8.h"
#include "protocol/xml/name_characters.h"

namespace parley::xml {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kDeclaration = "<?xml";

// What a text and a value stop at: marks, and what may be no part of a character of XML.
struct TextStop {
  template <class C>
  static constexpr auto is(C c) {
    return (c < ' ') | (c == '&') | (c == '<') | (c == ']');
  }
};
struct ValueStop {
  template <class C>
  static constexpr auto is(C c) {
    return (c < ' ') | (c == '&') | (c == '<') | (c == '"') | (c == '\'');
  }
};

// What does not mean itself in a Raw of any kind, and some that do.
struct Special {
  template <class C>
  static constexpr auto is(C c) {
    return (c == '&') | (c == '\r') | (c == '\n') | (c == '\t');
  }
};

// A reference behind its "&": what it means, and its length without the "&"; 0 when it is none.
struct Reference {
  std::uint32_t code = 0;
  std::size_t length = 0;
};

Reference read_number(std::string_view text) {
  const bool hexadecimal = text.starts_with("#x");
  const char* const digits = text.data() + (hexadecimal ? 2 : 1);
  const char* const end = text.data() + text.size();
  std::uint32_t code = 0;
  const auto [after, error] = std::from_chars(digits, end, code, hexadecimal ? 16 : 10);
  if (error != std::errc{} || after == end || *after != ';' || !is_xml_character(code)) return {};
  return {code, static_cast<std::size_t>(after - text.data()) + 1};
}

Reference read_reference(std::string_view text) {
  if (text.starts_with("amp;")) return {'&', 4};
  if (text.starts_with("lt;")) return {'<', 3};
  if (text.starts_with("gt;")) return {'>', 3};
  if (text.starts_with("quot;")) return {'"', 5};
  if (text.starts_with("apos;")) return {'\'', 5};
  return text.starts_with('#') ? read_number(text) : Reference{};
}

// Of one that read_reference() has found good before.
Reference known_reference(std::string_view text) {
  switch (text[0]) {
    case 'a': return text[1] == 'm' ? Reference{'&', 4} : Reference{'\'', 5};
    case 'l': return {'<', 3};
    case 'g': return {'>', 3};
    case 'q': return {'"', 5};
    default: return read_number(text);
  }
}

// What the one special byte at the head of `bytes` and those that belong to it mean; they are removed.
char* write_special(char* out, std::string_view& bytes, Raw::Kind kind) {
  const bool means_itself = kind == Raw::Kind::value ? false : bytes[0] == '\n' || bytes[0] == '\t';
  if (means_itself || (bytes[0] == '&' && kind == Raw::Kind::cdata)) {
    *out = bytes[0];
    bytes.remove_prefix(1);
  } else if (bytes[0] == '&') {
    const Reference reference = known_reference(bytes.substr(1));
    bytes.remove_prefix(1 + reference.length);
    if (reference.code >= 0x80) {
      std::string character;
      append_utf8(character, reference.code);
      return std::copy(character.begin(), character.end(), out);
    }
    *out = static_cast<char>(reference.code);
  } else {
    bytes.remove_prefix(bytes.starts_with("\r\n") ? 2 : 1);
    *out = kind == Raw::Kind::value ? ' ' : '\n';
  }
  return out + 1;
}

// Production VersionNum.
bool is_version(std::string_view text) {
  return text.size() > 2 && text.starts_with("1.") &&
         std::all_of(text.begin() + 2, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}   // namespace

// No character is longer than the reference to it.
std::string_view Raw::resolved(std::pmr::memory_resource& arena) const {
  char* const begin = static_cast<char*>(arena.allocate(bytes.size(), 1));
  char* out = begin;
  for (std::string_view rest = bytes; !rest.empty();) {
    const char* const special = copy_to_byte<Special>(rest.data(), rest.data() + rest.size(), out);
    rest.remove_prefix(static_cast<std::size_t>(special - rest.data()));
    if (!rest.empty()) out = write_special(out, rest, kind);
  }
  return {begin, static_cast<std::size_t>(out - begin)};
}

Token Scanner::next() {
  if (refused_) return Token::refused;
  if (at_ == bytes_.data()) {
    skip(kByteOrderMark);
    token_ = at_;
    if (begins_declaration() && !pass_declaration()) return Token::refused;
  }
  for (;;) {
    token_ = at_;
    if (at_ == end_) return Token::end;
    if (*at_ != '<') return read_text();
    ++at_;
    if (at_ == end_) return malformed("a tag without an end", token_);
    switch (*at_) {
      case '/': return read_end_tag();
      case '!':
        if (!skip("!--")) return read_declaration();
        if (!pass_comment()) return Token::refused;
        break;
      case '?':
        if (!pass_instruction()) return Token::refused;
        break;
      default: return read_start_tag();
    }
  }
}

void Scanner::refuse(Errc code, std::string_view reason, const char* where) {
  if (refused_) return;
  refused_ = true;
  const auto line = 1 + std::count(bytes_.data(), where, '\n');
  const std::size_t offset = offset_of({where, 0});
  error_ = Error{code, fmt::format("{}, at line {}, byte {}.", reason, line, offset), offset};
}

Token Scanner::malformed(std::string_view reason, const char* where) {
  refuse(Errc::malformed, fmt::format("Not well-formed XML: {}", reason), where);
  return Token::refused;
}

bool Scanner::skip(std::string_view literal) {
  if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(literal)) return false;
  at_ += literal.size();
  return true;
}

bool Scanner::skip_blanks() {
  if (at_ != end_ && *at_ > ' ') return false;
  const char* const begin = at_;
  while (at_ != end_ && is_white_space(*at_)) ++at_;
  return at_ != begin;
}

bool Scanner::skip_equals() {
  skip_blanks();
  const bool is_there = skip('=');
  skip_blanks();
  return is_there;
}

bool Scanner::read_name(RawName& name) {
  const char* part = at_;
  const char* plain = end_of_plain_name(part, end_);
  name.colon = RawName::kNoColon;
  if (plain != part && plain != end_ && *plain == ':') {
    name.colon = static_cast<std::size_t>(plain - at_);
    part = plain + 1;
    plain = end_of_plain_name(part, end_);
  }
  if (plain != part && plain != end_ && *plain != ':' && static_cast<unsigned char>(*plain) < 0x80) {
    name.text = {at_, static_cast<std::size_t>(plain - at_)};
    at_ = plain;
    return true;
  }
  const std::size_t length = name_length({at_, static_cast<std::size_t>(end_ - at_)}, name.colon);
  name.text = {at_, length};
  at_ += length;
  if (length == 0) malformed("a name is missing or begins wrongly", at_);
  return length > 0;
}

// Past one character that does not mean itself alone; null when XML knows none that begins so.
const char* Scanner::pass_character(const char* at) {
  const std::size_t length = xml_character_length({at, static_cast<std::size_t>(end_ - at)});
  if (length == 0) malformed("a byte that is no part of a character of XML", at);
  return length == 0 ? nullptr : at + length;
}

const char* Scanner::pass_reference(const char* at) {
  const Reference reference = read_reference({at + 1, static_cast<std::size_t>(end_ - at - 1)});
  if (reference.length == 0) malformed("an & that begins no reference that is known", at);
  return reference.length == 0 ? nullptr : at + 1 + reference.length;
}

Token Scanner::read_text() {
  bool plain = true;
  const char* at = at_;
  for (;;) {
    at = find_byte<TextStop>(at, end_);
    if (at == end_ || *at == '<') break;
    if (*at == '&') {
      plain = false;
      at = pass_reference(at);
    } else if (*at == ']') {
      if (std::string_view(at, static_cast<std::size_t>(end_ - at)).starts_with("]]>"))
        return malformed("]]> outside of CDATA", at);
      ++at;
    } else {
      plain = plain && *at != '\r';
      at = pass_character(at);
    }
    if (at == nullptr) return Token::refused;
  }
  text_.bytes = {at_, static_cast<std::size_t>(at - at_)};
  text_.kind = plain ? Raw::Kind::plain : Raw::Kind::text;
  at_ = at;
  return Token::text;
}

// To the first `mark` behind; null when there is none, or a character on the way is none.
const char* Scanner::find_end(const char* at, std::string_view mark, std::string_view what) {
  const std::string_view rest(at, static_cast<std::size_t>(end_ - at));
  const std::size_t length = rest.find(mark);
  if (length == rest.npos) {
    malformed(fmt::format("{} without an end", what), token_);
    return nullptr;
  }
  for (const char* c = at; c != at + length;) {
    c = pass_character(c);
    if (c == nullptr) return nullptr;
  }
  return at + length;
}

Token Scanner::read_cdata() {
  const char* const end = find_end(at_, "]]>", "a CDATA section");
  if (end == nullptr) return Token::refused;
  const std::string_view content(at_, static_cast<std::size_t>(end - at_));
  text_ = {content, content.find('\r') == content.npos ? Raw::Kind::plain : Raw::Kind::cdata};
  at_ = end + 3;
  return Token::cdata;
}

Token Scanner::read_declaration() {
  if (skip("![CDATA[")) return read_cdata();
  if (!skip("!DOCTYPE")) return malformed("a name is missing or begins wrongly", at_);
  refuse(Errc::unsupported, "A document type declaration is not accepted");
  return Token::refused;
}

Token Scanner::read_start_tag() {
  attributes_.clear();
  declarations_ = 0;
  if (!read_name(name_)) return Token::refused;
  for (;;) {
    const bool separated = skip_blanks();
    if (at_ == end_) return malformed("a tag without an end", token_);
    if (skip('>')) return Token::start_tag;
    if (skip('/')) return skip('>') ? Token::empty_tag : malformed("a / inside of a tag", at_);
    if (!separated) return malformed("a blank is missing before an attribute", at_);
    if (!read_attribute()) return Token::refused;
  }
}

Token Scanner::read_end_tag() {
  ++at_;
  if (!read_name(name_)) return Token::refused;
  skip_blanks();
  return skip('>') ? Token::end_tag : malformed("a tag without an end", at_);
}

bool Scanner::read_attribute() {
  if (attributes_.size() == attributes_max_) {
    refuse(Errc::limit_exceeded,
           fmt::format("A tag has more attributes and declarations than {}", attributes_max_));
    return false;
  }
  RawAttribute& attribute = attributes_.emplace_back();
  if (!read_name(attribute.name)) return false;
  if (attribute.name.declares_namespace()) ++declarations_;
  if (skip_equals()) return read_value(attribute.value);
  malformed("an attribute without a value", at_);
  return false;
}

bool Scanner::read_value(Raw& value) {
  if (at_ == end_ || (*at_ != '"' && *at_ != '\'')) {
    malformed("a value without quotes", at_);
    return false;
  }
  const char quote = *at_++;
  bool plain = true;
  const char* at = at_;
  for (;;) {
    at = find_byte<ValueStop>(at, end_);
    if (at == end_) malformed("a value without an end", at_ - 1);
    else if (*at == '<') malformed("< in a value", at);
    if (refused_) return false;
    if (*at == quote) break;
    if (*at == '&') {
      plain = false;
      at = pass_reference(at);
    } else {
      plain = plain && !is_white_space(*at);   // A blank itself stops nowhere.
      at = pass_character(at);
    }
    if (at == nullptr) return false;
  }
  value.bytes = {at_, static_cast<std::size_t>(at - at_)};
  value.kind = plain ? Raw::Kind::plain : Raw::Kind::value;
  at_ = at + 1;
  return true;
}

bool Scanner::pass_comment() {
  const char* const end = find_end(at_, "--", "a comment");
  if (end == nullptr) return false;
  at_ = end;
  if (skip("-->")) return true;
  malformed("-- in a comment", end);
  return false;
}

bool Scanner::pass_instruction() {
  ++at_;
  RawName target;
  if (!read_name(target)) return false;
  if (equal_ignoring_case(target.text, "xml")) malformed("an XML declaration that is not first", token_);
  if (target.has_colon()) malformed("an instruction with a colon", token_);
  if (refused_) return false;
  if (skip("?>")) return true;
  if (!skip_blanks()) {
    malformed("a blank is missing behind the name of an instruction", at_);
    return false;
  }
  const char* const end = find_end(at_, "?>", "an instruction");
  if (end == nullptr) return false;
  at_ = end + 2;
  return true;
}

// With another character behind it is an instruction of another name, or a wrong one.
bool Scanner::begins_declaration() const {
  const std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
  return rest.size() > kDeclaration.size() && rest.starts_with(kDeclaration) &&
         is_white_space(rest[kDeclaration.size()]);
}

// Production XMLDecl (2.8).
bool Scanner::pass_declaration() {
  skip(kDeclaration);
  std::string_view version;
  std::string_view encoding;
  std::string_view standalone;
  if (!read_pseudo("version", version) || !is_version(version)) {
    malformed("an XML declaration of another version than 1.0", token_);
    return false;
  }
  const bool says_encoding = read_pseudo("encoding", encoding);
  const bool says_standalone = read_pseudo("standalone", standalone);
  skip_blanks();
  if (!skip("?>") || (says_standalone && standalone != "yes" && standalone != "no")) {
    malformed("an XML declaration that is none", token_);
    return false;
  }
  if (!says_encoding || equal_ignoring_case(encoding, "utf-8") || equal_ignoring_case(encoding, "us-ascii"))
    return true;
  refuse(Errc::unsupported, fmt::format("The declared encoding is {:.40}, and only UTF-8 is read", encoding));
  return false;
}

// name="value" in a declaration; nothing is read when something else stands here.
bool Scanner::read_pseudo(std::string_view name, std::string_view& value) {
  const char* const begin = at_;
  if (skip_blanks() && skip(name) && skip_equals() && read_quoted(value)) return true;
  at_ = begin;
  return false;
}

bool Scanner::read_quoted(std::string_view& printable) {
  if (at_ == end_ || (*at_ != '"' && *at_ != '\'')) return false;
  const char* const begin = at_ + 1;
  const char* const end = std::find(begin, end_, *at_);
  if (end == end_ || !std::all_of(begin, end, [](char c) { return c >= ' ' && c <= '~'; })) return false;
  printable = {begin, static_cast<std::size_t>(end - begin)};
  at_ = end + 1;
  return true;
}

}   // namespace parley::xml
