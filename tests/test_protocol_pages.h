// The pages of docs/protocol, block by block: what stands between two fences or is a table, and the words
// behind it, which say where it comes from. And a state diagram, written from the table of its machine.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/state_machine.h"

namespace parley::tests {

struct PageBlock {
  std::string page;      // "sip.md"
  std::string kind;      // Of a fence what stands behind it ("mermaid", "xml", nothing); "|" of a table.
  std::string text;      // Its lines, each with its line end.
  std::string caption;   // The paragraph behind it, on one line.
};
std::vector<PageBlock> blocks_of_protocol_pages();

struct DiagramArrow {
  std::string from, to, when;
};
// As it stands in a fence; the first arrow leaves the first state.
std::string mermaid(const std::vector<DiagramArrow>& arrows);

template <class State>
std::vector<DiagramArrow> arrows_of_table() {
  std::vector<DiagramArrow> arrows;
  for (const Transition<State>& row : transitions_of(State{}))
    arrows.push_back(
        {std::string(to_string(row.from)), std::string(to_string(row.to)), std::string(row.when)});
  return arrows;
}

// The block whose caption begins so says `wanted`; else the test fails and shows what to paste.
void expect_block(std::string_view caption, std::string_view kind, const std::string& wanted);

}   // namespace parley::tests
