// Between the braces of an arrow: templates, conditions, checks and values to keep.
#include <fmt/format.h>

#include "protocol/base/text.h"
#include "simulator/ladder/parser.h"

namespace parley::sim::ladder {

bool Parser::arrow_block(Arrow& arrow) {
  const Position open = cursor_.position();
  cursor_.next();
  if (!tags(arrow.tags)) return false;
  bool good = true;
  for (cursor_.skip_space(); !cursor_.at_end() && cursor_.peek() != '}'; cursor_.skip_space())
    if (!arrow_item(arrow)) {
      good = false;
      cursor_.skip_statement();
    }
  if (cursor_.accept("}")) return good;
  return complain(open, "the block that begins here is never closed; expected }");
}

bool Parser::arrow_item(Arrow& arrow) {
  const Position at = cursor_.position();
  if (cursor_.peek() == '<') {
    auto piece = xml();
    if (piece) arrow.templates.push_back(std::move(*piece));
    return piece.has_value();
  }
  const std::string word = cursor_.name();
  if (word == "check") return check_line(arrow, at);
  if (word == "let") return let_line(arrow, at);
  if (word == "where") return where_line(arrow);
  const bool absent = word == "no";
  cursor_.skip_blanks();
  if (word == "header" || (absent && cursor_.accept("header"))) {
    auto test = header_test(at, absent);
    if (!test) return false;
    arrow.headers.push_back(std::move(*test));
    if (cursor_.at_statement_end()) return true;
    return complain(
        cursor_.position(),
        "a header line selects the message and ends here; expected 'check header' for a tag of its own");
  }
  return complain(at,
                  fmt::format("'{}' begins no line of a block; expected XML, check, let, where, header or "
                              "no header",
                              word.empty() ? cursor_.word("") : word));
}

// "header NAME": in XPath two names never follow each other, but for the operators.
bool Parser::sees_header_test() {
  Cursor ahead = cursor_;
  std::string word = ahead.name();
  ahead.skip_blanks();
  if (word == "no") {
    word = ahead.name();
    ahead.skip_blanks();
  }
  if (word != "header") return false;
  const std::string second = ahead.name();
  return !second.empty() && second != "and" && second != "or" && second != "div" && second != "mod";
}

bool Parser::check_line(Arrow& arrow, Position at) {
  cursor_.skip_blanks();
  Check check{.what = Text{}, .tags = {}, .position = at};
  if (sees_header_test()) {
    const bool absent = cursor_.accept("no");
    cursor_.skip_blanks();
    cursor_.accept("header");
    auto test = header_test(at, absent);
    if (!test) return false;
    check.what = std::move(*test);
  } else {
    auto expression = xpath(true);
    if (!expression) return false;
    check.what = std::move(*expression);
  }
  if (!tags(check.tags)) return false;
  if (!cursor_.at_statement_end())
    return complain(cursor_.position(), "the check does not end here; expected a tag or the end of the line");
  arrow.judgements.emplace_back(std::move(check));
  return true;
}

bool Parser::let_line(Arrow& arrow, Position at) {
  cursor_.skip_blanks();
  const auto variable = declared_name("a value to keep");
  if (!variable) return false;
  cursor_.skip_blanks();
  if (!cursor_.accept("="))
    return complain(cursor_.position(), "the value has no source; expected let NAME = XPATH");
  auto expression = xpath(false);
  if (!expression) return false;
  arrow.judgements.emplace_back(Let{*variable, std::move(*expression), at});
  return true;
}

bool Parser::where_line(Arrow& arrow) {
  auto expression = xpath(true);
  if (!expression) return false;
  if (cursor_.peek() == '[')
    return complain(cursor_.position(),
                    "a condition selects and carries no tag; expected the tag on the arrow");
  arrow.wheres.push_back(std::move(*expression));
  return true;
}

std::optional<HeaderTest> Parser::header_test(Position at, bool absent) {
  cursor_.skip_blanks();
  HeaderTest test{.kind = absent ? HeaderTest::Kind::absent : HeaderTest::Kind::present,
                  .name = cursor_.name(),
                  .value = {},
                  .position = at};
  if (test.name.empty()) {
    complain(cursor_.position(), "the header has no name; expected one, as Content-Type or Request-URI");
    return std::nullopt;
  }
  cursor_.skip_blanks();
  const char operation = cursor_.peek();
  if (operation != '=' && operation != '~') return test;
  if (absent) {
    complain(cursor_.position(), "a header that is absent has no value; expected the end of the line");
    return std::nullopt;
  }
  test.kind = operation == '=' ? HeaderTest::Kind::equals : HeaderTest::Kind::matches;
  cursor_.next();
  cursor_.skip_blanks();
  test.value.position = cursor_.position();
  if (cursor_.peek() != '"') {
    complain(test.value.position, "the value of the header is not in quotes; expected \"...\"");
    return std::nullopt;
  }
  auto value = cursor_.quoted();
  if (!value) {
    complain(test.value.position, value.error().detail);
    return std::nullopt;
  }
  ++test.value.position.column;   // Behind the quote, where the text itself begins.
  test.value.text = std::move(*value);
  return test;
}

std::optional<Text> Parser::xpath(bool stop_at_tag) {
  auto stretch = cursor_.stretch("'\"", stop_at_tag);
  if (stretch.open_quote) {
    complain(*stretch.open_quote, "the quote is not closed on this line; expected its twin");
    return std::nullopt;
  }
  if (!stretch.text.empty()) return Text{std::move(stretch.text), stretch.position};
  complain(stretch.position, "the expression is missing; expected XPath");
  return std::nullopt;
}

}   // namespace parley::sim::ladder
