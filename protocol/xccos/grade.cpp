// The grades of all message kinds, as one table.
#include "protocol/xccos/grade.h"

#include "protocol/base/text.h"

namespace parley::xccos {
namespace {

struct GradedKind {
  std::string_view id;
  Grade grade;
};

// From the tables of xccos.md 2 and the grades of testdata/INDEX.tsv. Where two forms of one kind have
// different grades, the one that carries the meaning counts, and in doubt the weaker.
constexpr GradedKind kKinds[] = {
    {"grpchat", Grade::A},   // W as a client sends it.
    {"cmd:requri", Grade::W},
    {"cmd:getserverinfo", Grade::W},
    {"cmd:getassociations", Grade::R},
    {"cmd:getpref", Grade::W},
    {"cmd:setpref", Grade::W},
    {"cmd:join", Grade::W},
    {"cmd:bjoin", Grade::W},
    {"cmd:part", Grade::W},
    {"cmd:bccontext", Grade::W},
    {"cmd:bcbydate", Grade::R},
    {"cmd:bcbymsg", Grade::R},
    {"cmd:chansrch", Grade::W},
    {"cmd:getinv", Grade::W},
    {"cmd:getfutok", Grade::W},
    {"cmd:getfdtok", Grade::W},
    {"cmd:nodespermcreatechild", Grade::W},
    {"cmd:chancreate", Grade::R},
    {"cmd:chanmodify", Grade::R},
    {"cmd:getchannelinfo", Grade::R},   // This and the next three: an id that is remembered, no shape.
    {"cmd:getusr", Grade::R},
    {"cmd:usrsrch", Grade::R},
    {"cmd:getprincipals", Grade::R},
    {"rpl:requri", Grade::A},
    {"rpl:getserverinfo", Grade::W},
    {"rpl:getservinfo", Grade::R},   // One spelling in one comment (xccos.md 2.1).
    {"rpl:getassociations", Grade::R},
    {"rpl:getpref", Grade::A},
    {"rpl:setpref", Grade::A},
    {"rpl:join", Grade::A},
    {"rpl:bjoin", Grade::A},
    {"rpl:part", Grade::A},
    {"rpl:bccontext", Grade::A},
    {"rpl:bcbydate", Grade::R},
    {"rpl:bcbymsg", Grade::R},
    {"rpl:chansrch", Grade::A},
    {"rpl:getinv", Grade::R},
    {"rpl:getftok", Grade::W},
    {"rpl:nodespermcreatechild", Grade::R},   // Only its empty form was seen.
    {"rpl:chancreate", Grade::R},
    {"rpl:chanmodify", Grade::R},
    {"rpl:grpchat", Grade::R},   // This one by its id alone, too.
    {"ntc:join", Grade::A},
    {"ntc:bjoin", Grade::A},
    {"ntc:part", Grade::A},
    {"ntc:invite", Grade::R},
    {"ntc:chanmodify", Grade::R},
    {"ntc:permmodify", Grade::R},   // This and the next: an id that is remembered, no shape.
    {"ntc:quit", Grade::R},
    {"err", Grade::R},   // This and the next: an element that is remembered, no shape (xccos.md 1.2).
    {"sys", Grade::R},
};

}   // namespace

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
  for (const Grade grade : {Grade::W, Grade::A, Grade::S, Grade::R, Grade::X}) {
    if (text == to_string(grade)) return grade;
  }
  return std::nullopt;
}

bool may_fail(Grade grade) { return grade == Grade::W || grade == Grade::A || grade == Grade::S; }

Grade grade_of_kind(std::string_view id) {
  for (const GradedKind& kind : kKinds) {
    if (equal_ignoring_case(kind.id, id)) return kind.grade;
  }
  return Grade::X;
}

std::vector<std::string_view> kinds_of_a_client() {
  std::vector<std::string_view> ids;
  for (const GradedKind& kind : kKinds)
    if (kind.id == "grpchat" || kind.id.starts_with("cmd:")) ids.push_back(kind.id);
  return ids;
}

}   // namespace parley::xccos
