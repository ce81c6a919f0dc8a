// docs/client.md against the code: every event that can be told stands there, with the fields that it has.
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

namespace parley::client {
namespace {

using Names = std::set<std::string>;

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
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

TEST(EventsPage, has_each_event_that_can_be_told_and_no_other) {
  Names named;
  for (const auto& [name, fields] : events_of_the_page(read(PARLEY_SOURCE_DIR "/docs/client.md")))
    named.insert(name);
  const Names told = events_of_the_code();
  EXPECT_GT(told.size(), 15U);
  EXPECT_EQ(named, told);
}

TEST(EventsPage, has_an_example_of_each_event_with_each_of_its_fields) {
  const std::string page = read(PARLEY_SOURCE_DIR "/docs/client.md");
  EXPECT_EQ(events_of_the_examples(page), events_of_the_page(page));
}

}   // namespace
}   // namespace parley::client
