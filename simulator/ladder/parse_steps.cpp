// The lines that happen: what users do, faults, time, and the blocks of arrows.
#include <fmt/format.h>

#include <utility>

#include "protocol/base/text.h"
#include "simulator/ladder/parse.h"
#include "simulator/ladder/parser.h"

namespace parley::sim::ladder {
namespace {

// The outcomes that an author may give to a branch; the others are not an author's to decide.
std::optional<reports::Verdict> branch_verdict(std::string_view word) {
  if (word == "pass") return reports::Verdict::pass;
  if (word == "info") return reports::Verdict::info;
  if (word == "warn") return reports::Verdict::warn;
  if (word == "fail") return reports::Verdict::fail;
  if (word == "inconc") return reports::Verdict::inconc;
  return std::nullopt;
}

template <class Node>
std::optional<Step> as_step(std::optional<Node> node) {
  if (!node) return std::nullopt;
  return Step{std::move(*node)};
}

}   // namespace

std::optional<Step> Parser::step(const Text& first) {
  const Position at = first.position;
  cursor_.skip_blanks();
  if (first.text == "do") return do_step(at);
  if (first.text == "fault") return fault_step(at);
  if (first.text == "pause") return pause_step(at);
  if (first.text == "optional") return optional_step(at);
  if (first.text == "unordered") return unordered_step(at);
  if (first.text == "one-of") return one_of_step(at);
  if (first.text == "forbid") return forbid_step(at);
  if (first.text == "repeat") return repeat_step(at);
  return as_step(arrow(first));
}

std::optional<Step> Parser::do_step(Position at) {
  const auto actor = name("the actor who does it");
  if (!actor) return std::nullopt;
  const auto line = cursor_.stretch("\"", false);
  if (line.open_quote) {
    complain(*line.open_quote, "the quote is not closed on this line; expected another \"");
    return std::nullopt;
  }
  if (line.text.empty()) {
    complain(line.position, fmt::format("'{}' is told nothing; expected what its user does", actor->text));
    return std::nullopt;
  }
  return Step{Do{at, *actor, {line.text, line.position}}};
}

std::optional<Step> Parser::fault_step(Position at) {
  Fault fault{.position = at, .words = {}, .options = {}};
  while (!cursor_.at_statement_end()) {
    const Position word_at = cursor_.position();
    Text word{cursor_.word("{}="), word_at};
    if (cursor_.peek() == '=') {
      if (!key_value(fault.options, fault.places, word)) return std::nullopt;
    } else if (word.empty()) {
      break;
    } else {
      fault.words.push_back(std::move(word));
    }
  }
  if (!fault.words.empty()) return Step{std::move(fault)};
  complain(cursor_.position(), "the fault says not what breaks; expected words as in: fault cut alice");
  return std::nullopt;
}

std::optional<Step> Parser::pause_step(Position at) {
  const auto length = duration();
  if (!length) return std::nullopt;
  return Step{Pause{at, *length}};
}

bool Parser::open_block(std::string_view of) {
  cursor_.skip_blanks();
  if (cursor_.accept("{")) return true;
  return complain(cursor_.position(), fmt::format("'{}' has no block; expected {{", of));
}

// Items up to the closing brace; after an item that is not understood, the next line. False when the file
// ends before the brace does.
template <class Item>
bool Parser::block_items(Position open, Item item) {
  ++depth_;
  bool good = true;
  for (cursor_.skip_space(); !cursor_.at_end() && cursor_.peek() != '}'; cursor_.skip_space())
    if (!item() || !end_of_statement()) {
      good = false;
      cursor_.skip_statement();
    }
  --depth_;
  if (cursor_.accept("}")) return good;
  return complain(open, "the block that begins here is never closed; expected }");
}

std::optional<std::vector<Arrow>> Parser::arrows_block(Position at, std::string_view of) {
  if (!open_block(of)) return std::nullopt;
  std::vector<Arrow> arrows;
  const bool good = block_items(at, [&] {
    const Position first_at = cursor_.position();
    auto parsed = step({cursor_.name(), first_at});
    if (!parsed) return false;
    if (auto* found = std::get_if<Arrow>(&parsed->what)) {
      arrows.push_back(std::move(*found));
      return true;
    }
    return complain(first_at, fmt::format("this is no arrow; expected only arrows in '{}'", of));
  });
  if (!good) return std::nullopt;
  if (!arrows.empty()) return arrows;
  complain(at, fmt::format("'{}' holds no arrow; expected at least one", of));
  return std::nullopt;
}

std::optional<Step> Parser::optional_step(Position at) {
  if (too_deep(at)) return std::nullopt;
  auto arrows = arrows_block(at, "optional");
  if (!arrows) return std::nullopt;
  return Step{Optional{at, std::move(*arrows)}};
}

bool Parser::group_limit(std::optional<Duration>& within, Position& position) {
  cursor_.skip_blanks();
  position = cursor_.position();
  if (!cursor_.accept("within")) return true;
  within = duration();
  return within.has_value();
}

std::optional<Step> Parser::unordered_step(Position at) {
  if (too_deep(at)) return std::nullopt;
  Unordered unordered{.position = at, .within = {}, .within_position = {}, .arrows = {}};
  if (!group_limit(unordered.within, unordered.within_position)) return std::nullopt;
  auto arrows = arrows_block(at, "unordered");
  if (!arrows) return std::nullopt;
  unordered.arrows = std::move(*arrows);
  return Step{std::move(unordered)};
}

std::optional<Branch> Parser::branch(const Text& first) {
  cursor_.skip_blanks();
  auto one = arrow(first);
  if (!one) return std::nullopt;
  cursor_.skip_blanks();
  if (!cursor_.accept("=>")) {
    complain(cursor_.position(), "the branch has no outcome; expected => pass, info, warn, fail or inconc");
    return std::nullopt;
  }
  cursor_.skip_blanks();
  const Position at = cursor_.position();
  const std::string word = cursor_.name();
  const auto verdict = branch_verdict(word);
  if (!verdict) {
    complain(at, fmt::format("'{}' is no outcome; expected pass, info, warn, fail or inconc", word));
    return std::nullopt;
  }
  if (!tags(one->tags)) return std::nullopt;
  return Branch{std::move(*one), *verdict};
}

std::optional<Step> Parser::one_of_step(Position at) {
  if (too_deep(at)) return std::nullopt;
  OneOf one_of{.position = at, .within = {}, .within_position = {}, .branches = {}, .tags = {}};
  if (!group_limit(one_of.within, one_of.within_position) || !tags(one_of.tags) || !open_block("one-of") ||
      !tags(one_of.tags))
    return std::nullopt;
  const bool good = block_items(at, [&] {
    const Position first_at = cursor_.position();
    auto read = branch({cursor_.name(), first_at});
    if (read) one_of.branches.push_back(std::move(*read));
    return read.has_value();
  });
  if (!good) return std::nullopt;
  if (!one_of.branches.empty()) return Step{std::move(one_of)};
  complain(at, "'one-of' holds no branch; expected at least one arrow with => OUTCOME");
  return std::nullopt;
}

std::optional<Step> Parser::forbid_step(Position at) {
  const auto from = name("an actor");
  if (!from) return std::nullopt;
  cursor_.skip_blanks();
  auto what = arrow(*from);
  if (!what) return std::nullopt;
  if (!what->judgements.empty()) {
    complain(what->position,
             "a forbid takes no message to judge or read; expected 'where' instead of check or let");
    return std::nullopt;
  }
  cursor_.skip_blanks();
  const bool during_all = cursor_.accept("during");
  if (!during_all && !cursor_.accept("from")) {
    complain(cursor_.position(), "the forbid says not when; expected 'during all' or 'from here'");
    return std::nullopt;
  }
  cursor_.skip_blanks();
  if (!cursor_.accept(during_all ? "all" : "here")) {
    complain(cursor_.position(), "the forbid says not when; expected 'during all' or 'from here'");
    return std::nullopt;
  }
  if (!tags(what->tags)) return std::nullopt;
  return Step{Forbid{at, std::move(*what), during_all}};
}

std::optional<Step> Parser::repeat_step(Position at) {
  if (too_deep(at)) return std::nullopt;
  const Position count_at = cursor_.position();
  const auto count = parse_uint32(cursor_.word());
  if (!count || *count == 0 || *count > kRepeatMax) {
    complain(count_at, fmt::format("this is no number of times; expected 1 to {}", kRepeatMax));
    return std::nullopt;
  }
  if (!open_block("repeat")) return std::nullopt;
  Repeat repeat{.position = at, .count = *count, .steps = {}};
  const bool good = block_items(at, [&] {
    const Position first_at = cursor_.position();
    const Text first{cursor_.name(), first_at};
    if (is_head(first.text))
      return complain(first_at,
                      fmt::format("'{}' cannot be repeated; expected it outside of blocks", first.text));
    auto parsed = step(first);
    if (parsed) repeat.steps.push_back(std::move(*parsed));
    return parsed.has_value();
  });
  if (!good) return std::nullopt;
  if (repeat.steps.empty()) {
    complain(at, "'repeat' holds no step; expected at least one");
    return std::nullopt;
  }
  return Step{std::move(repeat)};
}

}   // namespace parley::sim::ladder
