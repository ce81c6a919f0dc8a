// The run record: everything that a report shows, as data. Reports are drawn from it and compute nothing.
//
// It holds no path of a machine, no host, no process id and no wall clock of the run, so with virtual time
// two runs of one seed give the same bytes; those of another build differ in `build` alone. The JSON form,
// and what stands for an address, is described by schema/run.schema.json.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"
#include "reports/requirement.h"
#include "reports/verdict.h"

namespace parley::reports {

// One primitive of a message that carries XCCOS: what kind it is, and how certain the form of that kind is.
struct KindRecord {
  std::string id;   // "cmd:join"
  xccos::Grade grade = xccos::Grade::X;

  bool operator==(const KindRecord&) const = default;
};

// One message between two actors, or one step inside an actor that no wire shows (`internal`).
struct MessageRecord {
  std::uint32_t number = 0;        // From 1, in order of observation; checks refer to it.
  std::int64_t at_ns = 0;          // Since the case began.
  std::string from, to;            // Actors.
  std::string label;               // "INFO cmd:join", "200 INFO", "TCP cut": what an arrow shows.
  std::vector<KindRecord> kinds;   // In their order; empty for what is no XCCOS that can be read.
  std::string dialog;              // Name of the dialog in the ladder, or the Call-ID; may be empty.
  std::uint32_t cause = 0;         // Number of the message that it answers; 0: none.
  bool internal = false;
  std::string text;   // The message itself, as text; may be shortened, then ends with "[...]".
};

struct CheckRecord {
  std::string requirement;   // Id; empty for a check without a tag.
  Keyword keyword = Keyword::must;
  xccos::Grade grade = xccos::Grade::X;
  Verdict verdict = Verdict::notrun;
  std::string position;                  // "scenarios/sign_in/enabled.ladder:12:3", or a checker in words.
  std::string expected, actual;          // Sentences for a person; actual is empty when it passed.
  std::vector<std::uint32_t> messages;   // Evidence.
  std::int64_t at_ns = 0;                // When it was decided, since the case began.
};

struct CaseRecord {
  std::string id;   // "sign-in/enabled"
  std::string title;
  std::string file;   // Relative to where the scenarios lie.
  std::vector<std::string> covers;
  std::vector<std::string> actors;   // Left to right in the ladder.
  Verdict verdict = Verdict::notrun;
  std::string reason;   // Of anything but PASS.
  std::vector<MessageRecord> messages;
  std::vector<CheckRecord> checks;
  std::vector<std::string> notes;   // Log lines of level warning and above, faults injected.
  std::string fingerprint;          // 16 hex digits; empty over real sockets.
  std::int64_t duration_ns = 0;
};

struct RunRecord {
  static constexpr int kSchemaVersion = 4;
  std::string product = "parley";
  std::string version;   // Of parley.
  std::string build;     // Compiler and kind of build: "Clang 19.1.7, RelWithDebInfo".
  std::string verb;      // "simulate", "conform".
  std::string mode;      // "virtual", "tcp", "tls".
  std::string
      under_test;   // Role that is judged, "server"; empty: all are of the reference, and each is judged.
  // Several runs on one page, never written as JSON: the plan tells the seed of each.
  bool is_joined = false;
  std::uint64_t seed = 0;
  std::vector<std::string> plan;   // What was asked for: scenario ids, deviations, options.
  std::string reproduce;           // The command that does it again, in the folder of the record.
  std::vector<CaseRecord> cases;
  // The rows that the cases name, and those that they could have named: nobody knows what a run has tested
  // without knowing what it has not.
  std::map<std::string, Requirement, std::less<>> requirements;
  std::string fingerprint;   // Over those of the cases, in order.
};

// The worst of its cases. With one that is NOTRUN it is INCONC at best: nobody knows what the whole would be.
Verdict verdict_of(const RunRecord& run);

std::string to_json(const RunRecord& run);                // Keys in fixed order, indented, ends with LF.
Result<RunRecord> run_from_json(std::string_view json);   // The error says which key is wrong.

}   // namespace parley::reports
