// Each ladder of docs/protocol is played: the arrows that it draws between two actors go over the wire
// between them, in this order, in the scenario that it names. Ladders of what nobody plays yet name the flow
// that they are drawn from.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "tests/test_protocol_pages.h"
#include "tests/test_scenarios.h"

namespace parley::tests {
namespace {

struct LadderArrow {
  std::size_t from = 0, to = 0;   // Lanes, from the left.
  std::string what;               // As in a record: "INFO cmd:join", "200", "INVITE".
};

// Of "INFO  cmd:join, a room left open" what the label of a record has.
std::string what_of(std::string text) {
  std::ranges::replace_if(text, [](char c) { return c == '<' || c == '>' || c == '-' || c == ','; }, ' ');
  std::istringstream words(text);
  std::string first, second;
  words >> first >> second;
  return first == "INFO" ? first + " " + second : first;
}

// An arrow crosses one gap between two lifelines.
std::vector<LadderArrow> arrows_of(const std::string& ladder) {
  std::vector<LadderArrow> arrows;
  std::istringstream lines(ladder);
  std::vector<std::size_t> lanes;
  for (std::string line; std::getline(lines, line);) {
    if (lanes.empty())
      for (std::size_t at = line.find('|'); at != line.npos; at = line.find('|', at + 1)) lanes.push_back(at);
    for (std::size_t i = 0; i + 1 < lanes.size() && lanes[i + 1] < line.size(); ++i) {
      const std::string gap = line.substr(lanes[i] + 1, lanes[i + 1] - lanes[i] - 1);
      if (gap.starts_with("<--")) arrows.push_back({i + 1, i, what_of(gap)});
      else if (gap.ends_with("->")) arrows.push_back({i, i + 1, what_of(gap)});
    }
  }
  return arrows;
}

bool is_ladder(const PageBlock& block) {
  return block.kind.empty() && block.text.find("->|") != std::string::npos;
}

bool says(const reports::MessageRecord& message, const LadderArrow& arrow,
          const std::vector<std::string>& actors) {
  return message.from == actors[arrow.from] && message.to == actors[arrow.to] &&
         (message.label + " ").starts_with(arrow.what + " ");
}

// Two actors hear each other in one order; what others hear meanwhile is in none.
void expect_played(const std::vector<LadderArrow>& arrows, const reports::CaseRecord& record,
                   const std::vector<std::string>& actors) {
  for (std::size_t lane = 0; lane + 1 < actors.size(); ++lane) {
    auto next = record.messages.begin();
    for (const LadderArrow& arrow : arrows) {
      if (std::min(arrow.from, arrow.to) != lane) continue;
      next = std::find_if(next, record.messages.end(),
                          [&](const auto& one) { return says(one, arrow, actors); });
      if (next == record.messages.end()) {
        ADD_FAILURE() << record.id << " has no " << arrow.what << " from " << actors[arrow.from] << " to "
                      << actors[arrow.to] << " at this place";
        break;
      }
      ++next;
    }
  }
}

std::vector<std::string> names_in(const std::string& list) {
  std::vector<std::string> names;
  std::istringstream text(list);
  for (std::string name; text >> name;) names.push_back(name.substr(0, name.find(',')));
  return names;
}

TEST(ProtocolLadders, are_played_by_the_scenarios_that_they_name) {
  const std::regex played("^Played by `scenarios/([a-z_/]+)\\.ladder` \\(([a-z, ]+)\\)");
  std::size_t count = 0;
  for (const PageBlock& block : blocks_of_protocol_pages()) {
    if (!is_ladder(block) || block.caption.starts_with("Drawn from FLOW-")) continue;
    SCOPED_TRACE(block.page + "\n" + block.text);
    std::smatch found;
    if (!std::regex_search(block.caption, found, played)) {
      ADD_FAILURE() << "nothing says who plays it: " << block.caption;
      continue;
    }
    std::string id = found[1];
    std::ranges::replace(id, '_', '-');
    ASSERT_TRUE(all_scenarios().contains(id)) << id;
    expect_played(arrows_of(block.text), play_in_world(id), names_in(found[2]));
    ++count;
  }
  EXPECT_GT(count, 5U);
}

}   // namespace
}   // namespace parley::tests
