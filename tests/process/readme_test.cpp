// What the README shows is what the program prints.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "tests/process/test_child.h"

namespace parley::process {
namespace {

const std::filesystem::path kRoot = PARLEY_SOURCE_DIR;

std::string readme() {
  std::ifstream file(kRoot / "README.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Readme, shows_what_a_failure_looks_like) {
  const Ended ended = run_parley(
      {"simulate", kRoot / "scenarios/sign_in/several_pools.ladder", "--deviate", "server-no-info-ack"});
  EXPECT_EQ(ended.code, 1);
  std::string line;
  int shown = 0;
  for (std::istringstream lines(ended.out + ended.err); std::getline(lines, line);)
    if (line.find("FLOW-ACK-1") != line.npos && shown++ < 2) {
      const std::size_t path = line.find(kRoot.string());
      if (path != line.npos) line.erase(path, kRoot.string().size() + 1);
      EXPECT_THAT(readme(), testing::HasSubstr("\n" + line + "\n"));
    }
  EXPECT_GE(shown, 2);
}

TEST(Readme, says_how_many_flows_there_are) {
  std::size_t flows = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(kRoot / "scenarios"))
    flows += file.path().extension() == ".ladder";
  const std::string count = std::to_string(flows);
  EXPECT_THAT(readme(), testing::HasSubstr("\n" + count + " cases: " + count + " PASS; seed 1, fingerprint"));
  EXPECT_THAT(readme(), testing::HasSubstr("\n" + count + " cases, the same run: fingerprint"));
}

}   // namespace
}   // namespace parley::process
