// The program `parley` as a child process: started with arguments, waited for with deadlines, never left
// behind. Tests see of it what an operator sees: two streams, signals and the exit code.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::process {

using Clock = std::chrono::steady_clock;

// Far above what anything here needs on a busy machine: to reach it is a failure, not a measurement.
inline constexpr std::chrono::seconds kPatience{30};

// A file descriptor with an owner.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  int get() const { return fd_; }

 private:
  int fd_;
};

// The end to read from, and the end to write to.
std::pair<Descriptor, Descriptor> open_pipe();

// Waits until `fd` has something to read (its end counts), or the moment has come (false).
bool wait_readable(int fd, Clock::time_point until);

struct Ended {
  int code = -1;     // Exit code; -1 when a signal ended it or it did not end in time.
  int signal = 0;    // The signal that ended it, if one did.
  std::string out;   // All of standard output that read_line has not taken.
  std::string err;   // All of standard error.
};

enum class Output : std::uint8_t { pipe, terminal };

class Child {
 public:
  // Runs parley with these arguments. `input` is its standard input: a text, or what the caller has opened
  // and may go on holding. `output` is what standard output is.
  explicit Child(const std::vector<std::string>& arguments, std::string_view input = {},
                 Output output = Output::pipe);
  Child(const std::vector<std::string>& arguments, const Descriptor& input, Output output = Output::pipe);
  Child(Child&& other) noexcept;
  Child(const Child&) = delete;
  ~Child();   // Kills what still runs.

  // The next line of standard output without its end; empty when none came by then or the stream ended.
  std::optional<std::string> read_line(Clock::time_point until);
  void signal(int number) const;
  // Waits for its end; after that time the test fails and the child is killed.
  Ended wait(std::chrono::seconds patience = kPatience);
  std::string error_so_far() const;
  pid_t pid() const { return pid_; }

 private:
  bool read_some();   // False at the end of standard output.

  pid_t pid_ = -1;
  Descriptor alive_;   // A pidfd: readable when the process has ended.
  Descriptor output_, errors_;
  std::string buffer_;
};

// Start, wait, done.
Ended run_parley(const std::vector<std::string>& arguments, std::string_view input = {});

// `parley serve` on a free loopback port, with more arguments behind.
struct ServeProcess {
  explicit ServeProcess(const std::vector<std::string>& more = {});
  // Waits for the line "ready tcp://..." and takes the port from it; false when it did not come by then.
  bool ready(Clock::time_point until = Clock::now() + kPatience);
  std::string url() const { return "tcp://127.0.0.1:" + std::to_string(port); }
  // SIGTERM; what an orderly end looks like is the caller's to check.
  Ended stop();

  Child child;
  int port = 0;
};

// A folder of its own for each test, gone afterwards.
class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  ~Folder();
  const std::string& path() const { return path_; }
  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }
  // Writes a file in it; returns its path.
  std::string write(std::string_view name, std::string_view text) const;

 private:
  std::string path_;
};

std::string read_whole(const std::string& path);

}   // namespace parley::process
