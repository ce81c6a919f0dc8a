// The diagrams of docs/protocol that are drawn from a table of the client say what the table says, line by
// line.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "protocol/client/phases.h"
#include "protocol/client/sign_in.h"

namespace parley::client {
namespace {

using Lines = std::multiset<std::string>;

// Those of the state diagram that stands in front of the sentence "Drawn from the table TABLE".
Lines diagram_in(const std::string& page, const std::string& table) {
  std::ifstream file(PARLEY_SOURCE_DIR "/docs/protocol/" + page);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::size_t end = text.find("```\n\nDrawn from the table `" + table + "`");
  const std::string mark = "```mermaid\nstateDiagram-v2\n";
  const std::size_t begin = end == text.npos ? end : text.rfind(mark, end);
  if (begin == text.npos) return {};
  std::istringstream diagram(text.substr(begin + mark.size(), end - begin - mark.size()));
  Lines lines;
  for (std::string line; std::getline(diagram, line);) lines.insert(line);
  return lines;
}

TEST(ProtocolPages, draw_the_phases_of_the_client_from_their_table) {
  Lines drawn = {"  [*] --> signed_out"};
  for (const PhaseChange& one : phase_changes())
    drawn.insert(fmt::format("  {} --> {} : {}", to_string(one.from), to_string(one.to), one.when));
  EXPECT_EQ(diagram_in("errors.md", "protocol/client/phases.cpp"), drawn);
}

// An arrow that one profile alone goes has its name.
TEST(ProtocolPages, draw_the_walk_of_a_sign_in_from_its_tables) {
  std::map<std::string, std::vector<std::string>> profiles;
  for (const auto& [profile, name] :
       {std::pair{Profile::lync2013, "lync2013"}, {Profile::lookup, "lookup"}}) {
    std::string before = "[*]";
    for (const Step step : steps_of(profile, Extent::whole)) {
      profiles[fmt::format("  {} --> {}", before, to_string(step))].emplace_back(name);
      before = to_string(step);
    }
    profiles[fmt::format("  {} --> signed_in", before)].emplace_back(name);
  }
  Lines drawn = {"  signed_in --> [*]"};
  for (const auto& [arrow, names] : profiles)
    drawn.insert(names.size() == 2 ? arrow : arrow + " : " + names[0]);
  EXPECT_EQ(diagram_in("sip.md", "protocol/client/sign_in.cpp"), drawn);
}

TEST(Phases, are_entered_by_the_ways_of_the_table_alone) {
  EXPECT_TRUE(is_phase_change(Phase::signing_in, Phase::signed_in));
  EXPECT_FALSE(is_phase_change(Phase::signed_out, Phase::signed_in));
  EXPECT_FALSE(is_phase_change(Phase::signing_out, Phase::signing_in));
}

}   // namespace
}   // namespace parley::client
