// The tables of conformance/requirements, as a whole.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "protocol/base/text.h"
#include "reports/requirement.h"
#include "reports/test_sample_runs.h"

namespace parley::reports {
namespace {

constexpr const char* kFolder = "conformance/requirements";

RequirementTable all_tables() {
  std::set<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(testing::source_file(kFolder)))
    if (file.path().extension() == ".tsv") names.insert(file.path().filename().string());
  EXPECT_TRUE((names == std::set<std::string>{"flows.tsv", "product.tsv", "sip.tsv", "xccos.tsv"}));
  RequirementTable table;
  for (const std::string& name : names) {
    const auto added = table.add(testing::read_source_file(std::string(kFolder) + "/" + name), name);
    EXPECT_TRUE(added) << (added ? "" : added.error().detail);
  }
  return table;
}

TEST(RequirementTables, hold_every_system_and_step_of_the_call_flow_document) {
  const std::string_view documented =
      "SYS-FE SYS-CHAN SYS-STORE SYS-FILE SYS-COMP SYS-COMPSTORE SYS-COMPFILE SYS-WEBFILE SYS-WEBRM "
      "SYS-POLICY "
      "FLOW-SIGNIN-1 FLOW-SIGNIN-2 FLOW-ACK-1 FLOW-RETRY-1 FLOW-REPLY-1 FLOW-SIGNIN-3 FLOW-SIGNIN-4 "
      "FLOW-SIGNIN-5a FLOW-SIGNIN-5b FLOW-SIGNIN-6 FLOW-SIGNIN-7 FLOW-POST-1 FLOW-POST-2 FLOW-POST-3 "
      "FLOW-POST-4 FLOW-POST-5 FLOW-COMP-1 FLOW-COMP-2 FLOW-COMP-3 FLOW-COMP-4 FLOW-COMP-5 FLOW-FILE-1 "
      "FLOW-FILE-2 FLOW-FILE-3 FLOW-FILE-4 FLOW-FILE-5 FLOW-ROOM-1 FLOW-ROOM-2 FLOW-ROOM-3";
  const RequirementTable table = all_tables();
  for (const std::string_view id : split(documented, ' ')) {
    const Requirement* row = table.find(id);
    ASSERT_NE(row, nullptr) << id;
    EXPECT_EQ(row->grade, xccos::Grade::S) << id;
    EXPECT_EQ(row->keyword, Keyword::must) << id;
  }
}

// xccos.md 8.1, item by item; an item that is one row of the call-flow document or of SIP stands under its
// id.
TEST(RequirementTables, let_every_hard_check_fail) {
  const std::string_view hard =
      "XCCOS-ENV-1 XCCOS-ENV-2 XCCOS-ENV-3 XCCOS-ENV-4 XCCOS-CT-1 XCCOS-INFO-1 XCCOS-RPL-2 XCCOS-RPL-4 "
      "XCCOS-RPL-5 XCCOS-RPL-6 XCCOS-RPL-1 XCCOS-JOIN-1 XCCOS-JOIN-2 XCCOS-POST-4 XCCOS-POST-5 XCCOS-POST-6 "
      "XCCOS-POST-7 XCCOS-POST-1 XCCOS-POST-3 XCCOS-DLG-1 SIP-DLG-3 SIP-DLG-4 FLOW-RETRY-1 XCCOS-DLG-3 "
      "PROV-1 PROV-2 XCCOS-REQURI-1 XCCOS-POST-8";
  const RequirementTable table = all_tables();
  for (const std::string_view id : split(hard, ' ')) {
    const Requirement* row = table.find(id);
    ASSERT_NE(row, nullptr) << id;
    EXPECT_EQ(verdict_of_violation(row->grade, row->keyword), Verdict::fail) << id;
  }
}

// xccos.md 8, rows that are INFO whatever is seen.
TEST(RequirementTables, let_nothing_unknown_fail) {
  const std::string_view unknown =
      "XCCOS-CT-2 XCCOS-RPL-3 XCCOS-RPL-11 XCCOS-RPL-13 XCCOS-RPL-14 XCCOS-ASSOC-1 XCCOS-INV-1 XCCOS-SIB-2 "
      "XCCOS-SRCH-4 XCCOS-POST-15 XCCOS-NTC-6 XCCOS-BJOIN-5 XCCOS-HIST-3 XCCOS-HIST-5 XCCOS-POST-14 "
      "XCCOS-JOIN-5 XCCOS-POST-13 XCCOS-SIGNIN-1 OVER-9";
  const RequirementTable table = all_tables();
  for (const std::string_view id : split(unknown, ' ')) {
    const Requirement* row = table.find(id);
    ASSERT_NE(row, nullptr) << id;
    EXPECT_EQ(verdict_of_violation(row->grade, row->keyword), Verdict::info) << id;
  }
}

TEST(RequirementTables, warn_where_a_real_client_breaks_an_rfc_and_name_it) {
  const RequirementTable table = all_tables();
  for (const char* id : {"SIP-VIA-1", "SIP-ACK-2", "SIP-TIMER-2", "SIP-TIMER-5"}) {
    const Requirement* row = table.find(id);
    ASSERT_NE(row, nullptr) << id;
    EXPECT_EQ(verdict_of_violation(row->grade, row->keyword), Verdict::warn) << id;
    EXPECT_NE(row->text.find("pidgin-sipe"), std::string::npos) << id;
  }
}

TEST(RequirementTables, speak_in_sentences) {
  const RequirementTable table = all_tables();
  for (const auto& [id, row] : table.rows())
    EXPECT_TRUE(row.text.ends_with('.') || row.text.ends_with(".)")) << id << ": " << row.text;
}

}   // namespace
}   // namespace parley::reports
