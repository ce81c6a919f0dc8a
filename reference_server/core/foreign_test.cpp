// Towards strangers (wire_remembered off): what is only remembered is not said, and what is captured is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference_server/core/test_client.h"

namespace parley::server {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

ServerSetup foreign_setup() {
  ServerSetup setup = TestServer::default_setup();
  setup.settings.wire_remembered = false;
  return setup;
}

class ForeignTest : public testing::Test {
 protected:
  void SetUp() override {
    alice_.open_session();
    bob_.open_session();
    for (TestClient* client : {&alice_, &bob_}) client->join(kLobby);
    alice_.bodies();
  }

  TestServer server_{foreign_setup()};
  TestClient alice_{server_, "alice"};
  TestClient bob_{server_, "bob"};
};

TEST_F(ForeignTest, a_copy_has_the_captured_attributes_and_no_others) {
  alice_.post(kLobby, "hello");
  const auto copies = bob_.bodies();
  ASSERT_THAT(copies, SizeIs(1));
  for (const char* shown : {"chanUri=", "author=", "ts=", "<chat>hello</chat>"})
    EXPECT_THAT(copies[0], HasSubstr(shown));
  for (const char* remembered : {"authdisp", "alert", "chatId", "<rtf"})
    EXPECT_THAT(copies[0], Not(HasSubstr(remembered)));
}

TEST_F(ForeignTest, a_refused_post_is_a_sip_refusal_without_a_reply) {
  TestClient carol(server_, "carol");
  carol.open_session();
  const auto not_joined = carol.post(kLobby, "hello");
  ASSERT_THAT(not_joined, SizeIs(1));
  EXPECT_EQ(not_joined[0].status, 403);
  const auto no_room = carol.post("00000000-0000-0000-0000-000000000000", "hello");
  ASSERT_THAT(no_room, SizeIs(1));
  EXPECT_EQ(no_room[0].status, 404);
}

TEST_F(ForeignTest, lists_whose_shape_is_remembered_are_empty_successes) {
  for (const auto& [command, data] :
       {std::pair("getassociations", R"(<association domain="contoso.com" type="MEMBER" maxResults="100"/>)"),
        std::pair("getinv", R"(<inv inviteId="1" domain="contoso.com"/>)")}) {
    const auto messages = bob_.command(command, data);
    ASSERT_THAT(messages, SizeIs(2)) << command;
    EXPECT_THAT(messages[1].body, HasSubstr("SUCCESS_OK")) << command;
    EXPECT_THAT(messages[1].body, Not(HasSubstr("<chanib"))) << command;
  }
}

}   // namespace
}   // namespace parley::server
