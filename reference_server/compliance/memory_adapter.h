// An adapter that keeps what it was given: for simulations and tests.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "reference_server/compliance/adapter.h"

namespace parley::compliance {

class MemoryAdapter final : public ComplianceAdapter {
 public:
  Result<void> translate(const Batch& batch) override;

  // The next `count` batches fail. With `keep` they are written all the same and only the success is lost,
  // as when the process dies between the two.
  void fail_next(std::uint32_t count, bool keep = false);

  // Every call, the failed ones too.
  const std::vector<std::uint64_t>& calls() const { return calls_; }
  // What is written, by batch id, as files of that name would be: a repetition overwrites.
  const std::map<std::uint64_t, std::vector<ArchivedEvent>>& output() const { return output_; }

 private:
  std::uint32_t failures_left_ = 0;
  bool keep_ = false;
  std::vector<std::uint64_t> calls_;
  std::map<std::uint64_t, std::vector<ArchivedEvent>> output_;
};

}   // namespace parley::compliance
