// The settings of the compliance service.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include "protocol/base/endpoint.h"
#include "protocol/base/time.h"

namespace parley::compliance {

struct ComplianceConfig {
  bool enabled = true;                                // Off: nothing is queued, read or handed over.
  Duration run_interval = std::chrono::minutes{15};   // RunInterval, product.md 1.4.
  std::uint32_t batch_events_max = 10'000;            // A larger backlog is several batches; bounds memory.
  std::uint32_t read_events_max = 500;                // Of the queue at once; bounds one transaction.
  // After a failure of the store, the archive or the adapter; how the product waits is not public.
  Duration retry_first = std::chrono::seconds{5};
  Duration retry_max = std::chrono::minutes{5};
};

using NextWorkId = std::function<WorkId()>;

}   // namespace parley::compliance
