// Posting to the io_context is the one step from a work thread to the thread of the driver.
#include "transport/work_threads.h"

#include <boost/asio/post.hpp>
#include <utility>

namespace parley::transport {

void WorkThreads::ask(const std::shared_ptr<Worker>& worker, WorkAsked asked) {
  auto& thread = threads_[worker.get()];
  if (thread == nullptr)
    thread = std::make_unique<WorkThread>(worker, [&context = context_](std::vector<WorkFinished> finished) {
      boost::asio::post(context.io, [&context, finished = std::move(finished)]() mutable {
        for (WorkFinished& one : finished)
          context.inbox.push(one.by, WorkDone{one.id, std::move(one.answer)});
      });
    });
  thread->ask(std::move(asked));
}

void WorkThreads::forget(NodeId node) {
  for (auto& [worker, thread] : threads_) thread->forget(node);
}

}   // namespace parley::transport
