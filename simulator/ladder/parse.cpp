// The file as a whole, the lines of its head, and what all lines share.
#include "simulator/ladder/parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "protocol/base/text.h"
#include "protocol/base/utf8.h"
#include "simulator/ladder/expand.h"
#include "simulator/ladder/parser.h"

namespace parley::sim::ladder {
namespace {

// They lead a line or qualify an arrow, so nothing else can have their name.
constexpr std::array<std::string_view, 22> kReserved = {
    "scenario", "covers", "actors",    "dialog", "set",    "do",      "fault",  "pause",
    "optional", "one-of", "unordered", "forbid", "repeat", "settle",  "always", "never",
    "as",       "within", "not",       "during", "from",   "reply-to"};

bool is_reserved(std::string_view word) {
  return std::find(kReserved.begin(), kReserved.end(), word) != kReserved.end();
}

}   // namespace

tl::expected<Scenario, std::vector<Diagnostic>> parse(std::string_view text, std::string_view file_name) {
  return Parser(text, file_name).run();
}

Parser::Parser(std::string_view text, std::string_view file_name) : text_(text), cursor_(text) {
  scenario_.file = file_name;
}

tl::expected<Scenario, std::vector<Diagnostic>> Parser::run() {
  if (text_.size() > kFileBytesMax)
    complain({1, 1}, fmt::format("the file is larger than {} bytes; expected one call flow", kFileBytesMax));
  else if (!is_xml_text(text_))
    complain({1, 1},
             "the file holds bytes that are no UTF-8 text; expected UTF-8 without control characters");
  else file();
  if (diagnostics_.empty()) return std::move(scenario_);
  std::sort(diagnostics_.begin(), diagnostics_.end());
  if (diagnostics_.size() > kDiagnosticsMax) diagnostics_.resize(kDiagnosticsMax);
  return tl::make_unexpected(std::move(diagnostics_));
}

void Parser::file() {
  for (cursor_.skip_space(); !cursor_.at_end(); cursor_.skip_space()) {
    if (cursor_.peek() == '}') {
      complain(cursor_.position(), "this } closes no block; expected a statement");
      cursor_.next();
    } else if (!statement()) {
      cursor_.skip_statement();
    }
  }
  if (!named_ && diagnostics_.empty())
    complain({1, 1}, "the file names no scenario; expected scenario ID \"TITLE\"");
}

bool Parser::statement() {
  const Position at = cursor_.position();
  const Text first{cursor_.name(), at};
  if (!named_ && first.text != "scenario") {
    named_ = true;
    complain(at, "a file begins with its name; expected scenario ID \"TITLE\"");
  }
  if (is_head(first.text)) return head(first.text, at);
  auto parsed = step(first);
  if (!parsed || !end_of_statement()) return false;
  const std::size_t before = std::exchange(expanded_steps_, expanded_steps_ + expanded_size(*parsed));
  if (expanded_steps_ <= kExpandedStepsMax) scenario_.steps.push_back(std::move(*parsed));
  else if (before <= kExpandedStepsMax)
    complain(at, fmt::format("the file unrolls to more than {} steps; expected fewer", kExpandedStepsMax));
  return true;
}

bool Parser::is_head(std::string_view word) const {
  constexpr std::array<std::string_view, 8> kHead = {"scenario", "covers", "actors", "dialog",
                                                     "set",      "settle", "always", "never"};
  return std::find(kHead.begin(), kHead.end(), word) != kHead.end();
}

bool Parser::head(std::string_view word, Position at) {
  const bool anywhere = word == "settle" || word == "always" || word == "never";
  if (!anywhere && !scenario_.steps.empty())
    return complain(
        at, fmt::format("'{}' belongs to the head of the file; expected it before the first step", word));
  cursor_.skip_blanks();
  const bool read = word == "scenario" ? scenario_line(at)
                    : word == "covers" ? covers_line()
                    : word == "actors" ? actors_line()
                    : word == "dialog" ? dialog_line()
                    : word == "set"    ? set_line()
                    : word == "settle" ? settle_line()
                                       : checkers_line(at, word == "always");
  return read && end_of_statement();
}

bool Parser::scenario_line(Position at) {
  if (std::exchange(named_, true))
    return complain(at, "one file holds one scenario; expected no second 'scenario'");
  scenario_.id.position = cursor_.position();
  scenario_.id.text = cursor_.word();
  if (scenario_.id.empty() || scenario_.id.text.front() == '"')
    return complain(scenario_.id.position, "the scenario has no id; expected scenario ID \"TITLE\"");
  cursor_.skip_blanks();
  scenario_.title.position = cursor_.position();
  if (cursor_.peek() != '"')
    return complain(cursor_.position(), "the scenario has no title; expected it in quotes behind the id");
  auto title = cursor_.quoted();
  if (!title) return complain(cursor_.position(), title.error().detail);
  scenario_.title.text = *title;
  return true;
}

bool Parser::covers_line() {
  if (cursor_.at_statement_end())
    return complain(cursor_.position(), "'covers' names nothing; expected ids of requirements");
  while (!cursor_.at_statement_end()) {
    const Position at = cursor_.position();
    Text id{cursor_.word(), at};
    if (id.empty()) return complain(at, "this is no requirement id; expected ids with blanks between them");
    scenario_.covers.push_back(std::move(id));
    cursor_.skip_blanks();
    cursor_.accept(",");
  }
  return true;
}

bool Parser::actors_line() {
  do {
    cursor_.skip_blanks();
    const auto actor = declared_name("an actor");
    if (!actor) return false;
    if (scenario_.find_actor(actor->text))
      return complain(actor->position,
                      fmt::format("actor '{}' is declared twice; expected another name", actor->text));
    cursor_.skip_blanks();
    if (!cursor_.accept(":"))
      return complain(cursor_.position(), "the actor has no role; expected NAME: ROLE");
    cursor_.skip_blanks();
    const auto role = name("a role, as client or server");
    if (!role) return false;
    scenario_.actors.push_back({actor->text, role->text, actor->position});
    cursor_.skip_blanks();
  } while (cursor_.accept(","));
  return true;
}

bool Parser::dialog_line() {
  const auto dialog = declared_name("a dialog");
  if (!dialog) return false;
  if (scenario_.find_dialog(dialog->text))
    return complain(dialog->position,
                    fmt::format("dialog '{}' is declared twice; expected another name", dialog->text));
  cursor_.skip_blanks();
  if (!cursor_.accept(":"))
    return complain(cursor_.position(), "the dialog says not between whom; expected NAME: A -> B");
  cursor_.skip_blanks();
  const auto from = name("an actor");
  if (!from) return false;
  cursor_.skip_blanks();
  if (!cursor_.accept("->"))
    return complain(cursor_.position(), "the dialog says not towards whom; expected NAME: A -> B");
  cursor_.skip_blanks();
  const auto to = name("an actor");
  if (!to) return false;
  scenario_.dialogs.push_back({dialog->text, *from, *to, dialog->position});
  return true;
}

bool Parser::set_line() {
  Setting setting{.actor = {}, .options = {}, .position = cursor_.position()};
  const auto actor = name("an actor");
  if (!actor) return false;
  setting.actor = *actor;
  if (cursor_.at_statement_end()) return complain(cursor_.position(), "nothing is set; expected KEY=VALUE");
  while (!cursor_.at_statement_end()) {
    const Position at = cursor_.position();
    if (!key_value(setting.options, setting.places, {cursor_.word(), at})) return false;
  }
  scenario_.settings.push_back(std::move(setting));
  return true;
}

bool Parser::settle_line() {
  if (std::exchange(settle_given_, true))
    return complain(cursor_.position(), "'settle' stands twice; expected it once");
  const auto length = duration();
  if (!length) return false;
  scenario_.settle = *length;
  return true;
}

bool Parser::checkers_line(Position at, bool wanted) {
  auto checker = name("a checker");
  if (!checker) return false;
  CheckerChoice choice{.checker = *checker, .wanted = wanted, .reason = {}, .position = at};
  if (!wanted) {
    choice.reason = cursor_.stretch("", false).text;
    if (choice.reason.empty())
      return complain(cursor_.position(),
                      "a checker is switched off without a reason; expected never CHECKER REASON");
    if (choice.reason.size() > 1 && choice.reason.front() == '"' && choice.reason.back() == '"')
      choice.reason = choice.reason.substr(1, choice.reason.size() - 2);
  }
  scenario_.checkers.push_back(std::move(choice));
  return true;
}

bool Parser::complain(Position at, std::string message) {
  diagnostics_.push_back({scenario_.file, at, one_line(std::move(message))});
  return false;
}

bool Parser::end_of_statement() {
  if (cursor_.at_statement_end()) return true;
  const Position at = cursor_.position();
  std::string rest = cursor_.word("");
  return complain(at, fmt::format("'{}' is not understood here; expected the end of the line", rest));
}

std::optional<Text> Parser::name(std::string_view what) {
  const Position at = cursor_.position();
  Text text{cursor_.name(), at};
  if (!text.empty()) return text;
  complain(at, fmt::format("a name is missing; expected {}", what));
  return std::nullopt;
}

std::optional<Text> Parser::declared_name(std::string_view what) {
  auto text = name(fmt::format("the name of {}", what));
  if (text && is_reserved(text->text)) {
    complain(text->position,
             fmt::format("'{}' is a word of the language; expected another name", text->text));
    return std::nullopt;
  }
  return text;
}

std::optional<Duration> Parser::duration() {
  cursor_.skip_blanks();
  const auto length = cursor_.duration();
  if (length) return *length;
  complain(cursor_.position(), length.error().detail);
  return std::nullopt;
}

bool Parser::key_value(std::map<std::string, std::string>& options, std::map<std::string, Position>& places,
                       const Text& key) {
  if (key.empty() || !cursor_.accept("="))
    return complain(key.position, fmt::format("'{}' has no value; expected KEY=VALUE", key.text));
  std::string value;
  if (cursor_.peek() == '"') {
    auto quoted = cursor_.quoted();
    if (!quoted) return complain(cursor_.position(), quoted.error().detail);
    value = std::move(*quoted);
  } else {
    value = cursor_.word("{}");
  }
  if (!places.emplace(key.text, key.position).second)
    return complain(key.position, fmt::format("'{}' is given twice; expected it once", key.text));
  options.emplace(key.text, std::move(value));
  return true;
}

bool Parser::too_deep(Position at) {
  if (depth_ < kNestingMax) return false;
  complain(at, fmt::format("blocks are nested more than {} deep; expected a flatter story", kNestingMax));
  return true;
}

}   // namespace parley::sim::ladder
