// One thread for one Worker: the place where blocking work is done.
//
// Promises: requests are performed in the order of ask(), all that wait at once, so that a database can
// commit them as a group; every answer is reported in that order; the Worker is never used by two threads.
// What waits has no limit here: it is our own endpoints that ask, and they admit no more than they can.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "transport/inbox.h"

namespace parley::transport {

struct WorkAsked {
  Address by;
  WorkId id = 0;
  std::shared_ptr<const WorkRequest> request;
};

struct WorkFinished {
  Address by;
  WorkId id = 0;
  std::shared_ptr<const WorkAnswer> answer;
};

class WorkThread {
 public:
  using OnFinished = std::function<void(std::vector<WorkFinished>)>;   // Called on the thread of its own.

  WorkThread(std::shared_ptr<Worker> worker, OnFinished on_finished);
  // What has been begun is finished first, what waits is dropped.
  ~WorkThread();
  WorkThread(const WorkThread&) = delete;
  WorkThread& operator=(const WorkThread&) = delete;

  void ask(WorkAsked asked);
  // Drops what this node asked for and nobody has begun.
  void forget(NodeId node);

 private:
  void run();
  bool take_waiting(std::vector<WorkAsked>& batch);

  const std::shared_ptr<Worker> worker_;
  const OnFinished on_finished_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<WorkAsked> waiting_;   // Guarded by mutex_.
  bool ending_ = false;              // Guarded by mutex_.
  std::thread thread_;
};

}   // namespace parley::transport
