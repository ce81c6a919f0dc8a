// Each function of the store is a few statements of SQL; nothing here knows chat rules.
#include "reference_server/storage/sqlite_store.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/assert.h"
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

QueuedEvent read_event(const sqlite::Cursor& row) {
  QueuedEvent queued;
  queued.sequence = row.number(0);
  ComplianceEvent& event = queued.event;
  event.kind = static_cast<EventKind>(row.integer(1));
  event.room_uri = row.text(2);
  event.room_name = row.text(3);
  event.user_uri = row.text(4);
  event.user_name = row.text(5);
  event.chat_id = row.number(6);
  event.content = row.text(7);
  event.at = WallTime{row.integer(8)};
  return queued;
}

CategoryInstance read_category(const sqlite::Cursor& row) {
  return {row.text(0), row.number(1), row.number(2), row.number(3), row.text(4), WallTime{row.integer(5)}};
}

Invitation read_invitation(const sqlite::Cursor& row) {
  return {row.number(0), row.text(1), WallTime{row.integer(2)}};
}

template <class Row>
Result<std::vector<Row>> collect(sqlite::Cursor cursor, Row (*read)(const sqlite::Cursor&)) {
  std::vector<Row> rows;
  for (;;) {
    const Result<bool> more = cursor.next();
    if (!more) return tl::unexpected(more.error());
    if (!*more) return rows;
    rows.push_back(read(cursor));
  }
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

template <class Work>
auto SqliteStore::together(const Work& work) -> decltype(work()) {
  if (auto sound = check_transaction(); !sound) return tl::unexpected(sound.error());
  sqlite::Savepoint savepoint(database_);
  if (!savepoint.begun()) return tl::unexpected(savepoint.begun().error());
  auto result = work();
  if (!result) return result;
  if (auto released = savepoint.release(); !released) return tl::unexpected(released.error());
  return result;
}

// --- Messages ---

Result<StoredMessage> SqliteStore::append_message(const NewMessage& message, const ComplianceEvent& event) {
  return together([&]() -> Result<StoredMessage> {
    auto repeated = find_repeated(message);
    if (!repeated) return tl::unexpected(repeated.error());
    if (*repeated) return std::move(**repeated);
    auto stored = insert_message(message);
    if (!stored) return stored;
    ComplianceEvent numbered = event;
    numbered.chat_id = stored->chat_id;
    if (auto queued = queue_event(numbered); !queued) return tl::unexpected(queued.error());
    return stored;
  });
}

Result<std::optional<StoredMessage>> SqliteStore::find_repeated(const NewMessage& message) {
  if (message.repeat_key.empty()) return std::nullopt;
  const WallTime oldest = message.at + -kRepeatWindow;
  auto cursor = database_.query(kMessageOfRepeatKey, message.repeat_key, oldest.ticks);
  const auto found = cursor.next();
  if (!found) return tl::unexpected(found.error());
  if (!*found) return std::nullopt;
  StoredMessage stored = read_message(cursor);
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
  return database_.run("INSERT INTO repeat_keys (repeat_key, message_id, at) VALUES (?1, ?2, ?3)",
                       message.repeat_key, message_id, message.at.ticks);
}

Result<std::vector<StoredMessage>> SqliteStore::recent_messages(std::string_view room_uri,
                                                                std::uint32_t count_max) {
  if (auto sound = check_transaction(); !sound) return tl::unexpected(sound.error());
  auto messages = collect(database_.query(kRecentMessages, room_uri, count_max), read_message);
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

Result<void> SqliteStore::append_events(const std::vector<ComplianceEvent>& events) {
  return together([&]() -> Result<void> {
    for (const ComplianceEvent& event : events)
      if (auto queued = queue_event(event); !queued) return queued;
    return {};
  });
}

Result<std::vector<QueuedEvent>> SqliteStore::read_queue(std::uint32_t count_max) {
  if (auto sound = check_transaction(); !sound) return tl::unexpected(sound.error());
  return collect(database_.query("SELECT sequence, kind, room_uri, room_name, user_uri, user_name, chat_id, "
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

// --- Categories, preferences, invitations ---

Result<std::uint64_t> SqliteStore::put_category(std::string_view user_uri, const CategoryInstance& instance,
                                                bool remove) {
  return together([&]() -> Result<std::uint64_t> {
    const auto stored = database_.integer(0,
                                          "SELECT version FROM categories WHERE user_uri = ?1 AND "
                                          "category = ?2 AND instance = ?3 AND container = ?4",
                                          user_uri, instance.category, instance.instance, instance.container);
    if (!stored) return tl::unexpected(stored.error());
    const auto version = static_cast<std::uint64_t>(*stored);
    if (version != instance.version)
      return fail(Errc::conflict, fmt::format("the stored version of {} {} is {}, not {}", instance.category,
                                              instance.instance, version, instance.version));
    auto done = remove ? database_.run(
                             "DELETE FROM categories WHERE user_uri = ?1 AND category = ?2 AND "
                             "instance = ?3 AND container = ?4",
                             user_uri, instance.category, instance.instance, instance.container)
                       : write_category(user_uri, instance, version == 0);
    if (!done) return tl::unexpected(done.error());
    return remove ? 0 : version + 1;
  });
}

Result<void> SqliteStore::write_category(std::string_view user_uri, const CategoryInstance& instance,
                                         bool is_new) {
  if (is_new) {
    auto fits = check_room_for_one_more("SELECT count(*) FROM categories WHERE user_uri = ?1", user_uri,
                                        kCategoriesPerUserMax);
    if (!fits) return fits;
  }
  return database_.run(
      "INSERT INTO categories (user_uri, category, instance, container, version, body, published) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET version = excluded.version, "
      "body = excluded.body, published = excluded.published",
      user_uri, instance.category, instance.instance, instance.container, instance.version + 1, instance.body,
      instance.published.ticks);
}

Result<void> SqliteStore::check_room_for_one_more(std::string_view sql, std::string_view user_uri,
                                                  std::uint32_t limit) {
  const auto count = database_.integer(0, sql, user_uri);
  if (!count) return tl::unexpected(count.error());
  if (*count < limit) return {};
  return fail(Errc::limit_exceeded, fmt::format("{} has {} entries of this kind already", user_uri, limit));
}

Result<std::vector<CategoryInstance>> SqliteStore::categories(std::string_view user_uri) {
  if (auto sound = check_transaction(); !sound) return tl::unexpected(sound.error());
  return collect(database_.query("SELECT category, instance, container, version, body, published FROM "
                                 "categories WHERE user_uri = ?1 ORDER BY category, instance, container",
                                 user_uri),
                 read_category);
}

Result<std::optional<StoredPreference>> SqliteStore::preference(std::string_view user_uri,
                                                                std::string_view label) {
  if (auto sound = check_transaction(); !sound) return tl::unexpected(sound.error());
  auto cursor = database_.query("SELECT seqid, content FROM preferences WHERE user_uri = ?1 AND label = ?2",
                                user_uri, label);
  const auto found = cursor.next();
  if (!found) return tl::unexpected(found.error());
  if (!*found) return std::nullopt;
  return StoredPreference{cursor.integer(0), cursor.text(1)};
}

Result<std::int64_t> SqliteStore::set_preference(std::string_view user_uri, std::string_view label,
                                                 std::string_view content) {
  return together([&]() -> Result<std::int64_t> {
    const auto stored = preference(user_uri, label);
    if (!stored) return tl::unexpected(stored.error());
    if (!*stored) {
      auto fits = check_room_for_one_more("SELECT count(*) FROM preferences WHERE user_uri = ?1", user_uri,
                                          kPreferencesPerUserMax);
      if (!fits) return tl::unexpected(fits.error());
    }
    return database_.integer(0,
                             "INSERT INTO preferences (user_uri, label, seqid, content) VALUES "
                             "(?1, ?2, 1, ?3) ON CONFLICT DO UPDATE SET seqid = seqid + 1, "
                             "content = excluded.content RETURNING seqid",
                             user_uri, label, content);
  });
}

Result<std::uint64_t> SqliteStore::add_invitation(std::string_view user_uri, std::string_view room_uri,
                                                  WallTime created) {
  return together([&]() -> Result<std::uint64_t> {
    // No invitation is ever deleted, so the largest id is the last one given.
    const auto id = database_.integer(
        0,
        "INSERT INTO invitations (user_uri, id, room_uri, created) SELECT ?1, coalesce(max(id), 0) + 1, "
        "?2, ?3 FROM invitations WHERE user_uri = ?1 RETURNING id",
        user_uri, room_uri, created.ticks);
    if (!id) return tl::unexpected(id.error());
    return static_cast<std::uint64_t>(*id);
  });
}

Result<std::vector<Invitation>> SqliteStore::invitations_after(std::string_view user_uri, std::uint64_t id) {
  if (auto sound = check_transaction(); !sound) return tl::unexpected(sound.error());
  // Ids come from the wire; one beyond the signed range is after every id.
  const auto after = static_cast<std::int64_t>(std::min<std::uint64_t>(id, INT64_MAX));
  return collect(database_.query("SELECT id, room_uri, created FROM invitations WHERE user_uri = ?1 AND "
                                 "id > ?2 ORDER BY id",
                                 user_uri, after),
                 read_invitation);
}

}   // namespace parley::storage
