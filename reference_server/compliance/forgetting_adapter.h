// An adapter for a server that keeps nothing: takes every batch and forgets it, so that a long life costs no
// memory.
#pragma once

#include "reference_server/compliance/adapter.h"

namespace parley::compliance {

class ForgettingAdapter final : public ComplianceAdapter {
 public:
  Result<void> translate(const Batch&) override { return {}; }
};

}   // namespace parley::compliance
