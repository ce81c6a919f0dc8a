#include "reference_server/compliance/durable_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "reference_server/storage/test_directory.h"

namespace parley::compliance {
namespace {

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t count_files(const std::filesystem::path& directory) {
  const std::filesystem::directory_iterator files(directory);
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

TEST(DurableFile, replaces_the_whole_file_and_leaves_nothing_beside_it) {
  const storage::TestDirectory directory;
  ASSERT_TRUE(write_durably(directory.file("a"), std::string(100'000, 'x')));
  ASSERT_TRUE(write_durably(directory.file("a"), "short"));
  EXPECT_EQ(read(directory.file("a")), "short");
  EXPECT_EQ(count_files(directory.path()), 1u);
}

TEST(DurableFile, overwrites_what_a_crash_left_beside_it) {
  const storage::TestDirectory directory;
  std::ofstream(directory.file("a.part")) << "half a docu";
  ASSERT_TRUE(write_durably(directory.file("a"), "whole"));
  EXPECT_EQ(read(directory.file("a")), "whole");
  EXPECT_EQ(count_files(directory.path()), 1u);
}

TEST(DurableFile, says_which_file_and_why) {
  const storage::TestDirectory directory;
  const auto refused = write_durably(directory.file("none/a"), "x");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::unavailable);
  EXPECT_THAT(refused.error().detail, testing::HasSubstr("none/a cannot be written: No such file"));
}

TEST(DurableFile, a_full_disk_is_a_sentence) {
  const storage::TestDirectory directory;
  std::filesystem::create_symlink("/dev/full", directory.file("a.part"));
  const auto refused = write_durably(directory.file("a"), "x");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail, testing::HasSubstr("No space left on device"));
  EXPECT_FALSE(std::filesystem::exists(directory.file("a")));
}

}   // namespace
}   // namespace parley::compliance
