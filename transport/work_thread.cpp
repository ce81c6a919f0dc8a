// The lock is held to move vectors about, never while the Worker works.
#include "transport/work_thread.h"

#include <utility>

#include "protocol/base/assert.h"

namespace parley::transport {

WorkThread::WorkThread(std::shared_ptr<Worker> worker, OnFinished on_finished)
    : worker_(std::move(worker)), on_finished_(std::move(on_finished)), thread_([this] { run(); }) {}

WorkThread::~WorkThread() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void WorkThread::ask(WorkAsked asked) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(asked));
  }
  changed_.notify_one();
}

void WorkThread::forget(NodeId node) {
  const std::lock_guard lock(mutex_);
  std::erase_if(waiting_, [node](const WorkAsked& asked) { return asked.by.node == node; });
}

bool WorkThread::take_waiting(std::vector<WorkAsked>& batch) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
  batch = std::exchange(waiting_, {});
  return !ending_;
}

void WorkThread::run() {
  std::vector<WorkAsked> batch;
  std::vector<std::shared_ptr<const WorkRequest>> requests;
  while (take_waiting(batch)) {
    requests.clear();
    for (const WorkAsked& asked : batch) requests.push_back(asked.request);
    auto answers = worker_->perform(requests);
    PARLEY_ASSERT(answers.size() == batch.size());

    std::vector<WorkFinished> finished;
    finished.reserve(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i)
      finished.push_back({batch[i].by, batch[i].id, std::move(answers[i])});
    on_finished_(std::move(finished));
  }
}

}   // namespace parley::transport
