// The threads of all Workers of a driver, one each, begun with the first request. Answers arrive in the
// inbox, in order.
#pragma once

#include <map>
#include <memory>

#include "transport/loop_context.h"
#include "transport/work_thread.h"

namespace parley::transport {

class WorkThreads {
 public:
  explicit WorkThreads(LoopContext& context) : context_(context) {}

  void ask(const std::shared_ptr<Worker>& worker, WorkAsked asked);
  void forget(NodeId node);

 private:
  LoopContext& context_;
  // By worker and not by lane, because two nodes of a pool may share one.
  std::map<const Worker*, std::unique_ptr<WorkThread>> threads_;
};

}   // namespace parley::transport
