// FROM -> TO : WHAT, what qualifies it, and its tags.
#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/text.h"
#include "simulator/ladder/parser.h"

namespace parley::sim::ladder {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "200", or "4xx" for a whole class.
bool is_status(std::string_view text) {
  return text.size() == 3 && text[0] >= '1' && text[0] <= '6' &&
         (text.substr(1) == "xx" || (is_digit(text[1]) && is_digit(text[2])));
}

bool is_method(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}   // namespace

std::optional<Arrow> Parser::arrow(const Text& from) {
  Arrow arrow;
  arrow.position = from.position;
  arrow.from = from;
  const bool internal = cursor_.accept("~>");
  if (from.empty() || (!internal && !cursor_.accept("->"))) {
    const std::string word = from.empty() ? cursor_.word("") : from.text;
    complain(from.position, fmt::format("'{}' begins no statement; expected A -> B : WHAT, or do, fault, "
                                        "pause, optional, unordered, one-of, forbid, repeat",
                                        word));
    return std::nullopt;
  }
  arrow.kind = internal ? ArrowKind::internal : ArrowKind::request;
  cursor_.skip_blanks();
  const auto to = name("the actor that the arrow points to");
  if (!to) return std::nullopt;
  arrow.to = *to;
  cursor_.skip_blanks();
  if (!cursor_.accept(":")) {
    complain(cursor_.position(), "the arrow says not what is sent; expected A -> B : WHAT");
    return std::nullopt;
  }
  if (!arrow_what(arrow) || !qualifiers(arrow)) return std::nullopt;
  if (cursor_.peek() == '{' && (!arrow_block(arrow) || !tags(arrow.tags))) return std::nullopt;
  return arrow;
}

bool Parser::arrow_what(Arrow& arrow) {
  cursor_.skip_blanks();
  const Position at = cursor_.position();
  if (is_digit(cursor_.peek())) return statuses(arrow);
  arrow.method = cursor_.name();
  if (arrow.method.empty())
    return complain(at, "the arrow says not what is sent; expected a method or a status");
  if (arrow.kind == ArrowKind::request && !is_method(arrow.method))
    return complain(
        at, fmt::format("'{}' is no method; expected one in capitals, as INFO, or a status", arrow.method));
  return true;
}

bool Parser::statuses(Arrow& arrow) {
  const Position at = cursor_.position();
  const std::string word = cursor_.word("{}[],");
  if (arrow.kind == ArrowKind::internal)
    return complain(at, "a step inside an actor has no status; expected its name");
  arrow.kind = ArrowKind::response;
  for (const std::string_view status : split(word, '|')) {
    if (!is_status(status))
      return complain(at, fmt::format("'{}' is no status; expected 200, 4xx, or several as 200|503", word));
    arrow.statuses.emplace_back(status);
  }
  return true;
}

bool Parser::qualifiers(Arrow& arrow) {
  while (!cursor_.at_statement_end()) {
    if (cursor_.peek() == '{' || cursor_.sees("=>")) return true;
    if (cursor_.peek() == '[') {
      if (!tags(arrow.tags)) return false;
      continue;
    }
    const Cursor before = cursor_;
    const Position at = cursor_.position();
    const Text word{cursor_.name(), at};
    if (word.text == "during" || word.text == "from") {
      cursor_ = before;
      return true;
    }
    if (!qualifier(arrow, word)) return false;
  }
  return true;
}

bool Parser::qualifier(Arrow& arrow, const Text& word) {
  cursor_.skip_blanks();
  const auto once = [&](bool free, std::string_view what) {
    return free || complain(word.position, fmt::format("{} is given twice; expected it once", what));
  };
  if (word.text == "within") {
    arrow.within_position = word.position;
    if (!once(!arrow.within, "'within'")) return false;
    return (arrow.within = duration()).has_value();
  }
  if (word.text == "not") {
    if (!cursor_.accept("before"))
      return complain(word.position, "'not' stands alone; expected 'not before' and a time");
    if (!once(!arrow.not_before, "'not before'")) return false;
    return (arrow.not_before = duration()).has_value();
  }
  Text Arrow::* field = nullptr;
  if (word.text == "as") field = &Arrow::capture;
  else if (word.text == "reply-to") field = &Arrow::reply_to;
  if (field) {
    if (!once((arrow.*field).empty(), fmt::format("'{}'", word.text))) return false;
    const auto value = word.text == "as" ? declared_name("what is captured") : name("a captured command");
    if (!value) return false;
    arrow.*field = *value;
    return true;
  }
  if (word.empty())
    return complain(word.position, fmt::format("'{}' is not understood here; expected a name, as, reply-to, "
                                               "within, not before, {{ or a tag",
                                               cursor_.word("")));
  if (arrow.kind == ArrowKind::internal)
    return complain(word.position, "a step inside an actor has no dialog; expected as, within, { or a tag");
  const bool response = arrow.kind == ArrowKind::response;
  Text& named = response ? arrow.answers : arrow.dialog;
  if (!once(named.empty(), response ? "the request" : "the dialog")) return false;
  named = word;
  return true;
}

bool Parser::tags(std::vector<Tag>& tags) {
  cursor_.skip_blanks();
  while (cursor_.peek() == '[') {
    const Position at = cursor_.position();
    if (!cursor_.at_tag()) return complain(at, "this is no tag; expected [ID KEYWORD], as [FLOW-ACK-1 MUST]");
    cursor_.next();
    Tag tag{.id = cursor_.word("]"), .keyword = {}, .position = at};
    const std::size_t begin = cursor_.offset();
    while (cursor_.peek() != ']') cursor_.next();
    const auto word = trim(cursor_.between(begin, cursor_.offset()));
    cursor_.next();
    if (!word.empty()) {
      tag.keyword = reports::parse_keyword(word);
      if (!tag.keyword)
        return complain(
            at, fmt::format("'{}' is no keyword; expected MUST, MUST NOT, SHOULD, SHOULD NOT or MAY", word));
    }
    tags.push_back(std::move(tag));
    cursor_.skip_blanks();
  }
  return true;
}

}   // namespace parley::sim::ladder
