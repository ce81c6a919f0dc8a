// mgccomp as three small tables. A batch is "all events up to a sequence", because batches are always cut
// from the front and events are always added behind.
#include <array>

#include "reference_server/compliance/archive.h"
#include "reference_server/storage/event_row.h"
#include "reference_server/storage/schema.h"

namespace parley::compliance {
namespace {

using storage::sqlite::Database;
using storage::sqlite::together;

constexpr std::string_view kVersion1 = R"sql(
CREATE TABLE users (
  user_id INTEGER PRIMARY KEY,
  uri TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE events (
  sequence INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  room_uri TEXT NOT NULL,
  room_name TEXT NOT NULL,
  user_uri TEXT NOT NULL,
  user_name TEXT NOT NULL,
  chat_id INTEGER NOT NULL,
  content TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE TABLE taken (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  through_sequence INTEGER NOT NULL
) STRICT;
INSERT INTO taken VALUES (1, 0);
CREATE TABLE batches (
  batch_id INTEGER PRIMARY KEY AUTOINCREMENT,
  opened INTEGER NOT NULL,
  through_sequence INTEGER NOT NULL
) STRICT;
)sql";
constexpr std::array kMigrations = {kVersion1};
constexpr storage::FileKind kArchiveFile{0x5041'5243 /* "PARC" */, "compliance archive", kMigrations};

ArchivedEvent read_archived(const storage::sqlite::Cursor& row) {
  storage::QueuedEvent queued = storage::read_event(row);
  return {queued.sequence, static_cast<std::uint32_t>(row.integer(9)), std::move(queued.event)};
}

class SqliteArchive final : public Archive {
 public:
  explicit SqliteArchive(Database database) : database_(std::move(database)) {}

  Result<void> insert_events(const std::vector<storage::QueuedEvent>& events) override {
    return together(database_, [&]() -> Result<void> {
      const auto taken = taken_through();
      if (!taken) return tl::unexpected(taken.error());
      std::uint64_t through = *taken;
      for (const storage::QueuedEvent& queued : events) {
        if (queued.sequence <= through) continue;
        if (auto inserted = insert(queued); !inserted) return inserted;
        through = queued.sequence;
      }
      return database_.run("UPDATE taken SET through_sequence = ?1", through);
    });
  }

  Result<std::shared_ptr<const Batch>> open_batch(std::uint32_t limit, WallTime at) override {
    return together(database_, [&]() -> Result<std::shared_ptr<const Batch>> {
      if (auto cut = cut_batch(limit, at); !cut) return tl::unexpected(cut.error());
      return load_batch();
    });
  }

  Result<void> close_batch(std::uint64_t id) override {
    return together(database_, [&]() -> Result<void> {
      auto deleted = database_.run(
          "DELETE FROM events WHERE sequence <= "
          "(SELECT through_sequence FROM batches WHERE batch_id = ?1)",
          id);
      return deleted ? database_.run("DELETE FROM batches WHERE batch_id = ?1", id) : deleted;
    });
  }

  Result<std::uint64_t> pending() override { return count("SELECT count(*) FROM events"); }
  Result<std::uint64_t> taken_through() override { return count("SELECT through_sequence FROM taken"); }

 private:
  Result<std::uint64_t> count(std::string_view sql) {
    const auto value = database_.integer(0, sql);
    if (!value) return tl::unexpected(value.error());
    return static_cast<std::uint64_t>(*value);
  }

  Result<void> insert(const storage::QueuedEvent& queued) {
    const storage::ComplianceEvent& event = queued.event;
    auto done = database_.run("INSERT INTO users (uri) VALUES (?1) ON CONFLICT DO NOTHING", event.user_uri);
    if (!done) return done;
    return database_.run(
        "INSERT INTO events (sequence, kind, room_uri, room_name, user_uri, user_name, chat_id, content, at) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        queued.sequence, static_cast<int>(event.kind), event.room_uri, event.room_name, event.user_uri,
        event.user_name, event.chat_id, event.content, event.at.ticks);
  }

  // Makes a batch of what waits, unless one is open or nothing waits.
  Result<void> cut_batch(std::uint32_t limit, WallTime at) {
    return database_.run(
        "INSERT INTO batches (opened, through_sequence) SELECT ?1, max(sequence) FROM "
        "(SELECT sequence FROM events ORDER BY sequence LIMIT ?2) "
        "WHERE NOT EXISTS (SELECT 1 FROM batches) HAVING count(*) > 0",
        at.ticks, limit);
  }

  Result<std::shared_ptr<const Batch>> load_batch() {
    auto batch = std::make_shared<Batch>();
    auto row = database_.query("SELECT batch_id, opened, through_sequence FROM batches");
    const auto found = row.next();
    if (!found) return tl::unexpected(found.error());
    if (!*found) return nullptr;
    batch->id = row.number(0);
    batch->opened = WallTime{row.integer(1)};
    auto events = storage::sqlite::collect(
        database_.query("SELECT sequence, kind, room_uri, room_name, user_uri, user_name, chat_id, content, "
                        "at, user_id FROM events JOIN users ON uri = user_uri WHERE sequence <= ?1 "
                        "ORDER BY sequence",
                        row.integer(2)),
        read_archived);
    if (!events) return tl::unexpected(events.error());
    batch->events = std::move(*events);
    return batch;
  }

  Database database_;
};

}   // namespace

Result<std::unique_ptr<Archive>> open_sqlite_archive(const std::string& path) {
  auto database = storage::open_file(path, kArchiveFile);
  if (!database) return tl::unexpected(database.error());
  return std::make_unique<SqliteArchive>(std::move(*database));
}

Result<void> join_queue_to_archive(storage::Store& store, Archive& archive) {
  const auto taken = archive.taken_through();
  if (!taken) return tl::unexpected(taken.error());
  return store.continue_queue_after(*taken);
}

}   // namespace parley::compliance
