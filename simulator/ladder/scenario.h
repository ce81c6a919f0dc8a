// The syntax tree of a ladder file: what the text says, not yet what it means.
//
// Every node knows where it stands. A construct of the language is one struct here and one alternative of
// Step; a new one (parallel, background, raw bytes) is added there, and the compiler lists who must learn it.
// scenarios/README.md shows every construct with an example.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "protocol/base/time.h"
#include "reports/requirement.h"
#include "reports/verdict.h"
#include "simulator/ladder/diagnostic.h"

namespace parley::sim::ladder {

// A name, an expression, a piece of XML: text that can be wrong on its own.
struct Text {
  std::string text;
  Position position;

  bool empty() const { return text.empty(); }
};

// [FLOW-ACK-1 MUST]
struct Tag {
  std::string id;
  std::optional<reports::Keyword> keyword;   // Absent: whatever the requirement table says.
  Position position;
};

// header NAME = "text" | header NAME ~ "regex" | header NAME | no header NAME
struct HeaderTest {
  enum class Kind : std::uint8_t { equals, matches, present, absent };

  Kind kind = Kind::present;
  std::string name;   // "Request-URI" is the one that is no header.
  Text value;         // Of equals and matches; holds ${x}.
  Position position;
};

// What must hold for the message that an arrow took: a boolean XPath or a header test.
struct Check {
  std::variant<Text, HeaderTest> what;
  std::vector<Tag> tags;   // Empty: the arrow's.
  Position position;
};

// let NAME = XPATH: the string value, as $NAME in XPath and ${NAME} everywhere else.
struct Let {
  Text name;
  Text xpath;
  Position position;
};

enum class ArrowKind : std::uint8_t { request, response, internal };

// FROM -> TO : WHAT ... { ... } [TAG]
struct Arrow {
  Position position;
  ArrowKind kind = ArrowKind::request;
  Text from, to;
  std::string method;                  // Of a request; of an internal step its name (Observed::what).
  std::vector<std::string> statuses;   // Of a response: "200", "4xx"; any of them.
  Text dialog;                         // Of a request; may be empty.
  Text answers;                        // Of a response: the name of the request.
  Text reply_to;                       // Of an INFO that carries a reply; may be empty.
  Text capture;                        // as NAME; may be empty.
  std::optional<Duration> within;
  Position within_position;
  std::optional<Duration> not_before;

  // What the message must look like to be the one that is meant.
  std::vector<Text> templates;   // XML as written.
  std::vector<HeaderTest> headers;
  std::vector<Text> wheres;   // Boolean XPath.
  // What is judged and read once it is found, in the order written.
  std::vector<std::variant<Check, Let>> judgements;
  std::vector<Tag> tags;
};

// do ACTOR REST OF THE LINE
struct Do {
  Position position;
  Text actor;
  Text line;
};
// fault WORD WORD KEY=VALUE ...
struct Fault {
  Position position;
  std::vector<Text> words;
  std::map<std::string, std::string> options;
  std::map<std::string, Position> places = {};   // Of the keys.
};
// pause D
struct Pause {
  Position position;
  Duration length{};
};
// optional { arrows }: when the first is seen, the others must follow.
struct Optional {
  Position position;
  std::vector<Arrow> arrows;
};
// unordered within D { arrows }: all of them, in any order.
struct Unordered {
  Position position;
  std::optional<Duration> within;
  Position within_position;
  std::vector<Arrow> arrows;
};
// one-of within D [TAG] { arrow => verdict ... }: whichever is seen first decides.
struct Branch {
  Arrow arrow;
  reports::Verdict verdict = reports::Verdict::pass;
};
struct OneOf {
  Position position;
  std::optional<Duration> within;
  Position within_position;
  std::vector<Branch> branches;
  std::vector<Tag> tags;   // Of the case that no branch is seen.
};
// forbid ARROW during all | forbid ARROW from here
struct Forbid {
  Position position;
  Arrow arrow;
  bool during_all = true;
};

struct Step;
// repeat N { steps }: ${i} counts from 1. Gone after expand().
struct Repeat {
  Position position;
  std::uint32_t count = 1;
  std::vector<Step> steps;
};

struct Step {
  std::variant<Arrow, Do, Fault, Pause, Optional, Unordered, OneOf, Forbid, Repeat> what;
};
Position position_of(const Step& step);

struct Actor {
  std::string name, role;
  Position position;
};
// dialog NAME: A -> B: the one that A opens towards B; the first arrow of INVITE or SUBSCRIBE that uses the
// name binds it to a Call-ID.
struct DialogName {
  std::string name;
  Text from, to;
  Position position;
};
// set ACTOR KEY=VALUE ...: options of an actor, opaque to the language.
struct Setting {
  Text actor;
  std::map<std::string, std::string> options;
  Position position;
  std::map<std::string, Position> places = {};   // Of the keys.
};
// never CHECKER REASON switches one off; always CHECKER says that it is what the story is about, for all run.
struct CheckerChoice {
  Text checker;
  bool wanted = true;
  std::string reason;
  Position position;
};

// How long the story is watched after its last step, when the file does not say.
inline constexpr Duration kDefaultSettle = std::chrono::milliseconds{300};

// A story that takes longer is given up: over real sockets one that hangs must end.
inline constexpr Duration kLongestStory = std::chrono::minutes{10};

struct Scenario {
  std::string file;   // As given to parse().
  Text id, title;
  std::vector<Text> covers;
  std::vector<Actor> actors;
  std::vector<DialogName> dialogs;
  std::vector<Setting> settings;
  std::vector<CheckerChoice> checkers;   // Those that are not named run too.
  std::vector<Step> steps;
  Duration settle = kDefaultSettle;

  const Actor* find_actor(std::string_view name) const;
  const DialogName* find_dialog(std::string_view name) const;
};

}   // namespace parley::sim::ladder
