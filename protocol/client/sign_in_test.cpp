// The order of sign-in, its variants, and how it ends when it may not go on.
#include "protocol/client/stage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::client {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;

TEST(SignIn, walks_the_steps_of_the_documented_flow) {
  ClientConfig config;
  config.rooms_left_open = {kOps};
  Stage stage(config);
  stage.server.followed = {{kLobby, "Lobby"}};
  stage.tell("sign-in");
  stage.run(seconds{1});
  EXPECT_THAT(stage.server.order(),
              ElementsAre("REGISTER", "SUBSCRIBE vnd-microsoft-provisioning-v2",
                          "SUBSCRIBE vnd-microsoft-roaming-self", "INVITE", "ACK", "INFO cmd:getserverinfo",
                          "INFO cmd:getassociations", "INFO cmd:getassociations", "INFO cmd:bjoin",
                          "INFO cmd:join", "INFO cmd:bccontext", "INFO cmd:bccontext", "INFO cmd:getinv"));
  EXPECT_THAT(stage.targets, ElementsAre("tcp://127.0.0.1:5060"));
  ASSERT_EQ(stage.count("signed-in"), 1U);
  const auto done = stage.events("signed-in")[0];
  EXPECT_EQ(done.at("pool").as_string(), kPool);
  EXPECT_EQ(done.at("rooms"), boost::json::value({"Lobby", "Operations"}));
  EXPECT_EQ(stage.count("joined"), 2U);
  EXPECT_EQ(stage.count("history"), 2U);
  EXPECT_EQ(stage.count("invitations"), 1U);
  EXPECT_EQ(stage.count("error"), 0U);
}

}   // namespace
}   // namespace parley::client
