#include "reference_server/core/authorisation.h"

#include <gtest/gtest.h>

#include "reference_server/core/pool_file.h"

namespace parley::server {
namespace {

class AuthorisationTest : public testing::Test {
 protected:
  const Room& room(std::string_view name) const {
    for (const Room& one : directory_.rooms())
      if (one.name == name) return one;
    throw std::runtime_error("no such room");
  }
  static std::string uri(std::string_view name) { return "sip:" + std::string(name) + "@contoso.com"; }

  Directory directory_ = *read_pool_file(default_pool_text(), "contoso.com");
  Authorisation authorisation_{directory_};
};

TEST_F(AuthorisationTest, everybody_in_scope_enters_an_open_room) {
  EXPECT_TRUE(authorisation_.may_join(room("Lobby"), uri("mallory")));
  EXPECT_TRUE(authorisation_.may_post(room("Lobby"), uri("mallory")));
}

TEST_F(AuthorisationTest, a_closed_room_is_seen_by_those_in_scope_and_entered_by_members) {
  EXPECT_TRUE(authorisation_.may_see(room("Design review"), uri("dave")));
  EXPECT_FALSE(authorisation_.may_join(room("Design review"), uri("dave")));
  EXPECT_TRUE(authorisation_.may_join(room("Design review"), uri("carol")));
}

TEST_F(AuthorisationTest, who_is_outside_the_category_sees_nothing_of_its_rooms) {
  EXPECT_FALSE(authorisation_.may_see(room("Design review"), uri("ivan")));
  EXPECT_FALSE(authorisation_.may_see(room("Design review"), uri("mallory")));
}

TEST_F(AuthorisationTest, a_secret_room_is_seen_by_members_only) {
  EXPECT_FALSE(authorisation_.may_see(room("Board"), uri("bob")));
  EXPECT_TRUE(authorisation_.may_see(room("Board"), uri("alice")));
}

TEST_F(AuthorisationTest, in_an_auditorium_only_presenters_post_not_even_the_manager) {
  EXPECT_TRUE(authorisation_.may_join(room("Announcements"), uri("bob")));
  EXPECT_FALSE(authorisation_.may_post(room("Announcements"), uri("bob")));
  EXPECT_TRUE(authorisation_.may_post(room("Announcements"), uri("carol")));
}

TEST_F(AuthorisationTest, a_disabled_room_is_closed_to_its_members_too) {
  EXPECT_FALSE(authorisation_.may_see(room("Archive 2012"), uri("alice")));
  EXPECT_FALSE(authorisation_.may_join(room("Archive 2012"), uri("alice")));
  EXPECT_FALSE(authorisation_.may_read_history(room("Archive 2012"), uri("alice")));
}

TEST_F(AuthorisationTest, shows_the_masks_that_were_seen_on_the_wire) {
  EXPECT_EQ(authorisation_.permissions(room("Design review"), uri("bob")), 12276u);
  EXPECT_EQ(authorisation_.permissions(room("Design review"), uri("alice")), 3984u);
  EXPECT_EQ(authorisation_.permissions(room("Announcements"), uri("carol")), 8080u);
}

TEST(Authorisation, denied_beats_allowed) {
  const auto directory = read_pool_file(R"(
    [[pools]]
    uri = "pool"
    [[users]]
    name = "eve"
    [[categories]]
    name = "C"
    allowed = ["eve"]
    denied = ["eve"]
    [[rooms]]
    name = "R"
    category = "C"
    privacy = "open"
  )",
                                        "contoso.com");
  ASSERT_TRUE(directory) << directory.error().detail;
  EXPECT_FALSE(Authorisation(*directory).may_join(directory->rooms().front(), "sip:eve@contoso.com"));
}

}   // namespace
}   // namespace parley::server
