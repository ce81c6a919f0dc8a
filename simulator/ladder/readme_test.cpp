// The page that teaches the language is itself run: every example on it parses and lints, and nothing that
// the language has is missing from it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "protocol/base/text.h"
#include "simulator/ladder/test_ladder.h"

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

// Of a complaint in the source, what a reader sees: the part before "; expected", "..." for what is filled
// in.
std::string as_it_is_read(std::string text) {
  text.resize(std::min(text.find(';'), text.size()));
  for (const auto& [written, read] :
       {std::pair{R"(\{\{)", "{"}, std::pair{R"(\{\})", "..."}, std::pair{R"(\}\})", "}"}})
    text = std::regex_replace(text, std::regex(written), read);
  return text;
}

// Every text of several words in a source of the linter is a complaint, or goes on with what was expected.
void take_complaints(const std::string& path, std::set<std::string>& found) {
  const std::string source = std::regex_replace(read(path), std::regex(R"("\s*\n\s*")"), "");
  const std::regex literal(R"re("([^"\n]*)")re");
  for (std::sregex_iterator at(source.begin(), source.end(), literal), end; at != end; ++at) {
    const std::string text = (*at)[1];
    if (text.find(' ') != std::string::npos && !text.starts_with("expected"))
      found.insert(as_it_is_read(text));
  }
}

std::set<std::string> complaints_of_the_linter() {
  std::set<std::string> found;
  take_complaints("simulator/play/lint_words.cpp", found);
  for (const auto& entry : std::filesystem::directory_iterator(PARLEY_SOURCE_DIR "/simulator/ladder")) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("lint") && name.ends_with(".cpp") && !name.ends_with("_test.cpp"))
      take_complaints("simulator/ladder/" + name, found);
  }
  return found;
}

TEST(Readme, lists_every_mistake_that_the_linter_finds) {
  const std::string page = read("scenarios/README.md");
  const std::string mistakes = page.substr(page.find("## Mistakes"));
  const auto complaints = complaints_of_the_linter();
  EXPECT_GT(complaints.size(), 30u);
  for (const std::string& complaint : complaints) EXPECT_THAT(mistakes, HasSubstr("`" + complaint + "`"));
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
