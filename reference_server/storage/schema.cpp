// The tables, and the checks that a file passes before anybody uses it.
#include "reference_server/storage/schema.h"

#include <fmt/format.h>

#include <array>

namespace parley::storage {
namespace {

// rooms.last_chat_id and AUTOINCREMENT never give a number twice, even when rows are deleted: chat ids
// define the order of a room (product.md 2.1, tblLastChatId), and mgccomp knows an event by its sequence.
constexpr std::string_view kStoreVersion1 = R"sql(
CREATE TABLE rooms (
  room_id INTEGER PRIMARY KEY,
  uri TEXT NOT NULL UNIQUE,
  last_chat_id INTEGER NOT NULL
) STRICT;
CREATE TABLE messages (
  message_id INTEGER PRIMARY KEY,
  room_id INTEGER NOT NULL,
  chat_id INTEGER NOT NULL,
  author_uri TEXT NOT NULL,
  author_name TEXT NOT NULL,
  text TEXT NOT NULL,
  rtf TEXT,
  alert INTEGER NOT NULL,
  at INTEGER NOT NULL,
  repeat_key TEXT NOT NULL,
  UNIQUE (room_id, chat_id)
) STRICT;
CREATE TABLE repeat_keys (
  repeat_key TEXT PRIMARY KEY,
  message_id INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX repeat_keys_by_time ON repeat_keys (at);
CREATE TABLE queue (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  kind INTEGER NOT NULL,
  room_uri TEXT NOT NULL,
  room_name TEXT NOT NULL,
  user_uri TEXT NOT NULL,
  user_name TEXT NOT NULL,
  chat_id INTEGER NOT NULL,
  content TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE TABLE participants (
  room_uri TEXT NOT NULL,
  user_uri TEXT NOT NULL,
  room_name TEXT NOT NULL,
  user_name TEXT NOT NULL,
  sessions INTEGER NOT NULL,
  PRIMARY KEY (room_uri, user_uri)
) STRICT, WITHOUT ROWID;
CREATE TABLE categories (
  user_uri TEXT NOT NULL,
  category TEXT NOT NULL,
  instance INTEGER NOT NULL,
  container INTEGER NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  published INTEGER NOT NULL,
  PRIMARY KEY (user_uri, category, instance, container)
) STRICT, WITHOUT ROWID;
CREATE TABLE preferences (
  user_uri TEXT NOT NULL,
  label TEXT NOT NULL,
  seqid INTEGER NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (user_uri, label)
) STRICT, WITHOUT ROWID;
CREATE TABLE invitations (
  user_uri TEXT NOT NULL,
  id INTEGER NOT NULL,
  room_uri TEXT NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY (user_uri, id)
) STRICT, WITHOUT ROWID;
)sql";
constexpr std::array kStoreMigrations = {kStoreVersion1};
constexpr std::int32_t kStoreApplicationId = 0x5041'524d;   // "PARM".

// Reads the header. Fails when the file is foreign or too new; returns its version.
Result<std::int64_t> check_owner(sqlite::Database& database, const FileKind& kind) {
  const auto owner = database.integer(0, "PRAGMA application_id");
  if (!owner) return owner;
  const auto tables = database.integer(0, "SELECT count(*) FROM sqlite_schema");
  if (!tables) return tables;
  const auto version = database.integer(0, "PRAGMA user_version");
  if (!version) return version;
  const bool fresh = *owner == 0 && *tables == 0 && *version == 0;
  if (!fresh && *owner != kind.application_id)
    return fail(Errc::unavailable,
                fmt::format("{} is a database, but no {} of this program; choose another file",
                            database.path(), kind.what));
  const auto newest = static_cast<std::int64_t>(kind.migrations.size());
  if (*version > newest)
    return fail(Errc::unsupported,
                fmt::format("{} was written by a newer version of this program (its version is {}, this "
                            "program knows {}); use the newer one",
                            database.path(), *version, newest));
  return version;
}

Result<void> check_integrity(sqlite::Database& database) {
  auto cursor = database.query("PRAGMA quick_check(1)");
  const auto found = cursor.next();
  if (!found) return tl::unexpected(found.error());
  const std::string verdict = *found ? cursor.text(0) : "";
  if (verdict == "ok") return {};
  // "*** in database main ***" on a line of its own, then the damage.
  return tl::unexpected(sqlite::describe_damage(database.path(), verdict.substr(verdict.rfind('\n') + 1)));
}

Result<void> migrate(sqlite::Database& database, const FileKind& kind, std::int64_t version) {
  if (auto begun = database.script("BEGIN EXCLUSIVE"); !begun) return begun;
  std::string sql;
  for (const std::string_view step : kind.migrations.subspan(static_cast<std::size_t>(version))) sql += step;
  sql += fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}; COMMIT;", kind.application_id,
                     kind.migrations.size());
  auto done = database.script(sql);
  if (!done && database.in_transaction()) static_cast<void>(database.script("ROLLBACK"));
  return done;
}

// An exclusive lock goes with its process, however that ends; a lock file or a lock row would not.
constexpr const char* kLockPragmas = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF;";
constexpr const char* kDurabilityPragmas =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;";

}   // namespace

const FileKind& store_file() {
  static constexpr FileKind kKind{kStoreApplicationId, "message store", kStoreMigrations};
  return kKind;
}

Result<sqlite::Database> open_file(const std::string& path, const FileKind& kind) {
  auto database = sqlite::Database::open(path);
  if (!database) return database;
  if (auto writable = database->check_writable(); !writable) return tl::unexpected(writable.error());
  if (auto locked = database->script(kLockPragmas); !locked) return tl::unexpected(locked.error());
  const auto version = check_owner(*database, kind);
  if (!version) return tl::unexpected(version.error());
  if (auto sound = check_integrity(*database); !sound) return tl::unexpected(sound.error());
  if (auto durable = database->script(kDurabilityPragmas); !durable) return tl::unexpected(durable.error());
  if (auto newest = migrate(*database, kind, *version); !newest) return tl::unexpected(newest.error());
  return database;
}

}   // namespace parley::storage
