// No signal handler, so nothing has to be safe inside one: a thread takes the signals as they come.
#include "cli/interrupt.h"

#include <pthread.h>
#include <unistd.h>

namespace parley::cli {

Interrupt::Interrupt() {
  sigemptyset(&signals_);
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction now{};
    if (sigaction(signal, nullptr, &now) != 0 || now.sa_handler == SIG_IGN) continue;
    sigaddset(&signals_, signal);
    waking_ = signal;
  }
  pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  if (waking_ == 0) return;
  waiting_ = std::jthread([this](const std::stop_token& over) { wait_for_signals(over); });
}

Interrupt::~Interrupt() {
  if (waiting_.joinable()) {
    waiting_.request_stop();
    pthread_kill(waiting_.native_handle(), waking_);
    waiting_.join();
  }
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void Interrupt::wait_for_signals(const std::stop_token& over) {
  for (int signal = 0; sigwait(&signals_, &signal) == 0 && !over.stop_requested();)
    if (!asked_.request_stop()) ::_exit(kKilledExitCode);
}

}   // namespace parley::cli
