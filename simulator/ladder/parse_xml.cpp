// Finds the end of a piece of XML by its tags. Whether it is well formed in every other respect is the
// linter's question; here it only must not swallow the rest of the file.
#include <fmt/format.h>

#include "simulator/ladder/parser.h"

namespace parley::sim::ladder {
namespace {

std::string tag_name(Cursor& cursor) {
  const std::size_t begin = cursor.offset();
  const std::string_view ends = " \t\r\n/><=";
  while (!cursor.at_end() && ends.find(cursor.peek()) == std::string_view::npos) cursor.next();
  return std::string(cursor.between(begin, cursor.offset()));
}

// To the > of a tag, over attribute values. True when the tag closes itself.
bool skip_attributes(Cursor& cursor) {
  char quote = 0;
  bool slash = false;
  for (; !cursor.at_end(); cursor.next()) {
    const char c = cursor.peek();
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      cursor.next();
      return slash;
    }
    slash = quote == 0 && c == '/';
  }
  return false;
}

bool skip_past(Cursor& cursor, std::string_view end) {
  while (!cursor.at_end() && !cursor.sees(end)) cursor.next();
  return cursor.accept(end);
}

}   // namespace

bool Parser::xml_tag(std::vector<Text>& open) {
  const Position at = cursor_.position();
  if (cursor_.accept("<!--")) return skip_past(cursor_, "-->");
  if (cursor_.accept("<![CDATA[")) return skip_past(cursor_, "]]>");
  if (cursor_.accept("</")) {
    const std::string closed = tag_name(cursor_);
    skip_attributes(cursor_);
    if (open.empty() || open.back().text != closed)
      return complain(at, fmt::format("</{}> closes no open element; expected {}", closed,
                                      open.empty() ? "an element" : "</" + open.back().text + ">"));
    open.pop_back();
    return true;
  }
  cursor_.next();
  Text element{tag_name(cursor_), at};
  if (element.empty()) return complain(at, "this < begins no element; expected a name");
  if (!skip_attributes(cursor_)) open.push_back(std::move(element));
  return true;
}

std::optional<Text> Parser::xml() {
  Text piece{{}, cursor_.position()};
  const std::size_t begin = cursor_.offset();
  const Cursor start = cursor_;
  std::vector<Text> open;
  const std::size_t complaints = diagnostics_.size();
  do {
    while (!cursor_.at_end() && cursor_.peek() != '<') cursor_.next();
    if (cursor_.at_end() || !xml_tag(open)) {
      if (diagnostics_.size() == complaints)
        complain(open.empty() ? piece.position : open.back().position,
                 fmt::format("<{}> is never closed; expected its end before the end of the file",
                             open.empty() ? "" : open.back().text));
      cursor_ = start;
      // What follows on this line and below is XML too: nothing in it is worth a second complaint.
      for (int depth = 0; !cursor_.at_end() && !(depth == 0 && cursor_.peek() == '}'); cursor_.next())
        depth += cursor_.peek() == '{' ? 1 : cursor_.peek() == '}' ? -1 : 0;
      return std::nullopt;
    }
  } while (!open.empty());
  piece.text = cursor_.between(begin, cursor_.offset());
  return piece;
}

}   // namespace parley::sim::ladder
