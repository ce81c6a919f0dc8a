// For each step of the documented flows: exactly that step is broken, in the server or in the client, and the
// scenario turns red at the check that carries the step's id.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "conformance/requirements.h"
#include "tests/test_scenarios.h"

namespace parley::tests {
namespace {

using reports::CheckRecord;
using reports::Verdict;

struct Break {
  std::string flow, scenario, deviation;
  // What else cannot hold when this step does not, such as the duty of the system that takes it; "" stands
  // for lines without a requirement.
  std::set<std::string> beside = {};
};

const std::vector<Break>& breaks() {
  static const std::vector<Break> kBreaks{
      // Sign-in.
      {"FLOW-SIGNIN-1", "sign-in/enabled", "client-no-subscribe"},
      {"FLOW-SIGNIN-1", "sign-in/disabled", "server-no-provisioning", {"SYS-FE"}},
      {"FLOW-SIGNIN-1", "sign-in/notify", "server-no-provisioning", {"SIP-EVENT-2"}},
      {"FLOW-SIGNIN-2", "sign-in/enabled", "server-no-invite-answer", {"SYS-FE"}},
      {"FLOW-SIGNIN-2", "sign-in/enabled", "client-no-ack"},
      {"FLOW-ACK-1", "sign-in/enabled", "server-no-info-ack"},
      {"FLOW-ACK-1", "rooms/subscribe-and-post", "server-loses-first-post-ack"},
      {"FLOW-RETRY-1", "overload/refused-once", "client-no-retry"},
      {"FLOW-REPLY-1", "sign-in/lookup-service", "server-withholds-requri"},
      {"FLOW-REPLY-1", "rooms/leave", "server-withholds-part", {"SYS-CHAN"}},
      {"FLOW-SIGNIN-3", "sign-in/enabled", "server-withholds-getserverinfo"},
      {"FLOW-SIGNIN-4", "sign-in/enabled", "server-withholds-getassociations"},
      {"FLOW-SIGNIN-4", "sign-in/enabled", "server-withholds-managed-rooms"},
      {"FLOW-SIGNIN-4", "sign-in/enabled", "server-lists-no-rooms"},
      {"FLOW-SIGNIN-5a", "rooms/follow-on-another-client", "server-withholds-bjoin"},
      // A client that sees no followed room has nothing to enter.
      {"FLOW-SIGNIN-5a", "rooms/follow-on-another-client", "server-hides-followed-rooms", {""}},
      {"FLOW-SIGNIN-5b", "sign-in/rooms-left-open", "server-withholds-join"},
      {"FLOW-SIGNIN-6", "sign-in/rooms-left-open", "server-withholds-bccontext"},
      // Nobody can tell an answer without its messages from a store without them.
      {"FLOW-SIGNIN-6", "sign-in/recent-messages", "server-history-is-empty", {"FLOW-POST-4"}},
      {"FLOW-SIGNIN-7", "sign-in/enabled", "server-withholds-getinv", {"SYS-CHAN"}},
      {"FLOW-SIGNIN-7", "sign-in/invitation", "server-withholds-getinv"},
      // Subscribe and post.
      {"FLOW-POST-1", "rooms/subscribe-and-post", "server-withholds-chansrch"},
      {"FLOW-POST-1", "rooms/secret-room", "server-finds-nothing"},
      {"FLOW-POST-2", "rooms/subscribe-and-post", "server-withholds-join"},
      {"FLOW-POST-2", "rooms/subscribe-and-post", "client-no-follow-publish"},
      {"FLOW-POST-2", "rooms/subscribe-and-post", "client-no-join-after-search"},
      {"FLOW-POST-3", "rooms/subscribe-and-post", "server-withholds-bccontext"},
      {"FLOW-POST-4", "rooms/subscribe-and-post", "server-does-not-store-post"},
      {"FLOW-POST-5", "rooms/subscribe-and-post", "server-drops-copy", {"SYS-CHAN"}},
      {"FLOW-POST-5", "rooms/room-of-many", "server-drops-copy", {"SYS-CHAN"}},
      // Compliance.
      {"FLOW-COMP-1", "compliance/batch", "client-never-posts"},
      {"FLOW-COMP-1", "compliance/batch", "server-loses-first-post-ack", {"FLOW-ACK-1"}},
      {"FLOW-COMP-2", "compliance/batch", "server-queues-no-event"},
      {"FLOW-COMP-3", "compliance/batch", "compliance-skip-queue", {"SYS-COMPSTORE"}},
      {"FLOW-COMP-4", "compliance/batch", "compliance-no-batch", {"SYS-COMP"}},
      {"FLOW-COMP-5", "compliance/batch", "compliance-delete-early"},
      {"FLOW-COMP-5", "compliance/batch", "compliance-never-delete"},
      {"FLOW-COMP-5", "compliance/failing-adapter", "compliance-never-delete"},
  };
  return kBreaks;
}

bool is_red(const CheckRecord& check) {
  return check.verdict > Verdict::pass;   // WARN, INCONC, FAIL or ERROR.
}

std::set<std::string> red_requirements(const reports::CaseRecord& record) {
  std::set<std::string> red;
  for (const CheckRecord& check : record.checks)
    if (is_red(check)) red.insert(check.requirement);
  return red;
}

class BrokenFlow : public testing::TestWithParam<Break> {};

TEST_P(BrokenFlow, turns_the_scenario_red_at_the_check_of_its_step) {
  const Break& broken = GetParam();
  const auto record = play_in_world(broken.scenario, {.seed = 1, .deviations = {broken.deviation}});
  EXPECT_EQ(record.verdict, Verdict::fail) << failures_of(record);
  EXPECT_TRUE(std::any_of(record.checks.begin(), record.checks.end(), [&](const CheckRecord& check) {
    return check.requirement == broken.flow && check.verdict == Verdict::fail &&
           check.grade == xccos::Grade::S && check.keyword == reports::Keyword::must;
  })) << failures_of(record);
}

TEST_P(BrokenFlow, turns_nothing_else_red_but_what_stands_beside_it) {
  const Break& broken = GetParam();
  const auto record = play_in_world(broken.scenario, {.seed = 1, .deviations = {broken.deviation}});
  std::set<std::string> expected = broken.beside;
  expected.insert(broken.flow);
  // To withhold a reply that is a step of a flow breaks the rule for all replies too, and the checker says
  // so.
  if (broken.deviation.starts_with("server-withholds-")) expected.insert("FLOW-REPLY-1");
  EXPECT_EQ(red_requirements(record), expected) << failures_of(record);
}

TEST_P(BrokenFlow, is_green_when_nothing_is_broken) {
  const auto record = play_in_world(GetParam().scenario);
  EXPECT_EQ(record.verdict, Verdict::pass) << failures_of(record);
  EXPECT_TRUE(std::any_of(record.checks.begin(), record.checks.end(), [](const CheckRecord& check) {
    return check.requirement == GetParam().flow && check.verdict == Verdict::pass;
  }));
}

std::string name_of(const testing::TestParamInfo<Break>& info) {
  std::string name = info.param.flow + "_" + info.param.scenario + "_" + info.param.deviation;
  for (char& c : name)
    if (c == '/' || c == '-') c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Flows, BrokenFlow, testing::ValuesIn(breaks()), name_of);

TEST(BrokenFlows, leave_no_step_of_the_documents_unbroken) {
  std::set<std::string> broken;
  for (const Break& one : breaks()) broken.insert(one.flow);
  for (const auto& [id, row] : conformance::requirement_table().rows()) {
    const bool may_be_whole = !id.starts_with("FLOW-") || row.observable.starts_with("due:");
    EXPECT_TRUE(may_be_whole || broken.contains(id)) << id << " is broken by no deviation";
  }
}

}   // namespace
}   // namespace parley::tests
