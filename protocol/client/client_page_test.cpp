// docs/client.md against the code: every instruction stands there, and every event with the fields that it
// has, in their order.
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
#include <vector>

#include "protocol/client/instruction.h"
#include "protocol/client/test_stage.h"

namespace parley::client {
namespace {

using Names = std::set<std::string>;
using Fields = std::vector<std::string>;
// Of each event the lists of fields with which it comes.
using Shapes = std::map<std::string, std::set<Fields>>;

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

Fields matches_in_order(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern);
  Fields found;
  for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at)
    found.push_back((*at)[1]);
  return found;
}

Names all_matches(const std::string& text, const std::string& pattern) {
  const Fields found = matches_in_order(text, pattern);
  return {found.begin(), found.end()};
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
Shapes events_of_the_page() {
  const std::regex row(R"(^\| `([a-z-]+)` \|([^|]*)\|)");
  Shapes found;
  std::istringstream lines(section("The events"));
  std::smatch parts;
  for (std::string line; std::getline(lines, line);)
    if (std::regex_search(line, parts, row))
      found[parts[1]].insert(matches_in_order(parts[2], "`([a-z_]+)`"));
  return found;
}

void add_shape(Shapes& shapes, const std::string& line) {
  const auto object = boost::json::parse(line).as_object();
  Fields fields;
  for (const auto& [name, value] : object)
    if (name != "event") fields.emplace_back(name);
  shapes[std::string(object.at("event").as_string())].insert(fields);
}

Shapes events_of_the_examples() {
  Shapes found;
  std::istringstream lines(section("Examples"));
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("{\"event\"")) add_shape(found, line);
  return found;
}

TEST(ClientPage, has_each_event_that_can_be_told_and_no_other) {
  Names named;
  for (const auto& [name, shapes] : events_of_the_page()) named.insert(name);
  const Names told = events_of_the_code();
  EXPECT_GT(told.size(), 15U);
  EXPECT_EQ(named, told);
}

TEST(ClientPage, has_an_example_of_each_event_with_its_fields_in_their_order) {
  EXPECT_EQ(events_of_the_examples(), events_of_the_page());
}

TEST(ClientPage, has_a_row_for_the_fields_of_each_event_of_a_day) {
  ClientConfig config;
  config.script = "day.txt";
  Stage stage(config);
  stage.tell("post " + kLobby + " early");
  stage.tell("sign-in");
  stage.run(std::chrono::seconds{1});
  for (const char* line :
       {"search", "join nowhere", "join Lobby", "follow Lobby", "post Lobby hello", "history Lobby",
        "send <xccos/>", "bytes x", "update", "unfollow Lobby", "leave Lobby", "wait nothing", "update"})
    stage.say(line);
  stage.cut_link();
  stage.run(std::chrono::seconds{10});
  stage.say(std::string(kInterruption));
  Shapes told;
  for (const std::string& line : stage.lines) add_shape(told, line);
  EXPECT_GT(told.size(), 12U);
  const Shapes named = events_of_the_page();
  for (const auto& [name, shapes] : told)
    for (const Fields& fields : shapes) EXPECT_THAT(named.at(name), testing::Contains(fields)) << name;
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
