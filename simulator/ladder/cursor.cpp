// The lexical rules of the ladder language.
#include "simulator/ladder/cursor.h"

#include <algorithm>
#include <string>
#include <utility>

#include "protocol/base/text.h"

namespace parley::sim::ladder {
namespace {

// Long enough for a soak of some days; a longer wait is a slip of the unit.
constexpr std::int64_t kDurationMax = std::int64_t{100} * 3600 * 1'000'000'000;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool is_continuation_byte(char c) { return (static_cast<unsigned char>(c) & 0xc0u) == 0x80u; }

std::optional<std::int64_t> nanoseconds_of_unit(std::string_view unit) {
  if (unit == "us") return 1'000;
  if (unit == "ms") return 1'000'000;
  if (unit == "s") return 1'000'000'000;
  if (unit == "m") return std::int64_t{60} * 1'000'000'000;
  if (unit == "h") return std::int64_t{3600} * 1'000'000'000;
  return std::nullopt;
}

}   // namespace

char Cursor::peek(std::size_t ahead) const {
  return offset_ + ahead < text_.size() ? text_[offset_ + ahead] : '\0';
}

void Cursor::next() {
  if (at_end()) return;
  if (text_[offset_] == '\n') position_ = {position_.line + 1, 1};
  else if (!is_continuation_byte(peek(1))) ++position_.column;
  ++offset_;
}

bool Cursor::accept(std::string_view text) {
  if (!sees(text)) return false;
  for (std::size_t i = 0; i < text.size(); ++i) next();
  return true;
}

bool Cursor::at_comment() const {
  if (peek() != '#') return false;
  return offset_ == 0 || text_[offset_ - 1] == '\n' || is_blank(text_[offset_ - 1]);
}

void Cursor::skip_blanks() {
  while (is_blank(peek())) next();
  if (!at_comment()) return;
  while (!at_end() && peek() != '\n') next();
}

void Cursor::skip_space() {
  skip_blanks();
  while (peek() == '\n') {
    next();
    skip_blanks();
  }
}

bool Cursor::at_statement_end() {
  skip_blanks();
  return at_end() || peek() == '\n' || peek() == '}';
}

std::string Cursor::name() {
  if (!is_letter(peek()) && !sees("${")) return {};
  const std::size_t begin = offset_;
  while (!at_end()) {
    if (sees("->") || sees("~>")) break;
    if (sees("${")) {
      while (!at_end() && peek() != '}' && peek() != '\n') next();
      if (peek() != '}') break;
      next();
    } else if (is_letter(peek()) || is_digit(peek()) || peek() == '-' || peek() == '.') {
      next();
    } else {
      break;
    }
  }
  return std::string(between(begin, offset_));
}

std::string Cursor::word(std::string_view stops) {
  const std::size_t begin = offset_;
  while (!at_end() && peek() != '\n' && !is_blank(peek())) {
    if (accept("${")) {
      while (!at_end() && peek() != '}' && peek() != '\n') next();
      accept("}");
      continue;
    }
    if (stops.find(peek()) != std::string_view::npos) break;
    next();
  }
  return std::string(between(begin, offset_));
}

Result<std::string> Cursor::quoted() {
  const Cursor start = *this;
  std::string text;
  next();
  while (!at_end() && peek() != '\n') {
    if (peek() == '"') {
      next();
      return text;
    }
    if (peek() == '\\' && (peek(1) == '"' || peek(1) == '\\')) next();
    text += peek();
    next();
  }
  *this = start;
  return fail(Errc::malformed, "the quote is not closed on this line; expected another \"");
}

Result<Duration> Cursor::duration() {
  const Cursor start = *this;
  const auto refuse = [&](Errc code, std::string why) {
    *this = start;
    return fail(code, std::move(why));
  };
  std::int64_t whole = 0, fraction = 0, scale = 1;
  bool digits = false;
  for (; is_digit(peek()); next(), digits = true)
    whole = std::min(whole * 10 + (peek() - '0'), kDurationMax + 1);
  if (digits && peek() == '.' && is_digit(peek(1)))
    for (next(); is_digit(peek()); next(), scale *= 10) {
      if (scale == 1'000'000)
        return refuse(Errc::unsupported,
                      "this time has more than six digits behind its point; expected fewer");
      fraction = fraction * 10 + (peek() - '0');
    }
  const std::size_t begin = offset_;
  while (is_letter(peek())) next();
  const auto unit = nanoseconds_of_unit(between(begin, offset_));
  if (!digits || !unit)
    return refuse(Errc::malformed,
                  "this is no length of time; expected a number and us, ms, s, m or h, as 32s");
  if (whole > kDurationMax / *unit)
    return refuse(Errc::limit_exceeded, "this time is longer than 100h; expected less");
  return Duration{whole * *unit + fraction * *unit / scale};
}

bool Cursor::at_tag() const {
  if (peek() != '[' || !is_upper(peek(1))) return false;
  std::size_t i = 1;
  bool hyphen = false;
  for (; is_letter(peek(i)) || is_digit(peek(i)) || peek(i) == '-' || peek(i) == '.'; ++i)
    hyphen = hyphen || peek(i) == '-';
  while (peek(i) == ' ' || is_upper(peek(i))) ++i;
  return hyphen && peek(i) == ']';
}

Cursor::Stretch Cursor::stretch(std::string_view quotes, bool stop_at_tag) {
  skip_blanks();
  Stretch result{.text = {}, .position = position(), .open_quote = {}};
  const std::size_t begin = offset_;
  char quote = 0;
  Position quote_position;
  int depth = 0;
  for (; !at_end() && peek() != '\n'; next()) {
    const char c = peek();
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (quotes.find(c) != std::string_view::npos) {
      quote = c;
      quote_position = position();
    } else if (at_comment() || (c == '}' && depth == 0) ||
               (stop_at_tag && at_tag() && is_blank(text_[offset_ - 1]))) {
      break;
    } else {
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
    }
  }
  if (quote != 0) result.open_quote = quote_position;
  result.text = trim(between(begin, offset_));
  return result;
}

void Cursor::skip_statement() {
  int depth = 0;
  for (; !at_end(); next()) {
    if (at_comment()) {
      while (!at_end() && peek() != '\n') next();
    }
    if (depth == 0 && (peek() == '\n' || peek() == '}')) return;
    depth += peek() == '{' ? 1 : peek() == '}' ? -1 : 0;
  }
}

}   // namespace parley::sim::ladder
