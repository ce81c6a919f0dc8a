// What a store that does not answer looks like: an `unavailable` of the type that the request wants.
#pragma once

#include <memory>

#include "protocol/base/endpoint.h"

namespace parley::sim {

// For FaultyWorker. Null for what is no request to the store.
std::shared_ptr<const WorkAnswer> refuse_store_request(const WorkRequest& request);

}   // namespace parley::sim
