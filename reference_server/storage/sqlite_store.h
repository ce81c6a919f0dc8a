// The store in one SQLite file: what a single server uses without any set-up.
//
// A commit is on the disk when it returns (WAL, synchronous=FULL). The file is locked while it is open.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "reference_server/storage/sqlite.h"
#include "reference_server/storage/store.h"

namespace parley::storage {

class SqliteStore final : public Store {
 public:
  static Result<std::unique_ptr<SqliteStore>> open(const std::string& path);

  // The file never grows past this; what does not fit fails as on a full disk. Rounded down to whole pages
  // and never below the present size.
  Result<void> limit_size(std::uint64_t bytes);

  Result<void> begin() override;
  Result<void> commit() override;
  void rollback() override;

  Result<std::vector<StoredMessage>> append_messages(const std::vector<NewPost>& posts) override;
  Result<void> append_events(const std::vector<ComplianceEvent>& events) override;
  Result<std::vector<StoredMessage>> recent_messages(std::string_view room_uri,
                                                     std::uint32_t count_max) override;

  Result<std::uint64_t> put_category(std::string_view user_uri, const CategoryInstance& instance,
                                     bool remove) override;
  Result<std::vector<CategoryInstance>> categories(std::string_view user_uri) override;

  Result<std::optional<StoredPreference>> preference(std::string_view user_uri,
                                                     std::string_view label) override;
  Result<std::int64_t> set_preference(std::string_view user_uri, std::string_view label,
                                      std::string_view content) override;

  Result<std::uint64_t> add_invitation(std::string_view user_uri, std::string_view room_uri,
                                       WallTime created) override;
  Result<std::vector<Invitation>> invitations_after(std::string_view user_uri, std::uint64_t id) override;

  Result<std::vector<QueuedEvent>> read_queue(std::uint32_t count_max) override;
  Result<void> drop_queue_through(std::uint64_t sequence) override;
  Result<void> continue_queue_after(std::uint64_t sequence) override;
  Result<std::uint64_t> part_orphans(WallTime at) override;

 private:
  explicit SqliteStore(sqlite::Database database) : database_(std::move(database)) {}

  // Fails when the database has given up the transaction that the caller believes to be in.
  Result<void> check_transaction() const;
  // As sqlite::together, when the transaction around it is sound.
  template <class Work>
  auto together(const Work& work) -> decltype(work()) {
    if (auto sound = check_transaction(); !sound) return tl::unexpected(sound.error());
    return sqlite::together(database_, work);
  }

  Result<StoredMessage> append_message(const NewPost& post);
  Result<std::optional<StoredMessage>> find_repeated(const NewMessage& message);
  Result<StoredMessage> insert_message(const NewMessage& message);
  Result<void> remember_repeat_key(const NewMessage& message, std::int64_t message_id);
  Result<void> queue_event(const ComplianceEvent& event);
  Result<void> note_presence(const ComplianceEvent& event);
  Result<void> write_category(std::string_view user_uri, const CategoryInstance& instance, bool is_new);
  Result<void> check_room_for_one_more(std::string_view sql, std::string_view user_uri, std::uint32_t limit);
  Result<void> check_bytes_kept(std::string_view sql, std::string_view user_uri, std::size_t limit);

  sqlite::Database database_;
  bool in_transaction_ = false;
};

}   // namespace parley::storage
