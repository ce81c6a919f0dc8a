#include "tests/test_protocol_pages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>

namespace parley::tests {
namespace {

constexpr std::string_view kPages[] = {"README.md", "correlation.md", "envelope.md", "errors.md",
                                       "files.md",  "history.md",     "rooms.md",    "sip.md"};

std::vector<std::string> lines_of(std::string_view page) {
  std::ifstream file(PARLEY_SOURCE_DIR "/docs/protocol/" + std::string(page));
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

// The paragraph that begins at or behind `from`, past empty lines.
std::string paragraph(const std::vector<std::string>& lines, std::size_t from) {
  while (from < lines.size() && lines[from].empty()) ++from;
  std::string text;
  for (; from < lines.size() && !lines[from].empty(); ++from) text += (text.empty() ? "" : " ") + lines[from];
  return text;
}

void add_blocks(std::string_view page, std::vector<PageBlock>& blocks) {
  const std::vector<std::string> lines = lines_of(page);
  for (std::size_t at = 0; at < lines.size(); ++at) {
    const bool fence = lines[at].starts_with("```");
    if (!fence && !lines[at].starts_with("|")) continue;
    PageBlock block{std::string(page), fence ? lines[at].substr(3) : "|", {}, {}};
    for (at += fence ? 1 : 0; at < lines.size(); ++at) {
      if (fence ? lines[at] == "```" : !lines[at].starts_with("|")) break;
      block.text += lines[at] + "\n";
    }
    block.caption = paragraph(lines, at + (fence ? 1 : 0));
    blocks.push_back(std::move(block));
  }
}

}   // namespace

std::vector<PageBlock> blocks_of_protocol_pages() {
  std::vector<PageBlock> blocks;
  for (const std::string_view page : kPages) add_blocks(page, blocks);
  return blocks;
}

std::string mermaid(const std::vector<DiagramArrow>& arrows) {
  std::set<std::string> left;   // By some arrow.
  for (const DiagramArrow& arrow : arrows) left.insert(arrow.from);
  std::string text = fmt::format("stateDiagram-v2\n  [*] --> {}\n", arrows.front().from);
  std::vector<std::string> ends;
  for (const DiagramArrow& arrow : arrows) {
    text +=
        fmt::format("  {} --> {}{}{}\n", arrow.from, arrow.to, arrow.when.empty() ? "" : " : ", arrow.when);
    if (!left.contains(arrow.to) && std::ranges::find(ends, arrow.to) == ends.end()) ends.push_back(arrow.to);
  }
  for (const std::string& end : ends) text += fmt::format("  {} --> [*]\n", end);
  return text;
}

void expect_block(std::string_view caption, std::string_view kind, const std::string& wanted) {
  const std::vector<PageBlock> blocks = blocks_of_protocol_pages();
  const auto found = std::ranges::find_if(blocks, [&](const PageBlock& block) {
    return block.kind == kind && block.caption.starts_with(caption);
  });
  const std::string fence = kind == "|" ? "" : "```";
  EXPECT_EQ(found == blocks.end() ? "" : found->text, wanted)
      << "To be pasted into " << (found == blocks.end() ? "a page of docs/protocol" : found->page) << ":\n\n"
      << fence << (fence.empty() ? "" : kind) << (fence.empty() ? "" : "\n") << wanted << fence
      << (fence.empty() ? "\n" : "\n\n") << caption << "\n";
}

}   // namespace parley::tests
