// Overwrites by batch id, so that a batch that comes twice is there once.
#include "reference_server/compliance/memory_adapter.h"

namespace parley::compliance {

Result<void> MemoryAdapter::translate(const Batch& batch) {
  calls_.push_back(batch.id);
  const bool fails = failures_left_ > 0;
  if (fails) --failures_left_;
  if (!fails || keep_) output_[batch.id] = batch.events;
  if (fails) return fail(Errc::unavailable, "the adapter was told to fail");
  return {};
}

void MemoryAdapter::fail_next(std::uint32_t count, bool keep) {
  failures_left_ = count;
  keep_ = keep;
}

}   // namespace parley::compliance
