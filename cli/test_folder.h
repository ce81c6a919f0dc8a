// For tests: a fixture with a folder of its own, gone afterwards.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "cli/files.h"

namespace parley::cli {

class Folder : public testing::Test {
 protected:
  Folder() {
    std::string pattern = testing::TempDir() + "parley-cli-XXXXXX";
    if (const char* made = ::mkdtemp(pattern.data())) folder = made;
    EXPECT_FALSE(folder.empty());
  }
  ~Folder() override {
    std::error_code ignored;
    if (!folder.empty()) std::filesystem::remove_all(folder, ignored);
  }

  std::string operator/(std::string_view name) const { return (folder / name).string(); }
  static std::string content_of(const std::string& path) {
    return read_file(path).value_or("cannot be read");
  }

  std::filesystem::path folder;
};

}   // namespace parley::cli
