#include "reference_server/core/pool_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::server {
namespace {

using testing::HasSubstr;

constexpr std::string_view kPool = "[[pools]]\nuri = \"pool\"\n";

std::string error_of(std::string text) {
  const auto read = read_pool_file(std::string(kPool) + text, "contoso.com");
  return read ? "" : read.error().detail;
}

TEST(PoolFile, the_default_pool_has_a_dozen_users_and_rooms_of_every_kind) {
  const auto directory = read_pool_file(default_pool_text(), "contoso.com");
  ASSERT_TRUE(directory) << directory.error().detail;
  EXPECT_EQ(directory->users().size(), 12u);
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
  EXPECT_THAT(error_of("[[users]]\nname = \"a\"\npasword = \"x\"\n"), HasSubstr("unknown key 'pasword'"));
  EXPECT_THAT(error_of("[[user]]\nname = \"a\"\n"), HasSubstr("unknown key 'user'"));
}

TEST(PoolFile, refuses_what_contradicts_itself) {
  EXPECT_THAT(error_of("[[users]]\nname=\"a\"\n[[users]]\nname=\"A\"\n"), HasSubstr("twice"));
  EXPECT_THAT(error_of("[[rooms]]\nname=\"R\"\nmembers=[\"nobody\"]\n"), HasSubstr("unknown user"));
  EXPECT_THAT(error_of("[[rooms]]\nname=\"R\"\nprivacy=\"half\"\n"), HasSubstr("open, closed or secret"));
  EXPECT_THAT(error_of("[[users]]\nname=\"a\"\n[[rooms]]\nname=\"R\"\npresenters=[\"a\"]\n"),
              HasSubstr("cannot have presenters"));
}

TEST(PoolFile, needs_a_pool) { EXPECT_FALSE(read_pool_file("", "contoso.com")); }

}   // namespace
}   // namespace parley::server
