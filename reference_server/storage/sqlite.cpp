// Codes of SQLite become sentences, statements are compiled once.
#include "reference_server/storage/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

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

Error describe(int code, const std::string& path, std::string_view message) {
  return Error{Errc::unavailable, sentence(code, path, message)};
}

}   // namespace

Error describe_damage(const std::string& path, std::string_view message) {
  return describe(SQLITE_CORRUPT, path, message);
}

void CloseConnection::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
void FinalizeStatement::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

int Value::bind(sqlite3_stmt* statement, int place) const {
  if (const auto* number = std::get_if<std::int64_t>(&value_))
    return sqlite3_bind_int64(statement, place, *number);
  if (const auto* text = std::get_if<std::string_view>(&value_))
    // SQLite reads a null pointer as NULL; an empty text is not NULL.
    return sqlite3_bind_text64(statement, place, text->data() == nullptr ? "" : text->data(), text->size(),
                               SQLITE_TRANSIENT, SQLITE_UTF8);
  return sqlite3_bind_null(statement, place);
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

std::int64_t Cursor::integer(int column) const { return sqlite3_column_int64(statement_, column); }

bool Cursor::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

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

Cursor Database::execute(std::string_view sql, std::initializer_list<Value> values) {
  int code = SQLITE_OK;
  sqlite3_stmt* const statement = prepare(sql, code);
  int place = 0;
  for (const Value& value : values)
    if (code == SQLITE_OK) code = value.bind(statement, ++place);
  return Cursor(*this, statement, code);
}

std::uint64_t Database::changed_rows() const {
  return static_cast<std::uint64_t>(sqlite3_changes64(handle_.get()));
}

std::int64_t Database::last_row_id() const { return sqlite3_last_insert_rowid(handle_.get()); }

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

Result<void> Database::check_writable() const {
  if (sqlite3_db_readonly(handle_.get(), "main") != 1) return {};
  return tl::unexpected(error(SQLITE_READONLY));
}

Error Database::error(int code) const {
  // SQLite takes a limit on the size of files for a disk that fails, and forgets what the system said.
  if (sqlite3_extended_errcode(handle_.get()) == SQLITE_IOERR_WRITE)
    return {Errc::unavailable,
            fmt::format("{} cannot grow: lift the limit on the size of files (ulimit -f), or check the disk",
                        path_)};
  return describe(code, path_, sqlite3_errmsg(handle_.get()));
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

}   // namespace parley::storage::sqlite
