#include "reference_server/core/pool_file.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace parley::server {
namespace {

using testing::HasSubstr;

constexpr std::string_view kPool = "[[pools]]\nuri = \"pool\"\n";

std::string error_of(const std::string& text) {
  const auto read = read_pool_file(std::string(kPool) + text, "contoso.com");
  return read ? "" : read.error().detail;
}

std::size_t users_of(const Directory& directory, const Pool& pool) {
  return static_cast<std::size_t>(
      std::count_if(directory.users().begin(), directory.users().end(),
                    [&](const auto& user) { return user.second.default_pool == pool.uri; }));
}

TEST(PoolFile, the_default_pool_has_a_dozen_users_and_rooms_of_every_kind) {
  const auto directory = read_pool_file(default_pool_text(), "contoso.com");
  ASSERT_TRUE(directory) << directory.error().detail;
  EXPECT_EQ(users_of(*directory, directory->pools().front()), 12u);
  EXPECT_EQ(users_of(*directory, directory->pools().back()), 1u);
  bool closed = false, open = false, secret = false, auditorium = false, disabled = false;
  for (const Room& room : directory->rooms()) {
    closed |= room.privacy == Privacy::closed, open |= room.privacy == Privacy::open;
    secret |= room.privacy == Privacy::secret, disabled |= room.disabled;
    auditorium |= room.type == RoomType::auditorium;
  }
  EXPECT_TRUE(closed && open && secret && auditorium && disabled);
}

TEST(PoolFile, the_default_pool_moves_to_another_domain) {
  const auto directory = read_pool_file(default_pool_text(), "fabrikam.example");
  ASSERT_TRUE(directory);
  EXPECT_TRUE(directory->find_user("sip:alice@fabrikam.example"));
  EXPECT_TRUE(directory->find_pool("sip:GC-1-PersistentChatService-1@fabrikam.example"));
}

TEST(PoolFile, finds_users_and_rooms_in_any_spelling_and_keeps_its_own) {
  const auto directory = read_pool_file(default_pool_text(), "contoso.com");
  EXPECT_TRUE(directory->find_user("SIP:Alice@CONTOSO.com;transport=tcp"));
  const Pool& pool = directory->pools().front();
  const Room* room =
      directory->find_room(pool.uri, "MA-CHAN://contoso.com/0B0C6D4E-6f3a-4c58-9b21-6a1f5f6e7a01");
  ASSERT_TRUE(room);
  EXPECT_EQ(room->uri, "ma-chan://contoso.com/0b0c6d4e-6f3a-4c58-9b21-6a1f5f6e7a01");
}

TEST(PoolFile, a_room_of_one_pool_is_not_found_from_another) {
  const auto directory = read_pool_file(default_pool_text(), "contoso.com");
  EXPECT_FALSE(directory->find_room(directory->pools().back().uri,
                                    "ma-chan://contoso.com/0b0c6d4e-6f3a-4c58-9b21-6a1f5f6e7a01"));
}

TEST(PoolFile, is_the_same_pool_without_its_passwords) {
  const auto kept = without_passwords(std::string(kPool) +
                                          "# Was open-barley.\n[[users]]\nname = \"ann\"\npassword = "
                                          "\"open-sesame\"\n[[users]]\nname = \"bob\"\n",
                                      "a.example");
  ASSERT_TRUE(kept) << kept.error().detail;
  EXPECT_THAT(*kept, testing::Not(HasSubstr("open-")));
  const auto directory = read_pool_file(*kept, "b.example");
  ASSERT_TRUE(directory) << directory.error().detail;
  EXPECT_EQ(directory->find_user("sip:ann@a.example")->password, "secret");
  EXPECT_EQ(directory->find_user("sip:bob@a.example")->password, "");
}

TEST(PoolFile, the_same_file_gives_the_same_ids) {
  const std::string text = std::string(kPool) + "[[rooms]]\nname = \"R\"\nprivacy = \"open\"\n";
  EXPECT_EQ(read_pool_file(text, "a.b")->rooms().front().uri,
            read_pool_file(text, "a.b")->rooms().front().uri);
}

TEST(PoolFile, an_error_names_line_and_column) {
  EXPECT_THAT(error_of("[[users]]\nname = 5\n"), HasSubstr("line 4, column 8: 'name' must be a text"));
  EXPECT_THAT(error_of("[[users]\n"), HasSubstr("line 3"));
}

TEST(PoolFile, a_misspelt_key_is_an_error) {
  EXPECT_THAT(error_of("[[users]]\nname = \"a\"\npasword = \"x\"\n"),
              HasSubstr("unknown key 'pasword'; known here are display, enabled, name, password, pool"));
  EXPECT_THAT(
      error_of("[[user]]\nname = \"a\"\n"),
      HasSubstr("unknown key 'user'; known here are categories, domain, invitations, pools, rooms, users"));
}

TEST(PoolFile, refuses_what_contradicts_itself) {
  EXPECT_THAT(error_of("[[users]]\nname=\"a\"\n[[users]]\nname=\"A\"\n"), HasSubstr("twice"));
  EXPECT_THAT(error_of("[[rooms]]\nname=\"R\"\nmembers=[\"nobody\"]\n"), HasSubstr("unknown user"));
  EXPECT_THAT(error_of("[[rooms]]\nname=\"R\"\nprivacy=\"half\"\n"), HasSubstr("open, closed or secret"));
  EXPECT_THAT(error_of("[[users]]\nname=\"a\"\n[[rooms]]\nname=\"R\"\npresenters=[\"a\"]\n"),
              HasSubstr("cannot have presenters"));
}

TEST(PoolFile, refuses_a_room_of_an_unknown_category_because_it_would_be_open_to_everybody) {
  EXPECT_THAT(error_of("[[rooms]]\nname=\"R\"\ncategory=\"Genral\"\n"),
              HasSubstr("line 3, column 1: room 'R' names the unknown category 'Genral'"));
}

TEST(PoolFile, refuses_an_unknown_pool_wherever_it_is_named) {
  for (const char* list : {"users", "categories", "rooms"})
    EXPECT_THAT(error_of(fmt::format("[[{}]]\nname=\"N\"\npool=\"other\"\n", list)),
                HasSubstr("'N' is on the unknown pool 'sip:other@contoso.com'"));
}

TEST(PoolFile, refuses_a_room_in_a_category_of_another_pool) {
  EXPECT_THAT(error_of("[[pools]]\nuri=\"second\"\n[[categories]]\nname=\"C\"\n"
                       "[[rooms]]\nname=\"R\"\ncategory=\"C\"\npool=\"second\"\n"),
              HasSubstr("different pools"));
}

TEST(PoolFile, refuses_a_misspelt_name_among_those_kept_out) {
  EXPECT_THAT(error_of("[[users]]\nname=\"mallory\"\n[[categories]]\nname=\"C\"\ndenied=[\"malory\"]\n"),
              HasSubstr("category 'C' names the unknown user 'sip:malory@contoso.com'"));
}

TEST(PoolFile, refuses_a_role_for_somebody_whom_the_category_keeps_out) {
  EXPECT_THAT(error_of("[[users]]\nname=\"eve\"\n[[categories]]\nname=\"C\"\ndenied=[\"eve\"]\n"
                       "[[rooms]]\nname=\"R\"\ncategory=\"C\"\nmembers=[\"eve\"]\n"),
              HasSubstr("keeps out"));
}

TEST(PoolFile, refuses_a_name_that_another_room_or_category_has_in_any_spelling) {
  EXPECT_THAT(error_of("[[rooms]]\nname=\"R\"\n[[rooms]]\nname=\"r\"\n"), HasSubstr("twice"));
  EXPECT_THAT(error_of("[[categories]]\nname=\"R\"\n[[rooms]]\nname=\"r\"\n"), HasSubstr("twice"));
}

TEST(PoolFile, refuses_a_user_name_that_no_address_can_hold) {
  EXPECT_THAT(error_of("[[users]]\nname=\"a@b\"\n"), HasSubstr("cannot be the user part"));
}

TEST(PoolFile, finds_pool_and_category_of_a_room_in_any_spelling) {
  const auto directory = read_pool_file(
      "[[pools]]\nuri=\"Pool\"\n[[users]]\nname=\"eve\"\n[[categories]]\nname=\"General\"\ndenied=[\"eve\"]\n"
      "[[rooms]]\nname=\"R\"\npool=\"POOL\"\ncategory=\"general\"\n",
      "contoso.com");
  ASSERT_TRUE(directory) << directory.error().detail;
  const Room& room = directory->rooms().front();
  EXPECT_TRUE(directory->find_room("sip:Pool@contoso.com", room.uri));
  ASSERT_TRUE(directory->category_of(room));
  EXPECT_EQ(directory->category_of(room)->name, "General");
}

TEST(PoolFile, needs_a_pool) {
  const auto read = read_pool_file("[[users]]\nname = \"a\"\n", "contoso.com");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().detail, HasSubstr("[[pools]]"));
}

}   // namespace
}   // namespace parley::server
