// What a batch is handed to (product.md 1.7). The end of our responsibility: what it took is its own.
#pragma once

#include "reference_server/compliance/archive.h"

namespace parley::compliance {

class ComplianceAdapter {
 public:
  virtual ~ComplianceAdapter() = default;

  // May block. Success means that the events need not be offered again. After a failure, and after a crash
  // at any moment, the same batch comes again with the same id and content; the result must then be as if it
  // had come once.
  virtual Result<void> translate(const Batch& batch) = 0;
};

}   // namespace parley::compliance
