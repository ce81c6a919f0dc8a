// Group commit: answers in order, failures alone, and all of a group or none of it.
#include "reference_server/storage/store_work.h"

#include <gtest/gtest.h>

#include "reference_server/storage/sqlite_store.h"

namespace parley::storage {
namespace {

constexpr char kRoom[] = "ma-chan://contoso.example/bridge";
constexpr char kAda[] = "sip:ada@contoso.example";

AppendMessages append(std::string text) {
  NewPost post;
  post.message.room_uri = kRoom;
  post.message.text = std::move(text);
  post.event.emplace().room_uri = kRoom;
  return {{std::move(post)}};
}

class StoreWorkerTest : public testing::Test {
 protected:
  StoreWorkerTest() {
    auto store = std::move(SqliteStore::open(":memory:").value());
    store_ = store.get();
    worker_ = std::make_unique<StoreWorker>(std::move(store));
  }
  std::vector<std::shared_ptr<const WorkAnswer>> perform(std::vector<StoreRequest::What> asked) {
    std::vector<std::shared_ptr<const WorkRequest>> requests;
    for (auto& what : asked) requests.push_back(store_work(std::move(what)));
    return worker_->perform(requests);
  }

  SqliteStore* store_ = nullptr;
  std::unique_ptr<StoreWorker> worker_;
};

TEST_F(StoreWorkerTest, answers_each_request_in_order) {
  const auto answers = perform({append("one"), append("two"), ReadHistory{kRoom, 10, {}}});
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_EQ(answer_to<AppendMessages>(*answers[0])->at(0).chat_id, 1u);
  EXPECT_EQ(answer_to<AppendMessages>(*answers[1])->at(0).chat_id, 2u);
  EXPECT_EQ(answer_to<ReadHistory>(*answers[2])->size(), 2u);
}

TEST_F(StoreWorkerTest, a_conflict_does_not_hurt_the_others_of_its_group) {
  const CategoryInstance stale{"roomSetting", 1, 0, 5, "", {}};
  const auto answers = perform({append("one"), PutCategory{kAda, stale, false}, append("two")});
  EXPECT_TRUE(answer_to<AppendMessages>(*answers[0]));
  EXPECT_EQ(as<std::uint64_t>(*answers[1]).error().code, Errc::conflict);
  EXPECT_TRUE(answer_to<AppendMessages>(*answers[2]));
  EXPECT_EQ(store_->recent_messages(kRoom, 10)->size(), 2u);
}

TEST_F(StoreWorkerTest, when_the_group_cannot_be_committed_every_answer_is_unavailable) {
  ASSERT_TRUE(store_->limit_size(1));
  const auto answers = perform({append("one"), append(std::string(100'000, 'x')), ReadHistory{kRoom, 10, {}},
                                ReadQueue{10}, DropQueue{1}, ReadPreference{kAda, "set"}});
  EXPECT_EQ(answer_to<AppendMessages>(*answers[0]).error().code, Errc::unavailable);
  EXPECT_EQ(answer_to<AppendMessages>(*answers[1]).error().code, Errc::unavailable);
  EXPECT_EQ(answer_to<ReadHistory>(*answers[2]).error().code, Errc::unavailable);
  EXPECT_EQ(answer_to<ReadQueue>(*answers[3]).error().code, Errc::unavailable);
  EXPECT_EQ(answer_to<DropQueue>(*answers[4]).error().code, Errc::unavailable);
  EXPECT_EQ(answer_to<ReadPreference>(*answers[5]).error().code, Errc::unavailable);
  EXPECT_TRUE(store_->recent_messages(kRoom, 10)->empty());
}

TEST_F(StoreWorkerTest, serves_again_after_a_group_that_failed) {
  ASSERT_TRUE(store_->limit_size(1));
  static_cast<void>(perform({append(std::string(100'000, 'x'))}));
  ASSERT_TRUE(store_->limit_size(std::uint64_t{1} << 30));
  const auto answers = perform({append("one")});
  EXPECT_EQ(answer_to<AppendMessages>(*answers[0])->at(0).chat_id, 1u);
}

TEST_F(StoreWorkerTest, reading_history_queues_its_event_with_the_answer) {
  ComplianceEvent backchat;
  backchat.kind = EventKind::backchat;
  backchat.room_uri = kRoom;
  backchat.content = "30";
  const auto answers = perform({ReadHistory{kRoom, 30, backchat}, ReadQueue{10}});
  EXPECT_TRUE(answer_to<ReadHistory>(*answers[0]));
  const auto& queue = answer_to<ReadQueue>(*answers[1]);
  ASSERT_EQ(queue->size(), 1u);
  EXPECT_EQ(queue->at(0).event.kind, EventKind::backchat);
}

TEST_F(StoreWorkerTest, performs_every_kind_of_request) {
  const auto answers = perform(
      {AppendEvents{{ComplianceEvent{}}}, PutCategory{kAda, {"note", 1, 0, 0, "", {}}, false},
       ReadCategories{kAda}, WritePreference{kAda, "set", "x"}, ReadPreference{kAda, "set"},
       AddInvitation{kAda, kRoom, {}}, ReadInvitations{kAda, 0}, DropQueue{1}, ReadQueue{10}, PartOrphans{}});
  EXPECT_TRUE(answer_to<AppendEvents>(*answers[0]));
  EXPECT_EQ(answer_to<PutCategory>(*answers[1]).value(), 1u);
  EXPECT_EQ(answer_to<ReadCategories>(*answers[2])->size(), 1u);
  EXPECT_EQ(answer_to<WritePreference>(*answers[3]).value(), 1);
  EXPECT_TRUE(answer_to<ReadPreference>(*answers[4])->has_value());
  EXPECT_EQ(answer_to<AddInvitation>(*answers[5]).value(), 1u);
  EXPECT_EQ(answer_to<ReadInvitations>(*answers[6])->size(), 1u);
  EXPECT_TRUE(answer_to<DropQueue>(*answers[7]));
  EXPECT_TRUE(answer_to<ReadQueue>(*answers[8])->empty());
  EXPECT_EQ(answer_to<PartOrphans>(*answers[9]).value(), 0u);
}

}   // namespace
}   // namespace parley::storage
