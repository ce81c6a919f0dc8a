// Where everything of a ladder diagram stands: lifelines, rows and the marks beside them, in pixels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reports/run_record.h"

namespace parley::reports {

struct Lifeline {
  std::string name;
  int x = 0;
  bool internal = false;   // A part of an actor, known from an internal step only.
};

// A check drawn in a row: its index in the case.
struct Row {
  enum class Kind : std::uint8_t {
    message,    // An arrow, with the results of the checks that judged it.
    pause,      // Time passes: `text` says how long.
    left_out,   // Messages that are not drawn: `text` says how many.
    missing,    // A check that did not hold and has no message as evidence.
  };
  Kind kind = Kind::message;
  std::size_t message = 0;           // Index in the case, of an arrow.
  std::vector<std::size_t> checks;   // Indices in the case.
  std::string text;
  int y = 0;   // Upper edge.
  int height = 0;
};

struct LadderLayout {
  std::vector<Lifeline> lifelines;
  std::vector<Row> rows;
  int top = 0;       // Where the lifelines begin, below the names.
  int bottom = 0;    // Where they end, above the names repeated.
  int marks_x = 0;   // Where results of checks begin.
  int width = 0;
  int height = 0;

  int x_of(std::string_view name) const;   // 0 when it is none of the lifelines.
};

// Nothing at all when there is nothing to draw.
LadderLayout lay_out_ladder(const CaseRecord& one);

// "INFO cmd:joi…": at most `count` characters, counted as a reader does.
std::string shorten(std::string_view text, std::size_t count);

}   // namespace parley::reports
