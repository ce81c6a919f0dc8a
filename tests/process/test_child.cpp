// Nothing here sleeps: pidfd and pipes say when something has happened.
#include "tests/process/test_child.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <tuple>
#include <utility>

namespace parley::process {
namespace {

// What a file in memory holds, wherever its writer stands.
std::string content_of(int fd) {
  std::string text;
  char block[65536];
  for (ssize_t count = 0; (count = ::pread(fd, block, sizeof block, static_cast<off_t>(text.size()))) > 0;)
    text.append(block, static_cast<std::size_t>(count));
  return text;
}

Descriptor memory_file(std::string_view text) {
  Descriptor file(::memfd_create("parley-test", MFD_CLOEXEC));
  const bool written = ::pwrite(file.get(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
  EXPECT_TRUE(written);
  return file;
}

// Where the test reads, and where the child writes.
std::pair<Descriptor, Descriptor> ends_of(Output output) {
  if (output == Output::terminal) {
    Descriptor ours(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    EXPECT_EQ(::grantpt(ours.get()), 0);
    EXPECT_EQ(::unlockpt(ours.get()), 0);
    Descriptor theirs(::open(::ptsname(ours.get()), O_RDWR | O_NOCTTY | O_CLOEXEC));
    EXPECT_GE(theirs.get(), 0);
    return {std::move(ours), std::move(theirs)};
  }
  return open_pipe();
}

}   // namespace

std::pair<Descriptor, Descriptor> open_pipe() {
  int ends[2] = {-1, -1};
  EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

bool wait_readable(int fd, Clock::time_point until) {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd one{fd, POLLIN, 0};
    const int ready = ::poll(&one, 1, left > 0 ? static_cast<int>(left) : 0);
    if (ready > 0) return true;
    if (ready == 0 && left <= 0) return false;
  }
}

Child::Child(const std::vector<std::string>& arguments, std::string_view input, Output output)
    : Child(arguments, memory_file(input), output) {}

Child::Child(const std::vector<std::string>& arguments, const Descriptor& input, Output output)
    : errors_(memory_file({})) {
  Descriptor write_end;
  std::tie(output_, write_end) = ends_of(output);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, write_end.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors_.get(), STDERR_FILENO);
  std::vector<std::string> words{PARLEY_PROGRAM};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  EXPECT_EQ(::posix_spawn(&pid_, PARLEY_PROGRAM, &actions, nullptr, argv.data(), environ), 0);
  posix_spawn_file_actions_destroy(&actions);
  alive_ = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  EXPECT_GE(alive_.get(), 0);
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      alive_(std::move(other.alive_)),
      output_(std::move(other.output_)),
      errors_(std::move(other.errors_)),
      buffer_(std::move(other.buffer_)) {}

Child::~Child() {
  if (pid_ <= 0) return;
  signal(SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Child::signal(int number) const {
  if (pid_ > 0) ::kill(pid_, number);
}

bool Child::read_some() {
  char block[65536];
  const ssize_t count = ::read(output_.get(), block, sizeof block);
  if (count > 0) buffer_.append(block, static_cast<std::size_t>(count));
  return count > 0;
}

std::optional<std::string> Child::read_line(Clock::time_point until) {
  for (;;) {
    if (const std::size_t end = buffer_.find('\n'); end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    if (!wait_readable(output_.get(), until) || !read_some()) return std::nullopt;
  }
}

Ended Child::wait(std::chrono::seconds patience) {
  const auto until = Clock::now() + patience;
  while (wait_readable(output_.get(), until) && read_some()) {
  }
  if (!wait_readable(alive_.get(), until)) {
    ADD_FAILURE() << "parley did not end; it said: " << error_so_far();
    signal(SIGKILL);
  }
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  Ended ended;
  if (WIFEXITED(status)) ended.code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) ended.signal = WTERMSIG(status);
  ended.out = std::move(buffer_);
  ended.err = error_so_far();
  return ended;
}

std::string Child::error_so_far() const { return content_of(errors_.get()); }

Ended run_parley(const std::vector<std::string>& arguments, std::string_view input) {
  return Child(arguments, input).wait();
}

namespace {

std::vector<std::string> serve_arguments(const std::vector<std::string>& more) {
  std::vector<std::string> all{"serve", "--listen", "tcp://127.0.0.1:0"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

}   // namespace

ServeProcess::ServeProcess(const std::vector<std::string>& more) : child(serve_arguments(more)) {}

bool ServeProcess::ready(Clock::time_point until) {
  const auto line = child.read_line(until);
  if (!line || !line->starts_with("ready tcp://127.0.0.1:")) return false;
  port = std::atoi(line->c_str() + line->rfind(':') + 1);
  return port > 0;
}

Ended ServeProcess::stop() {
  child.signal(SIGTERM);
  return child.wait();
}

Folder::Folder() {
  std::string pattern = testing::TempDir() + "parley-process-XXXXXX";
  if (const char* made = ::mkdtemp(pattern.data())) path_ = made;
  EXPECT_FALSE(path_.empty());
}

Folder::~Folder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

std::string Folder::write(std::string_view name, std::string_view text) const {
  const std::string path = *this / name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

std::string read_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}   // namespace parley::process
