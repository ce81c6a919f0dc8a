// No signal handler, so nothing has to be safe inside one: a thread takes the signals as they come.
#include "cli/interrupt.h"

#include <pthread.h>
#include <unistd.h>

namespace parley::cli {

Interrupt::Interrupt() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGINT);
  sigaddset(&signals_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  waiting_ = std::jthread([this](const std::stop_token& over) { wait_for_signals(over); });
}

Interrupt::~Interrupt() {
  waiting_.request_stop();
  pthread_kill(waiting_.native_handle(), SIGTERM);   // Wakes the thread.
  waiting_.join();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void Interrupt::wait_for_signals(const std::stop_token& over) {
  for (int signal = 0; sigwait(&signals_, &signal) == 0 && !over.stop_requested();)
    if (!asked_.request_stop()) ::_exit(kKilledExitCode);
}

}   // namespace parley::cli
