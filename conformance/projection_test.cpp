// Which scenarios apply to a server that is not ours, and which need virtual time.
#include "conformance/projection.h"

#include <gtest/gtest.h>

#include "simulator/ladder/parse.h"

namespace parley::conformance {
namespace {

const std::string kHead = "scenario t \"T\"\nactors alice: client, pool: server\ndialog d: alice -> pool\n";

// Why it does not apply; empty: it does.
std::string reason(const std::string& text, const RunPlan& plan) {
  const auto scenario = sim::ladder::parse(kHead + text, "t.ladder");
  EXPECT_TRUE(scenario) << text;
  const auto record = not_applicable(*scenario, plan);
  EXPECT_TRUE(!record || record->verdict == reports::Verdict::na);
  return record ? record->reason : std::string();
}

RunPlan plan_of(Mode mode, std::string foreign) {
  RunPlan plan;
  plan.mode = mode;
  plan.foreign_server = std::move(foreign);
  return plan;
}

const RunPlan kForeign = plan_of(Mode::tcp, "tcp://sut:5060");
const RunPlan kWire = plan_of(Mode::tcp, "");
const RunPlan kVirtual = plan_of(Mode::simulated, "");

TEST(Projection, keeps_steps_inside_the_reference_server_from_strangers_wherever_they_stand) {
  const std::string step = "channel ~> queue : CHAT";
  for (const std::string& text :
       {step + "\n", "unordered { " + step + "\n }\n", "one-of { " + step + " => pass }\n",
        "optional { " + step + "\n }\n", "repeat 2 { optional { " + step + "\n } }\n",
        "forbid " + step + " during all\n"}) {
    EXPECT_EQ(reason(text, kForeign), "it watches steps inside the reference server, which no wire shows")
        << text;
    EXPECT_EQ(reason(text, kWire), "") << text;
  }
}

TEST(Projection, keeps_faults_of_the_server_from_strangers_and_cuts_their_clients) {
  EXPECT_EQ(reason("repeat 2 { fault crash pool }\n", kForeign), "it makes a fault inside the server");
  EXPECT_EQ(reason("fault adapter fail times=2\n", kForeign), "it makes a fault inside the server");
  EXPECT_EQ(reason("fault cut alice\n", kForeign), "");
}

TEST(Projection, plays_faults_of_the_store_in_virtual_time_only) {
  const std::string why = "a slow or refusing store is made in virtual time only";
  for (const char* fault : {"fault store delay=3s for 4s\n", "repeat 2 { fault store refuse for 1s }\n"}) {
    EXPECT_EQ(reason(fault, kWire), why);
    EXPECT_EQ(reason(fault, kVirtual), "");
  }
  EXPECT_EQ(reason("fault crash pool\n", kWire), "");
}

TEST(Projection, keeps_what_is_only_remembered_from_strangers) {
  const std::string set = "set alice wire_remembered=true\n";
  EXPECT_EQ(reason(set, kForeign),
            "it speaks what is only remembered, and strangers are not asked that (t.ladder:4:5)");
  EXPECT_EQ(reason(set, kVirtual), "");
  EXPECT_EQ(reason("set alice wire_remembered=false\n", kForeign), "");
}

}   // namespace
}   // namespace parley::conformance
