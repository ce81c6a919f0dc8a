// The narrow waist between chat logic and a database: SYS-STORE (room content and system metadata) and the
// private message queue of the compliance service.
//
// Blocking on purpose: an implementation is a page of SQL, not a state machine. Who may block is decided
// elsewhere (StoreWorker on a thread of its own, or virtual latency in a simulation). A store is used by
// one thread at a time. Every call fails with Errc::unavailable when the database does not answer.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"
#include "protocol/base/time.h"

namespace parley::storage {

// tblComplianceData.cmplType and the presence events (product.md 1.2 C5, 1.3). JOIN and PART are numbered
// by us, outside the product's range.
enum class EventKind : std::uint8_t { chat = 1, backchat = 2, join = 101, part = 102 };
std::string_view to_string(EventKind kind);   // "CHAT", "BACKCHAT", "JOIN", "PART"

struct ComplianceEvent {
  EventKind kind = EventKind::chat;
  std::string room_uri, room_name;
  std::string user_uri, user_name;
  std::uint64_t chat_id = 0;   // Of a CHAT; filled in by the store.
  std::string content;         // Of a CHAT the text; of a BACKCHAT what was asked for.
  WallTime at;
};

struct NewMessage {
  std::string room_uri;
  std::string author_uri, author_name;
  std::string text;
  std::optional<std::string> rtf;
  bool alert = false;
  WallTime at;
  // (dialog, envid, seqid) of the post, as one text; empty: it is never a repetition. A second post with the
  // same key, author, room and text within `kRepeatWindow` is not stored again, and the first one is returned
  // (xccos.md 8, row 22). With the same key alone it is a post of its own: nothing that is acknowledged may
  // be lost because somebody numbers wrongly.
  std::string repeat_key;
};
inline constexpr Duration kRepeatWindow = std::chrono::seconds{64};

// A message and the event that it was posted. No event: compliance is off.
struct NewPost {
  NewMessage message;
  std::optional<ComplianceEvent> event;
};

struct StoredMessage {
  std::uint64_t chat_id = 0;   // Sequential per room, from 1 (tblChat).
  NewMessage message;
  bool repeated = false;   // It was there already.
};

// An event in the private message queue, with its place in it.
struct QueuedEvent {
  std::uint64_t sequence = 0;
  ComplianceEvent event;
};

// A presence category instance that a user published (roomSetting and others).
struct CategoryInstance {
  std::string category;   // "roomSetting"
  std::uint64_t instance = 0;
  std::uint64_t container = 0;
  std::uint64_t version = 0;   // Counts up with every publication.
  std::string body;            // The XML below <publication>, as published.
  WallTime published;
};

struct StoredPreference {
  std::int64_t seqid = 0;
  std::string content;
};

struct Invitation {
  std::uint64_t id = 0;   // Sequential per user, from 1 (tblPrincipalInvites).
  std::string room_uri;
  WallTime created;
};

class Store {
 public:
  virtual ~Store() = default;

  // All calls between begin and commit are one transaction. Without them each call is one. A call that
  // fails leaves nothing behind, also inside a transaction; a transaction that the database itself gave up
  // (a full disk) fails in every later call and in commit.
  virtual Result<void> begin() = 0;
  virtual Result<void> commit() = 0;
  virtual void rollback() = 0;

  // One transaction: the messages and the events that they were posted. Either all survive a crash or none
  // does, so the archive can never miss a message that a participant has seen, and nobody sees half of what
  // came together. A repeated message queues no second event. Answered in the order given.
  virtual Result<std::vector<StoredMessage>> append_messages(const std::vector<NewPost>& posts) = 0;
  virtual Result<void> append_events(const std::vector<ComplianceEvent>& events) = 0;
  // The last `count_max` messages of a room, oldest first.
  virtual Result<std::vector<StoredMessage>> recent_messages(std::string_view room_uri,
                                                             std::uint32_t count_max) = 0;

  // Publishes one instance. `version` must be the stored one (0 when new), else Errc::conflict; the stored
  // version then counts up. A `remove` deletes it. Returns the new version (0 after a removal).
  virtual Result<std::uint64_t> put_category(std::string_view user_uri, const CategoryInstance& instance,
                                             bool remove) = 0;
  // By category and instance.
  virtual Result<std::vector<CategoryInstance>> categories(std::string_view user_uri) = 0;

  virtual Result<std::optional<StoredPreference>> preference(std::string_view user_uri,
                                                             std::string_view label) = 0;
  // The new sequence id: one more than the stored one, from 1.
  virtual Result<std::int64_t> set_preference(std::string_view user_uri, std::string_view label,
                                              std::string_view content) = 0;

  virtual Result<std::uint64_t> add_invitation(std::string_view user_uri, std::string_view room_uri,
                                               WallTime created) = 0;
  virtual Result<std::vector<Invitation>> invitations_after(std::string_view user_uri, std::uint64_t id) = 0;

  // The private queue: read in sequence order, cut from the front, only after mgccomp has taken it. No
  // sequence is ever given twice.
  virtual Result<std::vector<QueuedEvent>> read_queue(std::uint32_t count_max) = 0;
  virtual Result<void> drop_queue_through(std::uint64_t sequence) = 0;
  // The next event gets a sequence above this one. For a new store beside an mgccomp that already knows
  // events of an older store: without it the archive would take the new ones for repetitions.
  virtual Result<void> continue_queue_after(std::uint64_t sequence) = 0;
  // Queues a PART for every JOIN in the queue's past that has none, and returns how many: after a crash
  // nobody is in a room any more, and the archive must hear of it (product.md 1.2, C6). The time is that of
  // the new start, because nobody saw the real one (our choice).
  virtual Result<std::uint64_t> part_orphans(WallTime at) = 0;
};

// Bounds on what one user can make the store keep; past them Errc::limit_exceeded.
inline constexpr std::uint32_t kCategoriesPerUserMax = 1000;   // One per followed room; the model has 16.
inline constexpr std::uint32_t kPreferencesPerUserMax = 100;   // A legacy client has 11 (product.md 5.4).
// And on its bytes, body or content. What a user has in categories is one document, which a reader of ours
// takes up to 1 MiB; a followed room is some 600 bytes of it.
inline constexpr std::size_t kCategoryBytesMax = 64 * 1024;
inline constexpr std::size_t kCategoryBytesPerUserMax = 768 * 1024;
inline constexpr std::size_t kPreferenceBytesMax = 64 * 1024;   // Escaped sixfold a reply still holds it.
inline constexpr std::size_t kPreferenceBytesPerUserMax = 512 * 1024;

// The SQLite store, see sqlite_store.h. `path` may be ":memory:". Fails with a sentence that says what to
// do when the file is locked by another process, full, not a database, damaged, or written by a newer
// version (schema version check).
Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path);

}   // namespace parley::storage
