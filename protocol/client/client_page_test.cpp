// docs/client.md against the code: every instruction stands there, and every event with the fields that it
// has.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "protocol/client/instruction.h"

namespace parley::client {
namespace {

using Names = std::set<std::string>;

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// From its heading to the end of the page, or to the next heading.
std::string section(const std::string& heading) {
  const std::string page = read(PARLEY_SOURCE_DIR "/docs/client.md");
  const std::size_t from = page.find("\n## " + heading + "\n");
  if (from == std::string::npos) return {};
  return page.substr(from, page.find("\n## ", from + 1) - from);
}

Names all_matches(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern);
  Names found;
  for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at)
    found.insert((*at)[1]);
  return found;
}

// The code makes each of its events by event("NAME").
Names events_of_the_code() {
  Names found;
  for (const auto& entry : std::filesystem::directory_iterator(PARLEY_SOURCE_DIR "/protocol/client")) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".h") && (!name.ends_with(".cpp") || name.ends_with("_test.cpp"))) continue;
    found.merge(all_matches(read(entry.path()), "\\bevent\\(\"([^\"]+)\"\\)"));
  }
  return found;
}

// Rows: | `NAME` | `FIELD`, `FIELD` | ... |
std::map<std::string, Names> events_of_the_page(const std::string& page) {
  const std::regex row(R"(^\| `([a-z-]+)` \|([^|]*)\|)");
  std::map<std::string, Names> found;
  std::istringstream lines(page);
  std::smatch parts;
  for (std::string line; std::getline(lines, line);)
    if (std::regex_search(line, parts, row)) found[parts[1]] = all_matches(parts[2], "`([a-z_]+)`");
  return found;
}

std::map<std::string, Names> events_of_the_examples(const std::string& page) {
  std::map<std::string, Names> found;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("{\"event\"")) continue;
    const auto object = boost::json::parse(line).as_object();
    Names& fields = found[std::string(object.at("event").as_string())];
    for (const auto& [name, value] : object)
      if (name != "event") fields.insert(name);
  }
  return found;
}

TEST(ClientPage, has_each_event_that_can_be_told_and_no_other) {
  Names named;
  for (const auto& [name, fields] : events_of_the_page(section("The events"))) named.insert(name);
  const Names told = events_of_the_code();
  EXPECT_GT(told.size(), 15U);
  EXPECT_EQ(named, told);
}

TEST(ClientPage, has_an_example_of_each_event_with_each_of_its_fields) {
  EXPECT_EQ(events_of_the_examples(section("Examples")), events_of_the_page(section("The events")));
}

// Verbs are numbered without gaps; what there is not is "unknown".
TEST(ClientPage, has_each_instruction_and_no_other) {
  Names verbs;
  for (int i = 0; to_string(static_cast<Verb>(i)) != "unknown"; ++i)
    verbs.emplace(to_string(static_cast<Verb>(i)));
  EXPECT_GT(verbs.size(), 10U);
  // Rows: | `VERB ROOM` or `VERB`, `VERB` | ... |
  Names named;
  const std::string table = section("The instructions");
  for (const std::string& cell : all_matches(table, "\n\\| (`[^|]+`) \\|"))
    named.merge(all_matches(cell, "`([a-z-]+)"));
  EXPECT_EQ(named, verbs);
}

}   // namespace
}   // namespace parley::client
