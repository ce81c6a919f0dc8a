// Ctrl-C while a run of cases is under way: the first asks it to come to its end, the second ends the
// program.
#pragma once

#include <csignal>
#include <stop_token>
#include <thread>

namespace parley::cli {

inline constexpr int kKilledExitCode = 130;   // What shells say of a program that SIGINT ended.

// While it lives, SIGINT and SIGTERM go to a thread of its own: the first of them makes the token ask for the
// end, one more ends the program at once with kKilledExitCode. To be made before any other thread, since
// threads inherit which signals they leave alone. Who started the program with one of them ignored, as a
// script does in the background, goes on being obeyed.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  std::stop_token token() const { return asked_.get_token(); }

 private:
  void wait_for_signals(const std::stop_token& over);

  sigset_t signals_, before_;
  int waking_ = 0;   // One of signals_, which its thread waits for; 0: there is none, and no thread.
  std::stop_source asked_;
  std::jthread waiting_;   // Its own stop says that nobody waits any more.
};

}   // namespace parley::cli
