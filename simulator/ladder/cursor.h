// Walks over ladder text and knows where it is. The language has no separate tokens, because XML, XPath and
// the words of a user each have their own; the parser asks for what may come next.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/result.h"
#include "protocol/base/time.h"
#include "simulator/ladder/diagnostic.h"

namespace parley::sim::ladder {

class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  bool at_end() const { return offset_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const;   // NUL behind the end.
  bool sees(std::string_view text) const { return text_.substr(offset_).starts_with(text); }
  Position position() const { return position_; }
  std::size_t offset() const { return offset_; }
  std::string_view between(std::size_t begin, std::size_t end) const {
    return text_.substr(begin, end - begin);
  }

  void next();   // One byte; nothing at the end.
  bool accept(std::string_view text);
  void skip_blanks();        // Blanks, tabs, CR and a comment; stays on the line.
  void skip_space();         // The same, and line ends.
  bool at_statement_end();   // A line end, the end, or the } of the block.
  // A '#' is a comment at the beginning of a line and after a blank.
  bool at_comment() const;

  // [A-Za-z_][A-Za-z0-9_.-]*, and ${...} anywhere in it; empty when none begins here. "->" ends it.
  std::string name();
  // Everything up to a blank, a line end, or one of `stops`; a "quoted" stretch counts as one.
  std::string word(std::string_view stops = "{}[],=");
  // "..." with \" and \\ inside; other backslashes stay. The error's offset is of no use; the cursor is at
  // the quote.
  Result<std::string> quoted();
  // "32s", "1.5s", "300ms", "2m", "1h".
  Result<Duration> duration();

  // A free stretch of text up to the end of the line, a comment, or a } that the stretch did not open; both
  // ends trimmed. `quotes` are the characters between which none of these counts.
  struct Stretch {
    std::string text;
    Position position;
    std::optional<Position> open_quote;   // A quote that the line does not close.
  };
  Stretch stretch(std::string_view quotes, bool stop_at_tag);
  // "[XCCOS-SIB-1 MUST]" and the like begins here. XPath has brackets too, but no capital, hyphen and end
  // of line in this shape.
  bool at_tag() const;
  // To the end of the line, or to the } of the block around it. Blocks that are opened on the way are
  // skipped as a whole.
  void skip_statement();

 private:
  std::string_view text_;
  std::size_t offset_ = 0;
  Position position_{1, 1};
};

}   // namespace parley::sim::ladder
