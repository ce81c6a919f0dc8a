// What the store keeps of a user: published categories, preferences, invitations.
#include <fmt/format.h>

#include <algorithm>

#include "reference_server/storage/sqlite_store.h"

namespace parley::storage {
namespace {

CategoryInstance read_category(const sqlite::Cursor& row) {
  return {row.text(0), row.number(1), row.number(2), row.number(3), row.text(4), WallTime{row.integer(5)}};
}

Invitation read_invitation(const sqlite::Cursor& row) {
  return {row.number(0), row.text(1), WallTime{row.integer(2)}};
}

Result<void> check_size(std::size_t bytes, std::size_t limit) {
  if (bytes <= limit) return {};
  return fail(Errc::limit_exceeded, fmt::format("an entry of {} bytes is larger than {}", bytes, limit));
}

}   // namespace

Result<std::uint64_t> SqliteStore::put_category(std::string_view user_uri, const CategoryInstance& instance,
                                                bool remove) {
  return together([&]() -> Result<std::uint64_t> {
    const auto stored = database_.integer(0,
                                          "SELECT version FROM categories WHERE user_uri = ?1 AND "
                                          "category = ?2 AND instance = ?3 AND container = ?4",
                                          user_uri, instance.category, instance.instance, instance.container);
    if (!stored) return tl::unexpected(stored.error());
    const auto version = static_cast<std::uint64_t>(*stored);
    if (version != instance.version)
      return fail(Errc::conflict, fmt::format("the stored version of {} {} is {}, not {}", instance.category,
                                              instance.instance, version, instance.version));
    auto done = remove ? database_.run(
                             "DELETE FROM categories WHERE user_uri = ?1 AND category = ?2 AND "
                             "instance = ?3 AND container = ?4",
                             user_uri, instance.category, instance.instance, instance.container)
                       : write_category(user_uri, instance, version == 0);
    if (!done) return tl::unexpected(done.error());
    return remove ? 0 : version + 1;
  });
}

Result<void> SqliteStore::write_category(std::string_view user_uri, const CategoryInstance& instance,
                                         bool is_new) {
  if (auto fits = check_size(instance.body.size(), kCategoryBytesMax); !fits) return fits;
  if (is_new) {
    auto fits = check_room_for_one_more("SELECT count(*) FROM categories WHERE user_uri = ?1", user_uri,
                                        kCategoriesPerUserMax);
    if (!fits) return fits;
  }
  auto written = database_.run(
      "INSERT INTO categories (user_uri, category, instance, container, version, body, published) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET version = excluded.version, "
      "body = excluded.body, published = excluded.published",
      user_uri, instance.category, instance.instance, instance.container, instance.version + 1, instance.body,
      instance.published.ticks);
  if (!written) return written;
  return check_bytes_kept("SELECT sum(length(CAST(body AS BLOB))) FROM categories WHERE user_uri = ?1",
                          user_uri, kCategoryBytesPerUserMax);
}

Result<void> SqliteStore::check_room_for_one_more(std::string_view sql, std::string_view user_uri,
                                                  std::uint32_t limit) {
  const auto count = database_.integer(0, sql, user_uri);
  if (!count) return tl::unexpected(count.error());
  if (*count < limit) return {};
  return fail(Errc::limit_exceeded, fmt::format("{} has {} entries of this kind already", user_uri, limit));
}

// Asked behind the writing, which a refusal takes back.
Result<void> SqliteStore::check_bytes_kept(std::string_view sql, std::string_view user_uri,
                                           std::size_t limit) {
  const auto bytes = database_.integer(0, sql, user_uri);
  if (!bytes) return tl::unexpected(bytes.error());
  if (static_cast<std::size_t>(*bytes) <= limit) return {};
  return fail(Errc::limit_exceeded,
              fmt::format("{} would have more than {} bytes of entries of this kind", user_uri, limit));
}

Result<std::vector<CategoryInstance>> SqliteStore::categories(std::string_view user_uri) {
  if (auto sound = check_transaction(); !sound) return tl::unexpected(sound.error());
  return sqlite::collect(
      database_.query("SELECT category, instance, container, version, body, published FROM "
                      "categories WHERE user_uri = ?1 ORDER BY category, instance, container",
                      user_uri),
      read_category);
}

Result<std::optional<StoredPreference>> SqliteStore::preference(std::string_view user_uri,
                                                                std::string_view label) {
  if (auto sound = check_transaction(); !sound) return tl::unexpected(sound.error());
  auto cursor = database_.query("SELECT seqid, content FROM preferences WHERE user_uri = ?1 AND label = ?2",
                                user_uri, label);
  const auto found = cursor.next();
  if (!found) return tl::unexpected(found.error());
  if (!*found) return std::nullopt;
  return StoredPreference{cursor.integer(0), cursor.text(1)};
}

Result<std::int64_t> SqliteStore::set_preference(std::string_view user_uri, std::string_view label,
                                                 std::string_view content) {
  return together([&]() -> Result<std::int64_t> {
    if (auto fits = check_size(content.size(), kPreferenceBytesMax); !fits)
      return tl::unexpected(fits.error());
    const auto stored = preference(user_uri, label);
    if (!stored) return tl::unexpected(stored.error());
    if (!*stored) {
      auto fits = check_room_for_one_more("SELECT count(*) FROM preferences WHERE user_uri = ?1", user_uri,
                                          kPreferencesPerUserMax);
      if (!fits) return tl::unexpected(fits.error());
    }
    const auto seqid = database_.integer(0,
                                         "INSERT INTO preferences (user_uri, label, seqid, content) VALUES "
                                         "(?1, ?2, 1, ?3) ON CONFLICT DO UPDATE SET seqid = seqid + 1, "
                                         "content = excluded.content RETURNING seqid",
                                         user_uri, label, content);
    if (!seqid) return seqid;
    auto fits =
        check_bytes_kept("SELECT sum(length(CAST(content AS BLOB))) FROM preferences WHERE user_uri = ?1",
                         user_uri, kPreferenceBytesPerUserMax);
    if (!fits) return tl::unexpected(fits.error());
    return seqid;
  });
}

Result<std::uint64_t> SqliteStore::add_invitation(std::string_view user_uri, std::string_view room_uri,
                                                  WallTime created) {
  return together([&]() -> Result<std::uint64_t> {
    // No invitation is ever deleted, so the largest id is the last one given.
    const auto id = database_.integer(
        0,
        "INSERT INTO invitations (user_uri, id, room_uri, created) SELECT ?1, coalesce(max(id), 0) + 1, "
        "?2, ?3 FROM invitations WHERE user_uri = ?1 RETURNING id",
        user_uri, room_uri, created.ticks);
    if (!id) return tl::unexpected(id.error());
    return static_cast<std::uint64_t>(*id);
  });
}

Result<std::vector<Invitation>> SqliteStore::invitations_after(std::string_view user_uri, std::uint64_t id) {
  if (auto sound = check_transaction(); !sound) return tl::unexpected(sound.error());
  // Ids come from the wire; one beyond the signed range is after every id.
  const auto after = static_cast<std::int64_t>(std::min<std::uint64_t>(id, INT64_MAX));
  return sqlite::collect(
      database_.query("SELECT id, room_uri, created FROM invitations WHERE user_uri = ?1 AND "
                      "id > ?2 ORDER BY id",
                      user_uri, after),
      read_invitation);
}

}   // namespace parley::storage
