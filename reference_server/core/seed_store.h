// What the pool file says about things that live in the store.
#pragma once

#include "protocol/base/result.h"
#include "reference_server/core/directory.h"
#include "reference_server/storage/store.h"

namespace parley::server {

// Puts the invitations of the pool file into the store, those that are not there yet. Called once, before
// the server runs; blocks.
Result<void> seed_store(storage::Store& store, const Directory& directory);

}   // namespace parley::server
