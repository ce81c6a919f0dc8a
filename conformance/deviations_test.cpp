// The catalogue of deviations: its reader, and that it and the code name the same ones.
#include "conformance/deviations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "conformance/requirements.h"

namespace parley::conformance {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const std::string kHeader = "id\trole\tuse\trequirement\tscenario\tbeside\twhat\n";

Error error_of(const std::string& rows) {
  const auto added = DeviationTable().add(kHeader + rows, "t.tsv");
  EXPECT_FALSE(added);
  return added ? Error{} : added.error();
}

TEST(DeviationTable, reads_a_row) {
  DeviationTable table;
  ASSERT_TRUE(table.add(
      "# Why.\n" + kHeader + "\nserver-lies\tserver\tboth\tA-1\trooms/leave\tA-2,-\tIt lies.\r\n", "t.tsv"));
  const Deviation* row = table.find("server-lies");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->role, "server");
  EXPECT_EQ(row->use, Use::both);
  EXPECT_EQ(row->requirement, "A-1");
  EXPECT_EQ(row->scenario, "rooms/leave");
  EXPECT_EQ(row->beside, (std::set<std::string>{"A-2", "-"}));
  EXPECT_EQ(row->what, "It lies.");
  EXPECT_TRUE(row->is_mutant());
  EXPECT_EQ(table.find("server-lie"), nullptr);
}

TEST(DeviationTable, takes_a_hyphen_for_no_scenario) {
  DeviationTable table;
  ASSERT_TRUE(table.add(kHeader + "client-waits\tclient\tstimulus\tA-1\t-\tnone\tIt waits.\n", "t.tsv"));
  EXPECT_EQ(table.find("client-waits")->scenario, "");
  EXPECT_THAT(table.find("client-waits")->beside, testing::IsEmpty());
  EXPECT_FALSE(table.find("client-waits")->is_mutant());
}

TEST(DeviationTable, names_the_line_of_a_mistake) {
  EXPECT_EQ(error_of("server-lies\tserver\tboth\tA-1\t-\n").detail, "t.tsv:2: 5 columns instead of 7");
  EXPECT_THAT(error_of("\n\tserver\tboth\tA-1\t-\tnone\tw.\n").detail,
              HasSubstr("t.tsv:3: column id is empty"));
  EXPECT_THAT(error_of("Server lies\tserver\tboth\tA-1\t-\tnone\tw.\n").detail,
              HasSubstr("is no deviation id"));
  EXPECT_THAT(error_of("server-lies\tpool\tboth\tA-1\t-\tnone\tw.\n").detail,
              HasSubstr("\"pool\" is no role"));
  EXPECT_THAT(error_of("server-lies\tserver\tfun\tA-1\t-\tnone\tw.\n").detail,
              HasSubstr("\"fun\" is no use"));
}

TEST(DeviationTable, holds_no_id_twice) {
  const std::string row = "server-lies\tserver\tboth\tA-1\t-\tnone\tw.\n";
  EXPECT_EQ(error_of(row + row).code, Errc::conflict);
}

TEST(DeviationTable, wants_its_header) {
  DeviationTable table;
  EXPECT_THAT(table.add("server-lies\tserver\tboth\tA-1\t-\tnone\tw.\n", "t.tsv").error().detail,
              HasSubstr("t.tsv:1: the first line must name the columns id role use"));
  EXPECT_THAT(table.add("", "t.tsv").error().detail, HasSubstr("has no header line"));
}

TEST(DeviationTable, has_a_limit) {
  DeviationTable table;
  const std::string comment(1024, '#');
  std::string text = kHeader;
  while (text.size() <= 1024 * 1024) text += comment + "\n";
  EXPECT_EQ(table.add(text, "t.tsv").error().code, Errc::limit_exceeded);
}

// --- The catalogue itself ---

// Every production source that may deviate, as one text.
std::string deviating_code() {
  std::ostringstream text;
  for (const char* folder : {"reference_server/core", "reference_server/compliance", "protocol/client"})
    for (const auto& file : fs::recursive_directory_iterator(fs::path(PARLEY_SOURCE_DIR) / folder)) {
      const std::string name = file.path().filename().string();
      const bool is_code = name.ends_with(".cpp") || name.ends_with(".h");
      const bool is_test = name.ends_with("_test.cpp") || name.starts_with("test_");
      if (is_code && !is_test) text << std::ifstream(file.path()).rdbuf();
    }
  return text.str();
}

std::set<std::string> matches(const std::string& text, const char* pattern) {
  const std::regex expression(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it)
    found.insert((*it)[1]);
  return found;
}

std::set<std::string> ids_of_the_catalogue() {
  std::set<std::string> ids;
  for (const auto& [id, row] : deviation_table().rows()) ids.insert(id);
  return ids;
}

TEST(Deviations, are_the_same_in_the_catalogue_and_in_the_code) {
  EXPECT_EQ(matches(deviating_code(), "\"((?:server|client|compliance)-[a-z0-9-]+)\""),
            ids_of_the_catalogue());
}

// So that the test above cannot miss one.
TEST(Deviations, begin_with_who_deviates_wherever_the_code_asks_for_one) {
  const auto asked =
      matches(deviating_code(), "(?:deviates|deviates_once|eviations_?\\.active)\\(\"([^\"]*)\"");
  ASSERT_FALSE(asked.empty());
  for (const std::string& id : asked) EXPECT_NE(deviation_table().find(id), nullptr) << id;
}

TEST(Deviations, break_a_requirement_that_there_is) {
  for (const auto& [id, row] : deviation_table().rows())
    EXPECT_NE(requirement_table().find(row.requirement), nullptr) << id << ": " << row.requirement;
}

TEST(Deviations, know_what_else_is_red_by_its_requirement) {
  for (const auto& [id, row] : deviation_table().rows())
    for (const std::string& beside : row.beside)
      EXPECT_TRUE(beside == "-" || requirement_table().find(beside)) << id << ": " << beside;
}

TEST(Deviations, are_of_the_role_that_their_id_names) {
  for (const auto& [id, row] : deviation_table().rows())
    EXPECT_EQ(row.role, id.starts_with("client-") ? "client" : "server") << id;
}

TEST(Deviations, are_told_in_sentences) {
  for (const auto& [id, row] : deviation_table().rows())
    EXPECT_TRUE(row.what.ends_with('.')) << id << ": " << row.what;
}

TEST(Deviations, that_are_stimuli_are_known_to_be_so) {
  for (const char* id : {"server-loses-first-post-ack", "server-forgets-session-once", "client-no-refresh"})
    EXPECT_NE(deviation_table().find(id)->use, Use::mutant) << id;
}

}   // namespace
}   // namespace parley::conformance
