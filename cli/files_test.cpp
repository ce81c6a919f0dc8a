#include "cli/files.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <future>

#include "cli/test_folder.h"

namespace parley::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Files : public Folder {
 protected:
  std::size_t files_left() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
  }
};

// While it lives no file can grow: as on a full disk, for an ordinary user too.
class NoRoom {
 public:
  NoRoom() : signal_before_(::signal(SIGXFSZ, SIG_IGN)) {
    EXPECT_EQ(::getrlimit(RLIMIT_FSIZE, &before_), 0);
    const rlimit none{0, before_.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &none), 0);
  }
  NoRoom(const NoRoom&) = delete;
  ~NoRoom() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, signal_before_);
  }

 private:
  sighandler_t signal_before_;
  rlimit before_{};
};

mode_t mode_of(const std::string& path) {
  struct stat about{};
  EXPECT_EQ(::stat(path.c_str(), &about), 0);
  return about.st_mode & 07777;
}

TEST_F(Files, are_found_where_a_shell_gives_a_pipe_for_one) {
  const std::string pipe = *this / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(find_files({pipe}, ".ladder").value_or(std::vector<std::string>{}), std::vector{pipe});
}

TEST_F(Files, written_are_read_again) {
  const std::string path = *this / "new/folders/file";
  ASSERT_TRUE(write_file(path, "one"));
  ASSERT_TRUE(write_file(path, "two"));
  EXPECT_EQ(content_of(path), "two");
  EXPECT_EQ(files_left(), 1U);
}

// Whoever has the old one open goes on reading the old one.
TEST_F(Files, are_replaced_as_a_whole) {
  const std::string path = *this / "file";
  ASSERT_TRUE(write_file(path, "one"));
  fs::create_hard_link(path, *this / "old");
  ASSERT_TRUE(write_file(path, "two"));
  EXPECT_EQ(content_of(*this / "old"), "one");
}

TEST_F(Files, keep_their_rights_and_new_ones_have_those_that_the_umask_leaves) {
  const std::string path = *this / "file";
  const mode_t before = ::umask(027);
  ASSERT_TRUE(write_file(path, "one"));
  EXPECT_EQ(mode_of(path), 0640U);
  ASSERT_EQ(::chmod(path.c_str(), 0604), 0);
  ASSERT_TRUE(write_file(path, "two"));
  EXPECT_EQ(mode_of(path), 0604U);
  ::umask(before);
}

TEST_F(Files, behind_a_link_are_written_and_the_link_stays) {
  ASSERT_TRUE(write_file(*this / "elsewhere/there", "one"));
  for (const std::string target : {"elsewhere/there", "elsewhere/not-yet"}) {
    fs::remove(folder / "link");
    fs::create_symlink(target, folder / "link");
    ASSERT_TRUE(write_file(*this / "link", "two"));
    EXPECT_TRUE(fs::is_symlink(folder / "link"));
    EXPECT_EQ(content_of(*this / target), "two");
  }
}

TEST_F(Files, behind_a_ring_of_links_cannot_be_written) {
  fs::create_symlink("b", folder / "a");
  fs::create_symlink("a", folder / "b");
  const auto written = write_file(*this / "a", "one");
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().detail, HasSubstr("symbolic links"));
  EXPECT_EQ(files_left(), 2U);
}

// A device, or what a shell makes of >(command).
TEST_F(Files, that_are_none_are_written_into) {
  const std::string pipe = *this / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  auto read = std::async(std::launch::async, [&] { return content_of(pipe); });
  ASSERT_TRUE(write_file(pipe, "through"));
  EXPECT_EQ(read.get(), "through");
  EXPECT_TRUE(fs::is_fifo(pipe));
  int ends[2] = {-1, -1};
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  ASSERT_TRUE(write_file("/dev/fd/" + std::to_string(ends[1]), "unnamed"));
  ::close(ends[1]);
  EXPECT_EQ(content_of("/dev/fd/" + std::to_string(ends[0])), "unnamed");
  ::close(ends[0]);
}

TEST_F(Files, that_cannot_be_written_leave_nothing_behind) {
  ASSERT_TRUE(make_directory(*this / "folder"));
  const auto of_folder = write_file(*this / "folder", "one");
  ASSERT_FALSE(of_folder);
  EXPECT_EQ(of_folder.error().detail, *this / "folder" + ": Is a directory");
  const auto on_full_disk = [&] {
    const NoRoom full;
    return write_file(*this / "file", "one");
  }();
  ASSERT_FALSE(on_full_disk);
  EXPECT_EQ(on_full_disk.error().detail, *this / "file" + ": File too large");
  EXPECT_EQ(files_left(), 1U);
}

}   // namespace
}   // namespace parley::cli
