// A worker that fails on command: a database that refuses, an archive that is full, an adapter that is away.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "protocol/base/endpoint.h"

namespace parley::sim {

// Wraps the worker of a lane. While it refuses, each request is shown to `refuse`, which knows the store
// and this folder does not: it returns the answer of a failure, or null to let the request pass. Requests
// keep their order; those that pass together reach the inner worker as one group, so a refusal in the
// middle cuts a group commit in two, as a full disk does.
class FaultyWorker final : public Worker {
 public:
  using Refuse = std::function<std::shared_ptr<const WorkAnswer>(const WorkRequest&)>;

  FaultyWorker(std::shared_ptr<Worker> inner, Refuse refuse);

  void set_refusing(bool refusing) { refusing_ = refusing; }
  // The next `count` requests that `refuse` has an answer for are refused, whatever set_refusing() says.
  void refuse_next(std::uint64_t count) { refuse_next_ = count; }
  std::uint64_t refused() const { return refused_; }   // Since it was made.

  std::vector<std::shared_ptr<const WorkAnswer>> perform(
      std::span<const std::shared_ptr<const WorkRequest>> requests) override;

 private:
  std::shared_ptr<const WorkAnswer> refusal_of(const WorkRequest& request);

  std::shared_ptr<Worker> inner_;
  Refuse refuse_;
  bool refusing_ = false;
  std::uint64_t refuse_next_ = 0;
  std::uint64_t refused_ = 0;
};

}   // namespace parley::sim
