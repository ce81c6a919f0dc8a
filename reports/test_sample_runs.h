// Test support: records from testdata/ and files of the source tree.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "reports/run_record.h"

namespace parley::reports::testing {

inline std::filesystem::path source_file(const std::string& relative) {
  return std::filesystem::path(PARLEY_SOURCE_DIR) / relative;
}

inline std::string read_source_file(const std::string& relative) {
  std::ifstream in(source_file(relative), std::ios::binary);
  EXPECT_TRUE(in.good()) << relative;
  return {std::istreambuf_iterator<char>(in), {}};
}

// testdata/NAME.json.
inline RunRecord sample_run(const std::string& name) {
  auto run = run_from_json(read_source_file("reports/testdata/" + name + ".json"));
  EXPECT_TRUE(run) << name << ": " << (run ? "" : run.error().detail);
  return run ? *run : RunRecord{};
}

// The name of a test over the samples.
inline std::string sample_name(const ::testing::TestParamInfo<const char*>& sample) { return sample.param; }

// Compares with testdata/FILE; PARLEY_UPDATE_GOLDEN=1 writes it instead, and the difference is reviewed.
inline void expect_golden(const std::string& actual, const std::string& file) {
  const std::string relative = "reports/testdata/" + file;
  if (std::getenv("PARLEY_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(source_file(relative), std::ios::binary) << actual;
    return;
  }
  EXPECT_TRUE(actual == read_source_file(relative))
      << relative << " differs; run the test with PARLEY_UPDATE_GOLDEN=1 and look at the difference";
}

}   // namespace parley::reports::testing
