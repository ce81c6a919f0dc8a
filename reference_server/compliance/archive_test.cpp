// mgccomp: everything can be done twice, and a batch stays what it was.
#include "reference_server/compliance/archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference_server/compliance/test_rig.h"
#include "reference_server/storage/test_directory.h"

namespace parley::compliance {
namespace {

class ArchiveTest : public testing::Test {
 protected:
  ArchiveTest() { reopen(); }
  void reopen() {
    archive_.reset();   // Lets go of the lock first.
    auto opened = open_sqlite_archive(path_);
    EXPECT_TRUE(opened) << opened.error().detail;
    archive_ = std::move(*opened);
  }
  void insert(std::uint64_t first, std::uint64_t last) {
    std::vector<storage::QueuedEvent> events;
    for (std::uint64_t sequence = first; sequence <= last; ++sequence)
      events.push_back(make_queued(sequence));
    ASSERT_TRUE(archive_->insert_events(events));
  }
  static std::vector<std::uint64_t> sequences(const Batch& batch) {
    std::vector<std::uint64_t> found;
    for (const ArchivedEvent& archived : batch.events) found.push_back(archived.sequence);
    return found;
  }

  storage::TestDirectory directory_;
  std::string path_ = directory_.file("mgccomp.sqlite");
  std::unique_ptr<Archive> archive_;
};

using Sequences = std::vector<std::uint64_t>;

TEST_F(ArchiveTest, takes_an_event_once) {
  insert(1, 3);
  insert(2, 4);
  EXPECT_EQ(archive_->pending().value(), 4u);
  EXPECT_EQ(archive_->taken_through().value(), 4u);
}

TEST_F(ArchiveTest, knows_an_event_that_was_deleted_long_ago) {
  insert(1, 3);
  ASSERT_TRUE(archive_->close_batch(archive_->open_batch(10, kStart).value()->id));
  reopen();
  insert(1, 3);
  EXPECT_EQ(archive_->pending().value(), 0u);
}

TEST_F(ArchiveTest, gives_back_every_field_of_an_event) {
  ASSERT_TRUE(archive_->insert_events({make_queued(7)}));
  const auto batch = archive_->open_batch(10, kStart).value();
  ASSERT_EQ(batch->events.size(), 1u);
  const ArchivedEvent& archived = batch->events[0];
  const storage::ComplianceEvent expected = make_queued(7).event;
  EXPECT_EQ(archived.sequence, 7u);
  EXPECT_EQ(archived.event.kind, expected.kind);
  EXPECT_EQ(archived.event.room_uri, expected.room_uri);
  EXPECT_EQ(archived.event.room_name, expected.room_name);
  EXPECT_EQ(archived.event.user_uri, expected.user_uri);
  EXPECT_EQ(archived.event.user_name, expected.user_name);
  EXPECT_EQ(archived.event.chat_id, expected.chat_id);
  EXPECT_EQ(archived.event.content, expected.content);
  EXPECT_EQ(archived.event.at, expected.at);
}

TEST_F(ArchiveTest, offers_nothing_when_nothing_waits) {
  EXPECT_EQ(archive_->open_batch(10, kStart).value(), nullptr);
}

TEST_F(ArchiveTest, a_batch_holds_the_oldest_events_up_to_the_limit) {
  insert(1, 5);
  EXPECT_EQ(sequences(*archive_->open_batch(3, kStart).value()), (Sequences{1, 2, 3}));
}

TEST_F(ArchiveTest, offers_the_same_batch_after_a_crash_whatever_came_in_between) {
  insert(1, 3);
  const auto before = archive_->open_batch(10, kStart).value();
  insert(4, 6);
  reopen();
  const auto after = archive_->open_batch(1, kStart + std::chrono::hours{1}).value();
  EXPECT_EQ(after->id, before->id);
  EXPECT_EQ(after->opened, before->opened);
  EXPECT_EQ(sequences(*after), sequences(*before));
}

TEST_F(ArchiveTest, closing_deletes_the_batch_and_nothing_else) {
  insert(1, 5);
  ASSERT_TRUE(archive_->close_batch(archive_->open_batch(3, kStart).value()->id));
  EXPECT_EQ(archive_->pending().value(), 2u);
  EXPECT_EQ(sequences(*archive_->open_batch(3, kStart).value()), (Sequences{4, 5}));
}

TEST_F(ArchiveTest, closing_again_deletes_nothing) {
  insert(1, 5);
  const auto first = archive_->open_batch(3, kStart).value();
  ASSERT_TRUE(archive_->close_batch(first->id));
  const auto second = archive_->open_batch(3, kStart).value();
  EXPECT_TRUE(archive_->close_batch(first->id));
  EXPECT_EQ(archive_->pending().value(), 2u);
  EXPECT_EQ(archive_->open_batch(3, kStart).value()->id, second->id);
}

TEST_F(ArchiveTest, never_uses_a_batch_id_again) {
  insert(1, 1);
  const auto first = archive_->open_batch(1, kStart).value()->id;
  ASSERT_TRUE(archive_->close_batch(first));
  reopen();
  insert(2, 2);
  EXPECT_GT(archive_->open_batch(1, kStart).value()->id, first);
}

TEST_F(ArchiveTest, a_user_keeps_the_number) {
  storage::QueuedEvent bo = make_queued(2);
  bo.event.user_uri = "sip:bo@contoso.example";
  ASSERT_TRUE(archive_->insert_events({make_queued(1), bo, make_queued(3)}));
  const auto batch = archive_->open_batch(10, kStart).value();
  EXPECT_EQ(batch->events[0].user_id, batch->events[2].user_id);
  EXPECT_NE(batch->events[0].user_id, batch->events[1].user_id);
  ASSERT_TRUE(archive_->close_batch(batch->id));
  reopen();
  bo.sequence = 4;
  ASSERT_TRUE(archive_->insert_events({bo}));
  EXPECT_EQ(archive_->open_batch(10, kStart).value()->events[0].user_id, batch->events[1].user_id);
}

TEST_F(ArchiveTest, refuses_a_file_of_the_message_store) {
  const std::string path = directory_.file("mgc.sqlite");
  ASSERT_TRUE(storage::SqliteStore::open(path));
  EXPECT_THAT(open_sqlite_archive(path).error().detail, testing::HasSubstr("no compliance archive"));
}

TEST_F(ArchiveTest, a_new_store_continues_the_sequences_that_the_archive_knows) {
  insert(1, 3);
  auto store = std::move(storage::SqliteStore::open(":memory:").value());
  ASSERT_TRUE(join_queue_to_archive(*store, *archive_));
  ASSERT_TRUE(store->append_events({make_event(storage::EventKind::join)}));
  ASSERT_TRUE(archive_->insert_events(store->read_queue(10).value()));
  EXPECT_EQ(archive_->pending().value(), 4u);
}

}   // namespace
}   // namespace parley::compliance
