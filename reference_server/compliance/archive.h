// mgccomp: the events that wait for the adapter (product.md 1.2).
//
// Transient: an event is here from when it leaves the private queue until the adapter has taken it. Whatever
// is interrupted can be done again: taking an event a second time, opening a batch, closing it.
// Blocking, used by one thread at a time. Every call fails with Errc::unavailable when the file does not
// answer, and then has changed nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "protocol/base/result.h"
#include "reference_server/storage/store.h"

namespace parley::compliance {

struct ArchivedEvent {
  std::uint64_t sequence = 0;
  std::uint32_t user_id = 0;   // From 1; the same for a user for as long as this mgccomp lives.
  storage::ComplianceEvent event;
};

// A set of events that is handed to the adapter as one.
struct Batch {
  std::uint64_t id = 0;   // From 1, never used again.
  WallTime opened;
  std::vector<ArchivedEvent> events;   // By sequence; never empty.
};

class Archive {
 public:
  virtual ~Archive() = default;

  // Takes events of the private queue, in sequence order. Those taken before are passed over, also when they
  // have long been handed over and deleted.
  virtual Result<void> insert_events(const std::vector<storage::QueuedEvent>& events) = 0;

  // The oldest `limit` events, as a batch that stays: until close_batch the same one is offered again, with
  // the same content and opening time, whatever happened in between. Null: no event waits.
  virtual Result<std::shared_ptr<const Batch>> open_batch(std::uint32_t limit, WallTime at) = 0;
  // Deletes the batch with its events. Of a batch that is not open it is done already.
  virtual Result<void> close_batch(std::uint64_t id) = 0;

  virtual Result<std::uint64_t> pending() = 0;         // Events taken and not deleted.
  virtual Result<std::uint64_t> taken_through() = 0;   // The largest sequence ever taken.
};

// The archive in one SQLite file of its own, locked while it is open; `path` may be ":memory:". Fails like
// open_sqlite_store.
Result<std::unique_ptr<Archive>> open_sqlite_archive(const std::string& path);

// To be called once, before the service runs: a store that is younger than its mgccomp (it was replaced, or
// restored from a copy) gives sequences that the archive takes for known. They continue after those then.
Result<void> join_queue_to_archive(storage::Store& store, Archive& archive);

}   // namespace parley::compliance
