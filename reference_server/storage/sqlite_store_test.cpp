// What only a store in a file can do: survive, be locked, be full, be damaged, be too new.
#include "reference_server/storage/sqlite_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "reference_server/storage/schema.h"
#include "reference_server/storage/test_directory.h"

namespace parley::storage {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

NewMessage message(std::string text) {
  NewMessage made;
  made.room_uri = "ma-chan://contoso.example/bridge";
  made.author_uri = "sip:ada@contoso.example";
  made.text = std::move(text);
  return made;
}

std::size_t count_messages(Store& store) {
  return store.recent_messages("ma-chan://contoso.example/bridge", 1000).value().size();
}

std::string sentence_of_opening(const std::string& path) {
  const auto opened = SqliteStore::open(path);
  return opened ? "it was opened" : opened.error().detail;
}

// Runs SQL with a connection of its own, as somebody would who meddles with the file.
void meddle(const std::string& path, const std::string& sql) {
  auto database = sqlite::Database::open(path);
  ASSERT_TRUE(database);
  const auto done = database->script(sql);
  ASSERT_TRUE(done) << done.error().detail;
}

TEST(SqliteStore, keeps_what_was_committed_when_it_is_opened_again) {
  const TestDirectory directory;
  const std::string path = directory.file("mgc.sqlite");
  ASSERT_TRUE(SqliteStore::open(path).value()->append_messages({{message("kept"), std::nullopt}}));
  auto again = SqliteStore::open(path);
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_EQ(count_messages(**again), 1u);
}

TEST(SqliteStore, a_killed_process_loses_nothing_it_committed_and_leaves_no_lock) {
  const TestDirectory directory;
  const std::string path = directory.file("mgc.sqlite");
  const pid_t child = fork();
  ASSERT_NE(child, -1);
  if (child == 0) {
    auto store = SqliteStore::open(path);
    const bool kept = store && (*store)->append_messages({{message("kept"), std::nullopt}}).has_value();
    if (kept && (*store)->begin())
      static_cast<void>((*store)->append_messages({{message("lost"), std::nullopt}}));
    _exit(kept ? 0 : 1);   // Without destructors: what a kill leaves behind.
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  auto store = SqliteStore::open(path);
  ASSERT_TRUE(store) << store.error().detail;
  EXPECT_EQ(count_messages(**store), 1u);
}

TEST(SqliteStore, two_servers_never_share_a_file) {
  const TestDirectory directory;
  const std::string path = directory.file("mgc.sqlite");
  const auto first = SqliteStore::open(path);
  ASSERT_TRUE(first) << first.error().detail;
  EXPECT_THAT(sentence_of_opening(path), HasSubstr("mgc.sqlite is in use by another process"));
}

TEST(SqliteStore, the_lock_holds_after_the_file_was_reopened) {
  const TestDirectory directory;
  const std::string path = directory.file("mgc.sqlite");
  ASSERT_TRUE(SqliteStore::open(path));
  const auto second = SqliteStore::open(path);
  ASSERT_TRUE(second) << second.error().detail;
  EXPECT_THAT(sentence_of_opening(path), HasSubstr("in use by another process"));
}

TEST(SqliteStore, a_full_disk_is_a_sentence_and_costs_nothing_that_was_there) {
  const TestDirectory directory;
  auto store = std::move(SqliteStore::open(directory.file("mgc.sqlite")).value());
  ASSERT_TRUE(store->append_messages({{message("small"), std::nullopt}}));
  ASSERT_TRUE(store->limit_size(1));
  const auto refused = store->append_messages({{message(std::string(100'000, 'x')), std::nullopt}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::unavailable);
  EXPECT_THAT(refused.error().detail, HasSubstr("no room is left on the disk of"));
  EXPECT_EQ(count_messages(*store), 1u);
}

TEST(SqliteStore, messages_that_come_together_are_stored_together_or_not_at_all) {
  const TestDirectory directory;
  auto store = std::move(SqliteStore::open(directory.file("mgc.sqlite")).value());
  ASSERT_TRUE(store->limit_size(1));
  ASSERT_FALSE(store->append_messages(
      {{message("small"), std::nullopt}, {message(std::string(100'000, 'x')), std::nullopt}}));
  EXPECT_EQ(count_messages(*store), 0u);
}

TEST(SqliteStore, goes_on_when_the_disk_has_room_again) {
  const TestDirectory directory;
  auto store = std::move(SqliteStore::open(directory.file("mgc.sqlite")).value());
  ASSERT_TRUE(store->limit_size(1));
  ASSERT_FALSE(store->append_messages({{message(std::string(100'000, 'x')), std::nullopt}}));
  ASSERT_TRUE(store->limit_size(std::uint64_t{1} << 30));
  EXPECT_EQ(store->append_messages({{message(std::string(100'000, 'x')), std::nullopt}})->at(0).chat_id, 1u);
}

TEST(SqliteStore, a_transaction_that_met_a_full_disk_commits_nothing) {
  const TestDirectory directory;
  auto store = std::move(SqliteStore::open(directory.file("mgc.sqlite")).value());
  ASSERT_TRUE(store->limit_size(1));
  ASSERT_TRUE(store->begin());
  ASSERT_TRUE(store->append_messages({{message("small"), std::nullopt}}));
  ASSERT_FALSE(store->append_messages({{message(std::string(100'000, 'x')), std::nullopt}}));
  EXPECT_FALSE(store->append_messages({{message("small, too"), std::nullopt}}));
  EXPECT_FALSE(store->commit());
  EXPECT_EQ(count_messages(*store), 0u);
}

TEST(SqliteStore, refuses_a_file_that_is_no_database) {
  const TestDirectory directory;
  const std::string path = directory.file("notes.txt");
  std::ofstream(path) << std::string(5000, 'n');
  EXPECT_THAT(sentence_of_opening(path), HasSubstr("notes.txt is not a database"));
}

TEST(SqliteStore, refuses_a_database_of_another_program) {
  const TestDirectory directory;
  const std::string path = directory.file("other.sqlite");
  meddle(path, "CREATE TABLE photos (id INTEGER)");
  EXPECT_THAT(sentence_of_opening(path), HasSubstr("no message store of this program"));
}

TEST(SqliteStore, refuses_a_file_of_a_newer_version) {
  const TestDirectory directory;
  const std::string path = directory.file("mgc.sqlite");
  ASSERT_TRUE(SqliteStore::open(path));
  meddle(path, "PRAGMA user_version = 99");
  EXPECT_THAT(sentence_of_opening(path), HasSubstr("written by a newer version of this program"));
}

TEST(SqliteStore, refuses_a_damaged_file) {
  const TestDirectory directory;
  const std::string path = directory.file("mgc.sqlite");
  {
    auto store = std::move(SqliteStore::open(path).value());
    for (int i = 0; i < 200; ++i)
      ASSERT_TRUE(store->append_messages({{message(std::string(500, 'x')), std::nullopt}}));
  }
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(5 * 4096);
  for (int i = 0; i < 20 * 4096; ++i) file.put('\x5a');
  file.close();
  EXPECT_THAT(sentence_of_opening(path), AllOf(HasSubstr("is damaged"), Not(HasSubstr("\n"))));
}

TEST(SqliteStore, says_that_a_directory_is_missing) {
  const TestDirectory directory;
  EXPECT_THAT(sentence_of_opening(directory.file("none/mgc.sqlite")),
              HasSubstr("its directory must exist and be writable"));
}

TEST(SqliteStore, says_that_a_directory_takes_no_files) {
  // Nobody, not even root, can make a file there.
  EXPECT_THAT(sentence_of_opening("/proc/mgc.sqlite"), HasSubstr("its directory must exist and be writable"));
}

TEST(Schema, brings_an_older_file_forward) {
  const TestDirectory directory;
  const std::string path = directory.file("kind.sqlite");
  static constexpr std::array<std::string_view, 2> kSteps = {
      "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (7);",
      "ALTER TABLE a ADD COLUMN y INTEGER DEFAULT 8;"};
  ASSERT_TRUE(open_file(path, {4711, "kind", std::span(kSteps).first(1)}));
  auto newer = open_file(path, {4711, "kind", kSteps});
  ASSERT_TRUE(newer) << newer.error().detail;
  EXPECT_EQ(newer->integer(0, "SELECT x + y FROM a").value(), 15);
  EXPECT_EQ(newer->integer(0, "PRAGMA user_version").value(), 2);
}

TEST(Schema, a_failing_step_leaves_the_older_version) {
  const TestDirectory directory;
  const std::string path = directory.file("kind.sqlite");
  static constexpr std::array<std::string_view, 2> kSteps = {"CREATE TABLE a (x INTEGER);",
                                                             "CREATE TABLE b (y INTEGER); nonsense;"};
  ASSERT_TRUE(open_file(path, {4711, "kind", std::span(kSteps).first(1)}));
  EXPECT_FALSE(open_file(path, {4711, "kind", kSteps}));
  auto older = open_file(path, {4711, "kind", std::span(kSteps).first(1)});
  ASSERT_TRUE(older) << older.error().detail;
  EXPECT_EQ(older->integer(0, "SELECT count(*) FROM sqlite_schema").value(), 1);
}

}   // namespace
}   // namespace parley::storage
