// Codes of SQLite become sentences, statements are compiled once.
#include "reference_server/storage/sqlite.h"

#include <fmt/format.h>

#include "protocol/base/assert.h"

namespace parley::storage::sqlite {
namespace {

// A predecessor that is just ending may still hold its lock; a server that runs will not let go of it.
constexpr int kBusyTimeoutMs = 250;

std::string sentence(int code, const std::string& path, std::string_view message) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fmt::format("{} is in use by another process; stop that one or choose another file", path);
    case SQLITE_FULL: return fmt::format("no room is left on the disk of {}; free some space", path);
    case SQLITE_NOTADB: return fmt::format("{} is not a database; move it away or choose another file", path);
    case SQLITE_CORRUPT: return fmt::format("{} is damaged ({}); restore it from a copy", path, message);
    case SQLITE_CANTOPEN:
      return fmt::format("{} cannot be opened; its directory must exist and be writable", path);
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return fmt::format("{} cannot be written; give this user the right to write it and its directory",
                         path);
    case SQLITE_IOERR: return fmt::format("the disk of {} fails ({}); check it", path, message);
    default: return fmt::format("the database {} does not answer: {}", path, message);
  }
}

}  // namespace

Error describe(int code, const std::string& path, std::string_view message) {
  return Error{Errc::unavailable, sentence(code, path, message)};
}

Cursor::Cursor(Cursor&& other) noexcept
    : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)), code_(other.code_) {}

Cursor::~Cursor() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Result<bool> Cursor::next() {
  if (code_ != SQLITE_OK) return tl::unexpected(database_->error(code_));
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return tl::unexpected(database_->error(code));
}

std::string Cursor::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  const int length = sqlite3_column_bytes(statement_, column);
  return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(length));
}

Result<Database> Database::open(const std::string& path) {
  sqlite3* raw = nullptr;
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(path.c_str(), &raw, kFlags, nullptr);
  Connection handle(raw);   // SQLite hands out a connection even when it fails.
  if (code != SQLITE_OK) return tl::unexpected(describe(code, path, sqlite3_errstr(code)));
  sqlite3_busy_timeout(raw, kBusyTimeoutMs);
  return Database(std::move(handle), path);
}

sqlite3_stmt* Database::prepare(std::string_view sql, int& code) {
  if (const auto found = statements_.find(sql); found != statements_.end()) {
    PARLEY_ASSERT(sqlite3_stmt_busy(found->second.get()) == 0);
    return found->second.get();
  }
  sqlite3_stmt* raw = nullptr;
  code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                            SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  StatementOwner statement(raw);
  if (code != SQLITE_OK) return nullptr;
  return statements_.emplace(sql, std::move(statement)).first->second.get();
}

int Database::bind_text(sqlite3_stmt* statement, int place, std::string_view text) {
  // SQLite reads a null pointer as NULL; an empty text is not NULL.
  return sqlite3_bind_text64(statement, place, text.data() == nullptr ? "" : text.data(), text.size(),
                             SQLITE_TRANSIENT, SQLITE_UTF8);
}

Result<void> Database::finish(Cursor cursor) {
  for (;;) {
    const Result<bool> more = cursor.next();
    if (!more) return tl::unexpected(more.error());
    if (!*more) return {};
  }
}

Result<std::int64_t> Database::first_integer(std::int64_t fallback, Cursor cursor) {
  const Result<bool> found = cursor.next();
  if (!found) return tl::unexpected(found.error());
  return *found ? cursor.integer(0) : fallback;
}

Result<void> Database::script(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return tl::unexpected(error(code));
  return {};
}

Savepoint::~Savepoint() {
  // After a failure that ended the whole transaction there is nothing left to undo.
  if (released_ || !begun_ || !database_.in_transaction()) return;
  static_cast<void>(database_.run("ROLLBACK TO step"));
  static_cast<void>(database_.run("RELEASE step"));
}

Result<void> Savepoint::release() {
  if (!begun_) return begun_;
  Result<void> done = database_.run("RELEASE step");
  released_ = done.has_value();
  return done;
}

}  // namespace parley::storage::sqlite
