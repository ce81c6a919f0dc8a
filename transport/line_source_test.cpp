// Lines from a descriptor and from another thread.
#include "transport/line_source.h"

#include <fcntl.h>
#include <gmock/gmock.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <optional>
#include <thread>

#include "transport/test_driver.h"

namespace parley::transport {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Lines : public DriverTest {
 protected:
  void SetUp() override {
    DriverTest::SetUp();
    ASSERT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
    node = add(puppet);
  }
  ~Lines() override {
    for (const int end : pipe) ::close(end);
  }
  void read_from(int descriptor) {
    const auto reading = driver->read_lines_from(descriptor, node, [this](std::string_view sentence) {
      ended = std::string(sentence);
      lines_at_end = lines().size();
      driver->tell(node, "wakes the test");
    });
    ASSERT_TRUE(reading) << reading.error().detail;
  }
  void write(std::string_view text) {
    ASSERT_EQ(::write(pipe[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void close_writer() { ::close(std::exchange(pipe[1], -1)); }
  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    for (const Event& event : puppet.events)
      if (const auto* told = std::get_if<Told>(&event); told && told->line != "wakes the test")
        all.push_back(told->line);
    return all;
  }

  std::array<int, 2> pipe{};
  Puppet puppet;
  NodeId node = 0;
  std::optional<std::string> ended;
  std::size_t lines_at_end = 0;
};

TEST_F(Lines, of_a_pipe_are_told_one_by_one_as_they_are_finished) {
  read_from(pipe[0]);
  write("one\ntwo\r\n\nthr");
  ASSERT_TRUE(until([&] { return lines().size() == 3; }));
  EXPECT_THAT(lines(), ElementsAre("one", "two", ""));
  write("ee\n");
  ASSERT_TRUE(until([&] { return lines().size() == 4; }));
  EXPECT_EQ(lines().back(), "three");
  EXPECT_FALSE(ended);
}

TEST_F(Lines, end_after_the_last_one_was_told_even_without_a_line_end) {
  write("one\nlast");
  close_writer();
  read_from(pipe[0]);
  ASSERT_TRUE(until([&] { return ended.has_value(); }));
  EXPECT_THAT(lines(), ElementsAre("one", "last"));
  EXPECT_EQ(lines_at_end, 2u);
  EXPECT_EQ(*ended, "");
}

TEST_F(Lines, of_a_file_are_read_in_full) {
  std::FILE* file = std::tmpfile();
  ASSERT_NE(file, nullptr);
  constexpr int kLines = 20'000;
  for (int i = 0; i < kLines; ++i) std::fprintf(file, "line %d\n", i);
  std::rewind(file);
  read_from(::fileno(file));
  ASSERT_TRUE(until([&] { return ended.has_value(); }));
  ASSERT_EQ(lines().size(), static_cast<std::size_t>(kLines));
  EXPECT_EQ(lines().back(), "line 19999");
  std::fclose(file);
}

TEST_F(Lines, of_nothing_end_at_once) {
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  read_from(nothing);
  EXPECT_TRUE(until([&] { return ended.has_value(); }));
  EXPECT_TRUE(lines().empty());
  ::close(nothing);
}

TEST_F(Lines, that_are_too_long_end_the_input_with_a_reason) {
  std::signal(SIGPIPE, SIG_IGN);   // The writer may be in the middle of a part when its reader goes.
  read_from(pipe[0]);
  std::thread writer([&] {
    const std::string part(64 * 1024, 'x');
    for (std::size_t sent = 0; sent <= kLineBytesMax; sent += part.size())
      if (::write(pipe[1], part.data(), part.size()) < 0) break;
  });
  ASSERT_TRUE(until_seen([&] { return ended.has_value(); }));
  EXPECT_EQ(*ended, "a line of the input is longer than 1048576 bytes");
  ::close(std::exchange(pipe[0], -1));   // The writer may still wait for a reader.
  writer.join();
}

TEST_F(Lines, of_a_bad_descriptor_are_refused_with_a_sentence) {
  const auto reading = driver->read_lines_from(1'000'000, node, [](std::string_view) {});
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().detail, "cannot read from descriptor 1000000: Bad file descriptor");
}

TEST_F(Lines, leave_the_descriptor_blocking_for_everybody_else) {
  read_from(pipe[0]);
  EXPECT_EQ(::fcntl(pipe[0], F_GETFL) & O_NONBLOCK, 0);
}

}   // namespace
}   // namespace parley::transport
