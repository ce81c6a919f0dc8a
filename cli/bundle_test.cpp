#include "cli/bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/files.h"
#include "cli/test_folder.h"

namespace parley::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Bundle : public Folder {
 protected:
  std::string out = *this / "out";
  reports::RunRecord run;
};

TEST_F(Bundle, is_written_where_nothing_is_or_nothing_of_its_names) {
  ASSERT_TRUE(write_file(out + "/notes.txt", "mine"));
  ASSERT_TRUE(prepare_bundle(out, ""));
  ASSERT_TRUE(write_bundle(out, run, {}, ""));
  EXPECT_TRUE(read_record(out));
  EXPECT_EQ(content_of(out + "/notes.txt"), "mine");
}

TEST_F(Bundle, is_written_over_that_of_an_earlier_run) {
  ASSERT_TRUE(write_bundle(out, run, {}, ""));
  EXPECT_TRUE(prepare_bundle(out, *this / "elsewhere.toml"));
}

TEST_F(Bundle, is_not_written_over_files_that_no_run_has_written) {
  for (const char* name : {"run.json", "index.html", "junit.xml", "pool.toml", "scenarios/mine.ladder"}) {
    const std::string place = *this / fs::path(name).stem().string();
    ASSERT_TRUE(write_file(place + "/" + name, "{}"));
    const auto ready = prepare_bundle(place, "");
    ASSERT_FALSE(ready) << name;
    EXPECT_THAT(ready.error().detail, HasSubstr("name another folder with --out")) << name;
    EXPECT_EQ(content_of(place + "/" + name), "{}");
  }
}

// The passwords that somebody has put in would be lost.
TEST_F(Bundle, is_not_written_over_the_pool_file_of_its_own_run) {
  ASSERT_TRUE(write_bundle(out, run, {}, "[[users]]"));
  fs::create_symlink(out + "/pool.toml", *this / "mine.toml");
  const auto ready = prepare_bundle(out, *this / "mine.toml");
  ASSERT_FALSE(ready);
  EXPECT_THAT(ready.error().detail, HasSubstr("mine.toml would be overwritten"));
}

TEST_F(Bundle, that_cannot_be_written_to_its_end_has_no_new_record) {
  run.seed = 1;
  ASSERT_TRUE(write_bundle(out, run, {}, ""));
  fs::remove(out + "/pool.toml");
  ASSERT_TRUE(make_directory(out + "/pool.toml"));
  run.seed = 2;
  ASSERT_FALSE(write_bundle(out, run, {}, ""));
  const auto record = read_record(out);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->seed, 1U);
}

TEST_F(Bundle, without_a_record_is_an_error_that_names_it) {
  EXPECT_THAT(read_record(out).error().detail, HasSubstr(out + "/run.json: No such file"));
  ASSERT_TRUE(write_file(out + "/run.json", "{}"));
  EXPECT_THAT(read_record(out).error().detail, HasSubstr(out + "/run.json: "));
}

}   // namespace
}   // namespace parley::cli
