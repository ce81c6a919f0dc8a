// The recursive descent behind parse(). Every function stands at the first character of what it reads,
// complains where it stops understanding and then returns nothing; whoever loops over lines or over the
// items of a block skips to the next one and goes on.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "simulator/ladder/cursor.h"
#include "simulator/ladder/scenario.h"

namespace parley::sim::ladder {

class Parser {
 public:
  Parser(std::string_view text, std::string_view file_name);
  tl::expected<Scenario, std::vector<Diagnostic>> run();

 private:
  // parse.cpp: the file and its head.
  void file();
  bool statement();
  bool scenario_line(Position at);
  bool covers_line();
  bool actors_line();
  bool dialog_line();
  bool set_line();
  bool checkers_line(Position at, bool wanted);
  bool settle_line();
  bool is_head(std::string_view word) const;
  bool head(std::string_view word, Position at);

  // parse_steps.cpp: what happens, line by line.
  std::optional<Step> step(const Text& first);
  std::optional<Step> do_step(Position at);
  std::optional<Step> fault_step(Position at);
  std::optional<Step> pause_step(Position at);
  std::optional<Step> optional_step(Position at);
  std::optional<Step> unordered_step(Position at);
  std::optional<Step> one_of_step(Position at);
  std::optional<Step> forbid_step(Position at);
  std::optional<Step> repeat_step(Position at);
  std::optional<Branch> branch(const Text& first);
  bool group_limit(std::optional<Duration>& within, Position& position);
  bool open_block(std::string_view of);
  template <class Item>
  bool block_items(Position open, Item item);
  std::optional<std::vector<Arrow>> arrows_block(Position at, std::string_view of);

  // parse_arrow.cpp: the line of one arrow.
  std::optional<Arrow> arrow(const Text& from);
  bool arrow_what(Arrow& arrow);
  bool statuses(Arrow& arrow);
  bool qualifiers(Arrow& arrow);
  bool qualifier(Arrow& arrow, const Text& word);
  bool tags(std::vector<Tag>& tags);

  // parse_block.cpp: what stands between the braces of an arrow.
  bool arrow_block(Arrow& arrow);
  bool arrow_item(Arrow& arrow);
  bool check_line(Arrow& arrow, Position at);
  bool let_line(Arrow& arrow, Position at);
  bool where_line(Arrow& arrow);
  std::optional<HeaderTest> header_test(Position at, bool absent);
  bool sees_header_test();
  std::optional<Text> xpath(bool stop_at_tag);

  // parse_xml.cpp: where a piece of XML ends.
  std::optional<Text> xml();
  bool xml_tag(std::vector<Text>& open);

  // Shared.
  bool complain(Position at, std::string message);
  bool end_of_statement();
  std::optional<Text> name(std::string_view what);
  std::optional<Text> declared_name(std::string_view what);
  std::optional<Duration> duration();
  bool key_value(std::map<std::string, std::string>& options, std::map<std::string, Position>& places,
                 const Text& key);
  bool too_deep(Position at);

  std::string_view text_;
  Cursor cursor_;
  Scenario scenario_;
  std::vector<Diagnostic> diagnostics_;
  std::size_t depth_ = 0;
  bool named_ = false;               // The scenario line was read.
  std::size_t expanded_steps_ = 0;   // Of the file until now, as after every repeat is unrolled.
  bool settle_given_ = false;
};

}   // namespace parley::sim::ladder
