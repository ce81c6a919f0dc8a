// The page that teaches the language is itself run: every example on it parses and lints, and nothing that
// the language has is missing from it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "protocol/base/text.h"
#include "simulator/ladder/ladder_testing.h"

namespace parley::sim::ladder {
namespace {

using testing::as_lines;
using ::testing::HasSubstr;

std::string read(const std::string& path) {
  std::ifstream file(std::string(PARLEY_SOURCE_DIR) + "/" + path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

// Each example behind as many empty lines as stand above it, so that a complaint has the line of the page.
struct Example {
  std::string text;
  bool whole = false;   // It has a scenario line.
};

std::vector<Example> examples() {
  std::vector<Example> found;
  std::string lines_above;
  bool inside = false;
  const std::string page = read("scenarios/README.md");
  for (const std::string_view line : split(page, '\n')) {
    lines_above += "\n";
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside) found.push_back({lines_above, false});
    } else if (inside) {
      found.back().text += std::string(line) + "\n";
      found.back().whole = found.back().whole || line.starts_with("scenario ");
    }
  }
  return found;
}

// In place of the first empty lines above an example; the page begins with enough text.
std::string with_head(std::string text) {
  return text.replace(0, 3,
                      "scenario README \"Example\"\nactors alice: client, bob: client, pool: server\n"
                      "dialog d: alice -> pool\n");
}

TEST(Readme, every_example_parses_and_lints) {
  reports::RequirementTable table;
  for (const char* name : {"flows", "product", "sip", "xccos"}) {
    const std::string path = std::string("conformance/requirements/") + name + ".tsv";
    ASSERT_TRUE(table.add(read(path), path));
  }
  const LintInputs inputs{.requirements = &table, .checkers = {}, .variables = {}};
  ASSERT_GE(examples().size(), 5u);
  for (const Example& example : examples()) {
    const auto scenario = parse(example.whole ? example.text : with_head(example.text), "README.md");
    ASSERT_TRUE(scenario) << ::testing::PrintToString(as_lines(scenario.error()));
    for (const Diagnostic& wrong : lint(*scenario, inputs)) {
      const bool of_the_head = wrong.position.line <= 3;   // An example need not use all that it declares.
      const bool of_the_id = wrong.message.starts_with("the id");
      if (!of_the_head && !of_the_id) ADD_FAILURE() << wrong.to_string();
    }
  }
}

TEST(Readme, every_word_of_the_language_has_an_example) {
  std::string all;
  for (const Example& example : examples()) all += example.text;
  for (const char* word : {"scenario ",
                           "covers ",
                           "actors ",
                           "dialog ",
                           "set ",
                           "do ",
                           "->",
                           "~>",
                           " as ",
                           "reply-to ",
                           "within ",
                           "not before ",
                           "200|503",
                           "<",
                           "where ",
                           "header Content-Type ~",
                           "header Call-ID\n",
                           "no header ",
                           "check //",
                           "check header ",
                           "let ",
                           "${",
                           "$limit",
                           "one-of ",
                           "=> pass",
                           "=> info",
                           "unordered ",
                           "optional ",
                           "repeat ",
                           "${i}",
                           "forbid ",
                           "during all",
                           "from here",
                           "pause ",
                           "fault ",
                           "settle ",
                           "always ",
                           "never ",
                           "# "})
    EXPECT_THAT(all, HasSubstr(word));
}

}   // namespace
}   // namespace parley::sim::ladder
