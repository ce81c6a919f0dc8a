// A server that never stops sending ends its story without filling the memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/requirements.h"
#include "protocol/sip/message.h"
#include "simulator/ladder/parse.h"
#include "simulator/play/player.h"
#include "simulator/test_scripted_endpoint.h"
#include "tests/test_scenarios.h"

namespace parley::tests {
namespace {

using namespace std::chrono_literals;

std::string large_message() {
  sip::Message message;
  message.method = "MESSAGE";
  message.request_uri = "sip:alice@contoso.com";
  message.headers.add("Call-ID", "flood");
  message.headers.add("CSeq", "1 MESSAGE");
  message.body.assign(512 * 1024, 'x');
  return sip::write(message);
}

// From the first word of its client on.
sim::ScriptedEndpoint::Script flood() {
  return [link = LinkId{0}, message = large_message()](const Now& now, const Event& event) mutable {
    if (const auto* bytes = std::get_if<LinkBytes>(&event)) link = bytes->link;
    if (link == 0) return Turn{};
    return Turn{{SendBytes{link, message}}, now.monotonic + 10ms};
  };
}

TEST(Flood, ends_the_story_inconclusive_and_blames_nobody) {
  const auto scenario = sim::ladder::parse(
      "scenario t \"A flood\"\nactors alice : client, pool : server\ndo alice sign-in\n"
      "pool -> alice : INFO [FLOW-POST-5]\n",
      "t.ladder");
  ASSERT_TRUE(scenario.has_value());
  sim::World world({});
  sim::EventLog log;
  const NodeId server = world.add(log.spec("server", flood()));
  sim::Stage stage{&world, &world, "tcp://pool:5060"};
  ASSERT_TRUE(world.listen(server, stage.server_url));
  sim::PlayOptions options;
  options.directory = &default_directory();
  options.requirements = &conformance::requirement_table();
  options.foreign_server = stage.server_url;
  options.under_test = "server";
  const reports::CaseRecord record = sim::play(*scenario, stage, options);
  EXPECT_EQ(record.verdict, reports::Verdict::inconc);
  EXPECT_THAT(record.reason, testing::HasSubstr("more was sent than is kept of a story, 64 MiB"));
  EXPECT_LT(record.messages.size(), 300u);
}

}   // namespace
}   // namespace parley::tests
