// The SQLite C API with owners for what it hands out, and with sentences instead of codes.
//
// One connection, one thread. A statement is compiled once and kept; its SQL stands where it is used.
// Every failure of SQLite is Errc::unavailable, with a sentence that names the file and says what to do.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "protocol/base/result.h"

struct sqlite3;   // Of SQLite's own header, which nobody else needs to see.
struct sqlite3_stmt;

namespace parley::storage::sqlite {

// What an operator reads when a file turns out damaged; `message` is SQLite's own text.
Error describe_damage(const std::string& path, std::string_view message);

struct CloseConnection {
  void operator()(sqlite3* connection) const;
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const;
};
using Connection = std::unique_ptr<sqlite3, CloseConnection>;
using StatementOwner = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

class Database;

// An argument of a statement: an integer, a text (must live until the call returns) or NULL.
class Value {
 public:
  template <class Number>
    requires std::is_integral_v<Number>
  explicit Value(Number number) : value_(static_cast<std::int64_t>(number)) {}
  explicit Value(std::string_view text) : value_(text) {}
  explicit Value(const std::string& text) : value_(std::string_view(text)) {}
  explicit Value(const std::optional<std::string>& text) {
    if (text) value_ = std::string_view(*text);
  }

  int bind(sqlite3_stmt* statement, int place) const;   // A result code of SQLite.

 private:
  std::variant<std::monostate, std::int64_t, std::string_view> value_;
};

// One execution of a statement. Rows are read between two calls of next(); columns count from 0.
class Cursor {
 public:
  Cursor(const Database& database, sqlite3_stmt* statement, int code)
      : database_(&database), statement_(statement), code_(code) {}
  ~Cursor();
  Cursor(Cursor&& other) noexcept;
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  Cursor& operator=(Cursor&&) = delete;

  Result<bool> next();   // False after the last row.
  std::int64_t integer(int column) const;
  std::uint64_t number(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  std::string text(int column) const;
  bool is_null(int column) const;

 private:
  const Database* database_;
  sqlite3_stmt* statement_;   // Null when it could not be compiled.
  int code_;                  // Of compiling and binding.
};

class Database {
 public:
  // Creates the file when it is missing. `path` may be ":memory:".
  static Result<Database> open(const std::string& path);

  // Arguments stand for ?1, ?2 and so on. `sql` is kept as the key of the compiled statement and must live as
  // long as the database: a literal.
  template <class... Arguments>
  Cursor query(std::string_view sql, const Arguments&... arguments) {
    return execute(sql, std::initializer_list<Value>{Value(arguments)...});
  }
  // Runs a statement to its end and drops its rows.
  template <class... Arguments>
  Result<void> run(std::string_view sql, const Arguments&... arguments) {
    return finish(query(sql, arguments...));
  }
  // The first column of the only row, for PRAGMA and counts; `fallback` when there is no row.
  template <class... Arguments>
  Result<std::int64_t> integer(std::int64_t fallback, std::string_view sql, const Arguments&... arguments) {
    return first_integer(fallback, query(sql, arguments...));
  }
  // Several statements that are used once, such as a schema.
  Result<void> script(const std::string& sql);

  std::uint64_t changed_rows() const;
  std::int64_t last_row_id() const;
  // SQLite ends a transaction by itself after some failures (a full disk, a failing one).
  bool in_transaction() const;
  Result<void> check_writable() const;
  const std::string& path() const { return path_; }
  Error error(int code) const;   // Of the last call that failed, which returned `code`.

 private:
  Database(Connection handle, std::string path) : handle_(std::move(handle)), path_(std::move(path)) {}

  Cursor execute(std::string_view sql, std::initializer_list<Value> values);
  sqlite3_stmt* prepare(std::string_view sql, int& code);
  static Result<void> finish(Cursor cursor);
  static Result<std::int64_t> first_integer(std::int64_t fallback, Cursor cursor);

  Connection handle_;   // Declared before the statements: they go first.
  std::string path_;
  std::map<std::string_view, StatementOwner> statements_;
};

// Every row that is left, each read by `read(cursor)`.
template <class Row>
Result<std::vector<Row>> collect(Cursor cursor, Row (*read)(const Cursor&)) {
  std::vector<Row> rows;
  for (;;) {
    const Result<bool> more = cursor.next();
    if (!more) return tl::unexpected(more.error());
    if (!*more) return rows;
    rows.push_back(read(cursor));
  }
}

// Several statements that happen together or not at all, alone or inside a larger transaction. Undoes them
// when it goes out of scope before release().
class Savepoint {
 public:
  explicit Savepoint(Database& database) : database_(database), begun_(database.run("SAVEPOINT step")) {}
  ~Savepoint();
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;

  const Result<void>& begun() const { return begun_; }
  Result<void> release();

 private:
  Database& database_;
  Result<void> begun_;
  bool released_ = false;
};

// Runs `work`, which returns a Result, with everything it changes, or with nothing.
template <class Work>
auto together(Database& database, const Work& work) -> decltype(work()) {
  Savepoint savepoint(database);
  if (!savepoint.begun()) return tl::unexpected(savepoint.begun().error());
  auto result = work();
  if (!result) return result;
  if (auto released = savepoint.release(); !released) return tl::unexpected(released.error());
  return result;
}

}   // namespace parley::storage::sqlite
