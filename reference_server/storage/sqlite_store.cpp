// Transactions, messages and the private queue: a few statements of SQL each, no chat rules.
#include "reference_server/storage/sqlite_store.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/assert.h"
#include "reference_server/storage/event_row.h"
#include "reference_server/storage/schema.h"

namespace parley::storage {
namespace {

// The columns of a message, in the order of read_message.
constexpr std::string_view kRecentMessages =
    "SELECT m.chat_id, r.uri, m.author_uri, m.author_name, m.text, m.rtf, m.alert, m.at, m.repeat_key "
    "FROM messages m JOIN rooms r USING (room_id) WHERE r.uri = ?1 ORDER BY m.chat_id DESC LIMIT ?2";
constexpr std::string_view kMessageOfRepeatKey =
    "SELECT m.chat_id, r.uri, m.author_uri, m.author_name, m.text, m.rtf, m.alert, m.at, m.repeat_key "
    "FROM repeat_keys k JOIN messages m USING (message_id) JOIN rooms r USING (room_id) "
    "WHERE k.repeat_key = ?1 AND k.at >= ?2";

StoredMessage read_message(const sqlite::Cursor& row) {
  StoredMessage stored;
  stored.chat_id = row.number(0);
  NewMessage& message = stored.message;
  message.room_uri = row.text(1);
  message.author_uri = row.text(2);
  message.author_name = row.text(3);
  message.text = row.text(4);
  if (!row.is_null(5)) message.rtf = row.text(5);
  message.alert = row.integer(6) != 0;
  message.at = WallTime{row.integer(7)};
  message.repeat_key = row.text(8);
  return stored;
}

bool is_same_post(const NewMessage& one, const NewMessage& other) {
  return one.author_uri == other.author_uri && one.room_uri == other.room_uri && one.text == other.text;
}

}   // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path) { return SqliteStore::open(path); }

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& path) {
  auto database = open_file(path, store_file());
  if (!database) return tl::unexpected(database.error());
  return std::unique_ptr<SqliteStore>(new SqliteStore(std::move(*database)));
}

Result<void> SqliteStore::limit_size(std::uint64_t bytes) {
  const auto page = database_.integer(4096, "PRAGMA page_size");
  if (!page) return tl::unexpected(page.error());
  return database_.script(fmt::format("PRAGMA max_page_count = {}",
                                      std::max<std::uint64_t>(1, bytes / static_cast<std::uint64_t>(*page))));
}

// --- Transactions ---

Result<void> SqliteStore::begin() {
  PARLEY_ASSERT(!in_transaction_);
  auto begun = database_.run("BEGIN IMMEDIATE");
  in_transaction_ = begun.has_value();
  return begun;
}

Result<void> SqliteStore::commit() {
  PARLEY_ASSERT(in_transaction_);
  auto done = check_transaction();
  if (done) done = database_.run("COMMIT");
  if (!done) rollback();
  in_transaction_ = false;
  return done;
}

void SqliteStore::rollback() {
  if (database_.in_transaction()) static_cast<void>(database_.run("ROLLBACK"));
  in_transaction_ = false;
}

Result<void> SqliteStore::check_transaction() const {
  if (!in_transaction_ || database_.in_transaction()) return {};
  return fail(Errc::unavailable, fmt::format("{} gave up the transaction", database_.path()));
}

// --- Messages ---

Result<std::vector<StoredMessage>> SqliteStore::append_messages(const std::vector<NewPost>& posts) {
  return together([&]() -> Result<std::vector<StoredMessage>> {
    std::vector<StoredMessage> all;
    for (const NewPost& post : posts) {
      auto stored = append_message(post);
      if (!stored) return tl::unexpected(stored.error());
      all.push_back(std::move(*stored));
    }
    return all;
  });
}

Result<StoredMessage> SqliteStore::append_message(const NewPost& post) {
  auto repeated = find_repeated(post.message);
  if (!repeated) return tl::unexpected(repeated.error());
  if (*repeated) return std::move(**repeated);
  auto stored = insert_message(post.message);
  if (!stored || !post.event) return stored;
  ComplianceEvent numbered = *post.event;
  numbered.chat_id = stored->chat_id;
  if (auto queued = queue_event(numbered); !queued) return tl::unexpected(queued.error());
  return stored;
}

Result<std::optional<StoredMessage>> SqliteStore::find_repeated(const NewMessage& message) {
  if (message.repeat_key.empty()) return std::nullopt;
  const WallTime oldest = message.at + -kRepeatWindow;
  auto cursor = database_.query(kMessageOfRepeatKey, message.repeat_key, oldest.ticks);
  const auto found = cursor.next();
  if (!found) return tl::unexpected(found.error());
  if (!*found) return std::nullopt;
  StoredMessage stored = read_message(cursor);
  if (!is_same_post(stored.message, message)) return std::nullopt;
  stored.repeated = true;
  return stored;
}

Result<StoredMessage> SqliteStore::insert_message(const NewMessage& message) {
  std::int64_t room_id = 0;
  std::uint64_t chat_id = 0;
  {
    auto cursor = database_.query(
        "INSERT INTO rooms (uri, last_chat_id) VALUES (?1, 1) ON CONFLICT (uri) DO UPDATE SET "
        "last_chat_id = last_chat_id + 1 RETURNING room_id, last_chat_id",
        message.room_uri);
    const auto numbered = cursor.next();
    if (!numbered) return tl::unexpected(numbered.error());
    room_id = cursor.integer(0);
    chat_id = cursor.number(1);
  }
  auto inserted = database_.run(
      "INSERT INTO messages (room_id, chat_id, author_uri, author_name, text, rtf, alert, at, repeat_key) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      room_id, chat_id, message.author_uri, message.author_name, message.text, message.rtf, message.alert,
      message.at.ticks, message.repeat_key);
  if (inserted) inserted = remember_repeat_key(message, database_.last_row_id());
  if (!inserted) return tl::unexpected(inserted.error());
  return StoredMessage{chat_id, message, false};
}

Result<void> SqliteStore::remember_repeat_key(const NewMessage& message, std::int64_t message_id) {
  // Keys that no repetition can meet any more go with the next post, so the table stays small.
  auto pruned = database_.run("DELETE FROM repeat_keys WHERE at < ?1", (message.at + -kRepeatWindow).ticks);
  if (!pruned || message.repeat_key.empty()) return pruned;
  return database_.run("INSERT OR REPLACE INTO repeat_keys (repeat_key, message_id, at) VALUES (?1, ?2, ?3)",
                       message.repeat_key, message_id, message.at.ticks);
}

Result<std::vector<StoredMessage>> SqliteStore::recent_messages(std::string_view room_uri,
                                                                std::uint32_t count_max) {
  if (auto sound = check_transaction(); !sound) return tl::unexpected(sound.error());
  auto messages = sqlite::collect(database_.query(kRecentMessages, room_uri, count_max), read_message);
  if (messages) std::reverse(messages->begin(), messages->end());
  return messages;
}

// --- The private queue ---

Result<void> SqliteStore::queue_event(const ComplianceEvent& event) {
  return database_.run(
      "INSERT INTO queue (kind, room_uri, room_name, user_uri, user_name, chat_id, content, at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
      static_cast<int>(event.kind), event.room_uri, event.room_name, event.user_uri, event.user_name,
      event.chat_id, event.content, event.at.ticks);
}

Result<void> SqliteStore::note_presence(const ComplianceEvent& event) {
  if (event.kind == EventKind::join)
    return database_.run(
        "INSERT INTO participants (room_uri, user_uri, room_name, user_name, sessions) "
        "VALUES (?1, ?2, ?3, ?4, 1) ON CONFLICT DO UPDATE SET sessions = sessions + 1",
        event.room_uri, event.user_uri, event.room_name, event.user_name);
  if (event.kind != EventKind::part) return {};
  auto counted =
      database_.run("UPDATE participants SET sessions = sessions - 1 WHERE room_uri = ?1 AND user_uri = ?2",
                    event.room_uri, event.user_uri);
  if (!counted) return counted;
  return database_.run("DELETE FROM participants WHERE room_uri = ?1 AND user_uri = ?2 AND sessions = 0",
                       event.room_uri, event.user_uri);
}

Result<std::uint64_t> SqliteStore::part_orphans(WallTime at) {
  return together([&]() -> Result<std::uint64_t> {
    // One row per session: a user who had entered with two clients leaves twice.
    auto parted = database_.run(
        "WITH RECURSIVE orphan AS (SELECT * FROM participants UNION ALL SELECT room_uri, user_uri, "
        "room_name, user_name, sessions - 1 FROM orphan WHERE sessions > 1) "
        "INSERT INTO queue (kind, room_uri, room_name, user_uri, user_name, chat_id, content, at) "
        "SELECT ?1, room_uri, room_name, user_uri, user_name, 0, '', ?2 FROM orphan ORDER BY room_uri, "
        "user_uri",
        static_cast<int>(EventKind::part), at.ticks);
    if (!parted) return tl::unexpected(parted.error());
    const std::uint64_t count = database_.changed_rows();
    if (auto cleared = database_.run("DELETE FROM participants"); !cleared)
      return tl::unexpected(cleared.error());
    return count;
  });
}

Result<void> SqliteStore::append_events(const std::vector<ComplianceEvent>& events) {
  return together([&]() -> Result<void> {
    for (const ComplianceEvent& event : events) {
      auto queued = queue_event(event);
      if (queued) queued = note_presence(event);
      if (!queued) return queued;
    }
    return {};
  });
}

Result<std::vector<QueuedEvent>> SqliteStore::read_queue(std::uint32_t count_max) {
  if (auto sound = check_transaction(); !sound) return tl::unexpected(sound.error());
  return sqlite::collect(
      database_.query("SELECT sequence, kind, room_uri, room_name, user_uri, user_name, chat_id, "
                      "content, at FROM queue ORDER BY sequence LIMIT ?1",
                      count_max),
      read_event);
}

Result<void> SqliteStore::drop_queue_through(std::uint64_t sequence) {
  return together([&] { return database_.run("DELETE FROM queue WHERE sequence <= ?1", sequence); });
}

Result<void> SqliteStore::continue_queue_after(std::uint64_t sequence) {
  // SQLite keeps the last number of an AUTOINCREMENT table here, from its first row on.
  return together([&]() -> Result<void> {
    auto made = database_.run(
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'queue', 0 "
        "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'queue')");
    if (!made) return made;
    return database_.run("UPDATE sqlite_sequence SET seq = max(seq, ?1) WHERE name = 'queue'", sequence);
  });
}

}   // namespace parley::storage
