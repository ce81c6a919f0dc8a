// What every store must do, whatever it is made of. A new store joins by a row in kStores.
#include <gtest/gtest.h>

#include <filesystem>

#include "reference_server/storage/sqlite_store.h"
#include "reference_server/storage/test_directory.h"

namespace parley::storage {
namespace {

struct StoreKind {
  const char* name;
  Result<std::unique_ptr<Store>> (*make)(const TestDirectory&);

  // How a failing test names its store; the default prints bytes.
  friend void PrintTo(const StoreKind& kind, std::ostream* out) { *out << kind.name; }
};

const StoreKind kStores[] = {
    {"sqlite_in_memory", [](const TestDirectory&) { return open_sqlite_store(":memory:"); }},
    {"sqlite_in_a_file",
     [](const TestDirectory& directory) { return open_sqlite_store(directory.file("mgc.sqlite")); }},
};

class StoreContract : public testing::TestWithParam<StoreKind> {
 protected:
  void SetUp() override {
    auto made = GetParam().make(directory_);
    ASSERT_TRUE(made) << made.error().detail;
    store_ = std::move(*made);
  }

  static constexpr WallTime kStart{14'000'000'000'000'000};
  static NewMessage message(std::string text, std::string key = "", Duration after = {}) {
    NewMessage made;
    made.room_uri = "ma-chan://contoso.example/bridge";
    made.author_uri = "sip:ada@contoso.example";
    made.author_name = "Ada Example";
    made.text = std::move(text);
    made.at = kStart + after;
    made.repeat_key = std::move(key);
    return made;
  }
  static ComplianceEvent event(EventKind kind, std::string content = "") {
    return {kind,
            "ma-chan://contoso.example/bridge",
            "Ops Bridge",
            "sip:ada@contoso.example",
            "Ada Example",
            0,
            std::move(content),
            kStart};
  }
  Result<StoredMessage> post(const NewMessage& posted) {
    auto stored = store_->append_messages({{posted, event(EventKind::chat, posted.text)}});
    if (!stored) return tl::unexpected(stored.error());
    return std::move(stored->at(0));
  }
  std::vector<std::string> texts(std::uint32_t count_max) {
    std::vector<std::string> found;
    const auto messages = store_->recent_messages("ma-chan://contoso.example/bridge", count_max);
    for (const auto& stored : messages.value()) found.push_back(stored.message.text);
    return found;
  }
  std::size_t queue_length() { return store_->read_queue(1000).value().size(); }

  TestDirectory directory_;
  std::unique_ptr<Store> store_;
};

using Texts = std::vector<std::string>;

TEST_P(StoreContract, numbers_the_messages_of_each_room_from_1) {
  EXPECT_EQ(post(message("one"))->chat_id, 1u);
  EXPECT_EQ(post(message("two"))->chat_id, 2u);
  NewMessage elsewhere = message("other");
  elsewhere.room_uri = "ma-chan://contoso.example/other";
  EXPECT_EQ(post(elsewhere)->chat_id, 1u);
}

TEST_P(StoreContract, gives_back_every_field_of_a_message) {
  NewMessage full = message("a\nb <&> \xc3\xa9", "key");
  full.rtf = "{\\rtf1}";
  full.alert = true;
  ASSERT_TRUE(post(full));
  const auto stored = store_->recent_messages(full.room_uri, 10).value().at(0);
  EXPECT_EQ(stored.message.room_uri, full.room_uri);
  EXPECT_EQ(stored.message.author_uri, full.author_uri);
  EXPECT_EQ(stored.message.author_name, full.author_name);
  EXPECT_EQ(stored.message.text, full.text);
  EXPECT_EQ(stored.message.rtf, full.rtf);
  EXPECT_TRUE(stored.message.alert);
  EXPECT_EQ(stored.message.at, full.at);
  EXPECT_EQ(stored.message.repeat_key, "key");
}

TEST_P(StoreContract, stores_several_messages_together_in_order) {
  const auto stored = store_->append_messages(
      {{message("one"), event(EventKind::chat)}, {message("two"), event(EventKind::chat)}});
  ASSERT_EQ(stored->size(), 2u);
  EXPECT_EQ(stored->at(0).chat_id, 1u);
  EXPECT_EQ(stored->at(1).chat_id, 2u);
  EXPECT_EQ(texts(10), (Texts{"one", "two"}));
  EXPECT_EQ(queue_length(), 2u);
}

TEST_P(StoreContract, tells_no_rtf_from_empty_rtf) {
  NewMessage empty = message("a");
  empty.rtf = "";
  ASSERT_TRUE(post(empty));
  ASSERT_TRUE(post(message("b")));
  const auto stored = store_->recent_messages(empty.room_uri, 10).value();
  EXPECT_EQ(stored.at(0).message.rtf, "");
  EXPECT_EQ(stored.at(1).message.rtf, std::nullopt);
}

TEST_P(StoreContract, reads_the_last_messages_oldest_first) {
  for (const char* text : {"a", "b", "c"}) ASSERT_TRUE(post(message(text)));
  EXPECT_EQ(texts(2), (Texts{"b", "c"}));
  EXPECT_EQ(texts(10), (Texts{"a", "b", "c"}));
  EXPECT_EQ(texts(0), Texts{});
}

TEST_P(StoreContract, an_unknown_room_has_no_messages) {
  EXPECT_TRUE(store_->recent_messages("ma-chan://contoso.example/none", 10).value().empty());
}

TEST_P(StoreContract, a_repeated_post_is_stored_and_queued_once) {
  ASSERT_TRUE(post(message("first", "k1")));
  const auto again = post(message("first", "k1", kRepeatWindow));
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->chat_id, 1u);
  EXPECT_EQ(again->message.at, kStart);
  EXPECT_EQ(texts(10), Texts{"first"});
  EXPECT_EQ(queue_length(), 1u);
}

TEST_P(StoreContract, a_post_under_a_used_key_that_says_something_else_is_a_post_of_its_own) {
  ASSERT_TRUE(post(message("first", "k1")));
  NewMessage elsewhere = message("first", "k1");
  elsewhere.room_uri = "ma-chan://contoso.example/other";
  EXPECT_FALSE(post(elsewhere)->repeated);
  NewMessage by_another = message("first", "k1");
  by_another.author_uri = "sip:bo@contoso.example";
  EXPECT_FALSE(post(by_another)->repeated);
  EXPECT_FALSE(post(message("second", "k1"))->repeated);
  EXPECT_TRUE(post(message("second", "k1"))->repeated);
  EXPECT_EQ(texts(10), (Texts{"first", "first", "second"}));
}

TEST_P(StoreContract, a_key_is_free_again_after_the_window) {
  ASSERT_TRUE(post(message("first", "k1")));
  const auto later = post(message("first", "k1", kRepeatWindow + std::chrono::nanoseconds{100}));
  EXPECT_FALSE(later->repeated);
  EXPECT_EQ(later->chat_id, 2u);
}

TEST_P(StoreContract, posts_without_a_key_are_never_repetitions) {
  ASSERT_TRUE(post(message("a")));
  EXPECT_FALSE(post(message("a"))->repeated);
}

TEST_P(StoreContract, queues_the_event_of_a_message_with_its_chat_id) {
  ASSERT_TRUE(post(message("one")));
  ASSERT_TRUE(post(message("two")));
  const auto queue = store_->read_queue(10).value();
  ASSERT_EQ(queue.size(), 2u);
  EXPECT_EQ(queue[1].event.kind, EventKind::chat);
  EXPECT_EQ(queue[1].event.chat_id, 2u);
  EXPECT_EQ(queue[1].event.content, "two");
  EXPECT_EQ(queue[1].event.room_name, "Ops Bridge");
  EXPECT_EQ(queue[1].event.user_name, "Ada Example");
  EXPECT_EQ(queue[1].event.at, kStart);
}

TEST_P(StoreContract, the_queue_is_read_in_order_and_cut_from_the_front) {
  ASSERT_TRUE(store_->append_events({event(EventKind::join), event(EventKind::backchat, "30")}));
  ASSERT_TRUE(store_->append_events({event(EventKind::part)}));
  const auto first = store_->read_queue(2).value();
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].event.kind, EventKind::join);
  EXPECT_LT(first[0].sequence, first[1].sequence);
  ASSERT_TRUE(store_->drop_queue_through(first[1].sequence));
  const auto rest = store_->read_queue(10).value();
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest[0].event.kind, EventKind::part);
}

TEST_P(StoreContract, an_emptied_queue_never_gives_a_sequence_again) {
  ASSERT_TRUE(store_->append_events({event(EventKind::join)}));
  const auto last = store_->read_queue(1).value().at(0).sequence;
  ASSERT_TRUE(store_->drop_queue_through(last));
  ASSERT_TRUE(store_->append_events({event(EventKind::part)}));
  EXPECT_GT(store_->read_queue(1).value().at(0).sequence, last);
}

TEST_P(StoreContract, the_queue_continues_after_a_given_sequence) {
  ASSERT_TRUE(store_->continue_queue_after(500));
  ASSERT_TRUE(store_->append_events({event(EventKind::join)}));
  EXPECT_EQ(store_->read_queue(1).value().at(0).sequence, 501u);
  ASSERT_TRUE(store_->continue_queue_after(3));
  ASSERT_TRUE(store_->append_events({event(EventKind::join)}));
  EXPECT_EQ(store_->read_queue(2).value().at(1).sequence, 502u);
}

TEST_P(StoreContract, a_post_without_an_event_is_stored_and_not_queued) {
  EXPECT_EQ(store_->append_messages({{message("quiet"), std::nullopt}})->at(0).chat_id, 1u);
  EXPECT_EQ(queue_length(), 0u);
}

TEST_P(StoreContract, who_was_in_a_room_at_a_crash_gets_a_part) {
  ComplianceEvent bo = event(EventKind::join);
  bo.user_uri = "sip:bo@contoso.example";
  ComplianceEvent gone = bo;
  gone.kind = EventKind::part;
  ASSERT_TRUE(store_->append_events({event(EventKind::join), event(EventKind::join), bo, gone}));
  const WallTime restart = kStart + std::chrono::hours{1};
  EXPECT_EQ(store_->part_orphans(restart).value(), 2u);
  const auto queue = store_->read_queue(10).value();
  ASSERT_EQ(queue.size(), 6u);
  for (const std::size_t i : {4u, 5u}) {
    EXPECT_EQ(queue[i].event.kind, EventKind::part);
    EXPECT_EQ(queue[i].event.user_uri, "sip:ada@contoso.example");
    EXPECT_EQ(queue[i].event.room_name, "Ops Bridge");
    EXPECT_EQ(queue[i].event.at, restart);
  }
  EXPECT_EQ(store_->part_orphans(restart).value(), 0u);
}

TEST_P(StoreContract, a_rolled_back_transaction_leaves_nothing) {
  ASSERT_TRUE(store_->begin());
  ASSERT_TRUE(post(message("lost", "k1")));
  store_->rollback();
  EXPECT_EQ(texts(10), Texts{});
  EXPECT_EQ(queue_length(), 0u);
  EXPECT_EQ(post(message("kept", "k1"))->chat_id, 1u);
}

TEST_P(StoreContract, a_committed_transaction_keeps_all) {
  ASSERT_TRUE(store_->begin());
  ASSERT_TRUE(post(message("a")));
  ASSERT_TRUE(post(message("b")));
  ASSERT_TRUE(store_->commit());
  EXPECT_EQ(texts(10), (Texts{"a", "b"}));
}

TEST_P(StoreContract, a_failed_call_leaves_the_rest_of_its_transaction_alone) {
  CategoryInstance stale{"roomSetting", 1, 0, 7, "<x/>", kStart};
  ASSERT_TRUE(store_->begin());
  ASSERT_TRUE(post(message("a")));
  EXPECT_EQ(store_->put_category("sip:ada@contoso.example", stale, false).error().code, Errc::conflict);
  ASSERT_TRUE(post(message("b")));
  ASSERT_TRUE(store_->commit());
  EXPECT_EQ(texts(10), (Texts{"a", "b"}));
}

TEST_P(StoreContract, a_category_counts_its_versions_up) {
  CategoryInstance instance{"roomSetting", 1, 0, 0, "<a/>", kStart};
  EXPECT_EQ(store_->put_category("sip:ada@contoso.example", instance, false).value(), 1u);
  instance.version = 1;
  instance.body = "<b/>";
  EXPECT_EQ(store_->put_category("sip:ada@contoso.example", instance, false).value(), 2u);
  const auto stored = store_->categories("sip:ada@contoso.example").value();
  ASSERT_EQ(stored.size(), 1u);
  EXPECT_EQ(stored[0].body, "<b/>");
  EXPECT_EQ(stored[0].version, 2u);
  EXPECT_EQ(stored[0].published, kStart);
}

TEST_P(StoreContract, a_category_of_another_version_is_a_conflict) {
  const CategoryInstance instance{"roomSetting", 1, 0, 0, "<a/>", kStart};
  ASSERT_TRUE(store_->put_category("sip:ada@contoso.example", instance, false));
  EXPECT_EQ(store_->put_category("sip:ada@contoso.example", instance, false).error().code, Errc::conflict);
  EXPECT_EQ(store_->put_category("sip:ada@contoso.example", instance, true).error().code, Errc::conflict);
}

TEST_P(StoreContract, a_removed_category_is_gone) {
  CategoryInstance instance{"roomSetting", 1, 0, 0, "<a/>", kStart};
  ASSERT_TRUE(store_->put_category("sip:ada@contoso.example", instance, false));
  instance.version = 1;
  EXPECT_EQ(store_->put_category("sip:ada@contoso.example", instance, true).value(), 0u);
  EXPECT_TRUE(store_->categories("sip:ada@contoso.example").value().empty());
}

TEST_P(StoreContract, categories_belong_to_one_user_and_are_sorted) {
  const auto put = [&](const char* user, const char* category, std::uint64_t number) {
    ASSERT_TRUE(store_->put_category(user, {category, number, 0, 0, "", kStart}, false));
  };
  put("sip:ada@contoso.example", "roomSetting", 2);
  put("sip:ada@contoso.example", "roomSetting", 1);
  put("sip:ada@contoso.example", "note", 9);
  put("sip:bo@contoso.example", "note", 1);
  const auto stored = store_->categories("sip:ada@contoso.example").value();
  ASSERT_EQ(stored.size(), 3u);
  EXPECT_EQ(stored[0].category, "note");
  EXPECT_EQ(stored[1].instance, 1u);
  EXPECT_EQ(stored[2].instance, 2u);
}

TEST_P(StoreContract, a_user_keeps_no_more_categories_than_the_limit) {
  CategoryInstance instance{"roomSetting", 0, 0, 0, "", kStart};
  ASSERT_TRUE(store_->begin());
  for (; instance.instance < kCategoriesPerUserMax; ++instance.instance)
    ASSERT_TRUE(store_->put_category("sip:ada@contoso.example", instance, false));
  ASSERT_TRUE(store_->commit());
  EXPECT_EQ(store_->put_category("sip:ada@contoso.example", instance, false).error().code,
            Errc::limit_exceeded);
}

TEST_P(StoreContract, a_user_keeps_no_more_bytes_of_categories_than_the_limit) {
  CategoryInstance instance{"note", 0, 0, 0, std::string(kCategoryBytesMax, 'x'), kStart};
  for (; instance.instance < kCategoryBytesPerUserMax / kCategoryBytesMax; ++instance.instance)
    ASSERT_TRUE(store_->put_category("sip:ada@contoso.example", instance, false));
  instance.body = "x";
  EXPECT_EQ(store_->put_category("sip:ada@contoso.example", instance, false).error().code,
            Errc::limit_exceeded);
  EXPECT_EQ(store_->categories("sip:ada@contoso.example")->size(), instance.instance);
  EXPECT_TRUE(store_->put_category("sip:bob@contoso.example", instance, false));
  const CategoryInstance first{"note", 0, 0, 1, "", kStart};
  EXPECT_TRUE(store_->put_category("sip:ada@contoso.example", first, true));
  EXPECT_TRUE(store_->put_category("sip:ada@contoso.example", instance, false));
}

TEST_P(StoreContract, a_category_is_no_larger_than_the_limit) {
  const CategoryInstance instance{"note", 0, 0, 0, std::string(kCategoryBytesMax + 1, 'x'), kStart};
  EXPECT_EQ(store_->put_category("sip:ada@contoso.example", instance, false).error().code,
            Errc::limit_exceeded);
}

TEST_P(StoreContract, a_preference_counts_up_from_1) {
  EXPECT_EQ(store_->preference("sip:ada@contoso.example", "set").value(), std::nullopt);
  EXPECT_EQ(store_->set_preference("sip:ada@contoso.example", "set", "a").value(), 1);
  EXPECT_EQ(store_->set_preference("sip:ada@contoso.example", "set", "b").value(), 2);
  const auto stored = store_->preference("sip:ada@contoso.example", "set").value();
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->seqid, 2);
  EXPECT_EQ(stored->content, "b");
}

TEST_P(StoreContract, a_user_keeps_no_more_preferences_than_the_limit) {
  for (std::uint32_t i = 0; i < kPreferencesPerUserMax; ++i)
    ASSERT_TRUE(store_->set_preference("sip:ada@contoso.example", std::to_string(i), "x"));
  EXPECT_EQ(store_->set_preference("sip:ada@contoso.example", "more", "x").error().code,
            Errc::limit_exceeded);
  EXPECT_EQ(store_->set_preference("sip:ada@contoso.example", "0", "y").value(), 2);
}

TEST_P(StoreContract, a_user_keeps_no_more_bytes_of_preferences_than_the_limit) {
  const std::string large(kPreferenceBytesMax, 'x');
  EXPECT_EQ(store_->set_preference("sip:ada@contoso.example", "0", large + "x").error().code,
            Errc::limit_exceeded);
  for (std::size_t i = 0; i < kPreferenceBytesPerUserMax / kPreferenceBytesMax; ++i)
    ASSERT_TRUE(store_->set_preference("sip:ada@contoso.example", std::to_string(i), large));
  EXPECT_EQ(store_->set_preference("sip:ada@contoso.example", "more", "x").error().code,
            Errc::limit_exceeded);
  EXPECT_EQ(store_->set_preference("sip:ada@contoso.example", "0", "").value(), 2);
  EXPECT_TRUE(store_->set_preference("sip:ada@contoso.example", "more", "x"));
}

TEST_P(StoreContract, invitations_count_up_per_user) {
  EXPECT_EQ(store_->add_invitation("sip:ada@contoso.example", "ma-chan://r/1", kStart).value(), 1u);
  EXPECT_EQ(store_->add_invitation("sip:ada@contoso.example", "ma-chan://r/2", kStart).value(), 2u);
  EXPECT_EQ(store_->add_invitation("sip:bo@contoso.example", "ma-chan://r/1", kStart).value(), 1u);
  const auto found = store_->invitations_after("sip:ada@contoso.example", 1).value();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].id, 2u);
  EXPECT_EQ(found[0].room_uri, "ma-chan://r/2");
  EXPECT_EQ(found[0].created, kStart);
  EXPECT_TRUE(store_->invitations_after("sip:ada@contoso.example", UINT64_MAX).value().empty());
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract, testing::ValuesIn(kStores),
                         [](const auto& row) { return std::string(row.param.name); });

}   // namespace
}   // namespace parley::storage
