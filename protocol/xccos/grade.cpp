// Grades as text, and what each permits a check to say.
#include "protocol/xccos/grade.h"

namespace parley::xccos {

std::string_view to_string(Grade grade) {
  switch (grade) {
    case Grade::W: return "W";
    case Grade::A: return "A";
    case Grade::S: return "S";
    case Grade::R: return "R";
    case Grade::X: return "X";
  }
  return "X";
}

std::optional<Grade> parse_grade(std::string_view text) {
  for (const Grade grade : {Grade::W, Grade::A, Grade::S, Grade::R, Grade::X})
    if (to_string(grade) == text) return grade;
  return std::nullopt;
}

bool may_fail(Grade grade) { return grade == Grade::W || grade == Grade::A || grade == Grade::S; }

}   // namespace parley::xccos
