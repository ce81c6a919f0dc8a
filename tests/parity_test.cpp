// A story is the same over real sockets and in virtual time: who said what to whom. So what is found out in
// virtual time is true of the wire.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "conformance/requirements.h"
#include "conformance/run.h"
#include "tests/test_scenarios.h"
#include "tests/test_transcripts.h"

namespace parley::tests {
namespace {

using conformance::Mode;

// The one story in which several clients act without waiting for each other.
Order order_of(const std::string& id) { return id == "rooms/room-of-many" ? Order::crowd : Order::strict; }

// What makes a store slow or refusing has only the simulated one.
const std::set<std::string> kOnlyInVirtualTime{"overload/slow-store", "overload/store-refuses"};

reports::RunRecord play_all(Mode mode) {
  conformance::RunPlan plan;
  plan.mode = mode;
  plan.seed = 7;
  plan.directory = default_directory();
  plan.requirements = &conformance::requirement_table();
  for (const auto& [id, scenario] : all_scenarios()) plan.scenarios.push_back(scenario);
  return conformance::run(plan, {}).value();
}

void expect_parity(Mode mode) {
  const reports::RunRecord simulated = play_all(Mode::simulated);
  const reports::RunRecord real = play_all(mode);
  std::set<std::string> not_applicable;
  for (std::size_t i = 0; i < real.cases.size(); ++i) {
    const reports::CaseRecord& played = real.cases[i];
    if (played.verdict == reports::Verdict::na) {
      not_applicable.insert(played.id);
      continue;
    }
    EXPECT_EQ(played.verdict, simulated.cases[i].verdict) << failures_of(played);
    const Order order = order_of(played.id);
    EXPECT_EQ(difference(comparable(simulated.cases[i], order), comparable(played, order)), "")
        << played.id << ": virtual time first, then " << to_string(mode);
  }
  EXPECT_EQ(not_applicable, kOnlyInVirtualTime);
}

TEST(Parity, a_story_over_tcp_is_the_story_in_virtual_time) { expect_parity(Mode::tcp); }
TEST(Parity, a_story_over_tls_is_the_story_in_virtual_time) { expect_parity(Mode::tls); }

// What makes the comparison worth something: it sees a single byte that is not chance.
TEST(Parity, a_single_different_byte_is_a_difference) {
  const auto played = play_in_world("sign-in/enabled");
  const auto as_played = comparable(played, Order::strict);
  std::size_t changed = 0;
  for (std::size_t i = 0; i < played.messages.size(); ++i) {
    if (played.messages[i].internal || played.messages[i].label.starts_with("link ")) continue;
    auto other = played;
    other.messages[i].text.back() ^= 1;
    EXPECT_NE(difference(as_played, comparable(other, Order::strict)), "") << played.messages[i].label;
    ++changed;
  }
  EXPECT_GT(changed, 10u);
}

TEST(Parity, a_missing_message_is_a_difference_in_a_crowd_too) {
  const auto played = play_in_world("rooms/leave");
  auto other = played;
  other.messages.erase(other.messages.begin() + 1);   // The first is a link.
  for (const Order order : {Order::strict, Order::crowd}) {
    EXPECT_NE(difference(comparable(played, order), comparable(other, order)), "");
    EXPECT_NE(difference(comparable(other, order), comparable(played, order)), "");
  }
}

// Chance is replaced by numbers and not by nothing.
TEST(Parity, a_reply_that_names_another_envelope_is_a_difference) {
  const auto played = play_in_world("sign-in/enabled");
  auto other = played;
  const auto reply = std::find_if(other.messages.begin(), other.messages.end(),
                                  [](const auto& one) { return one.label.starts_with("INFO rpl:"); });
  ASSERT_NE(reply, other.messages.end());
  const std::string before_it = "<commandid seqid=\"1\" envid=\"";
  const std::size_t at = reply->text.find(before_it);
  ASSERT_NE(at, std::string::npos);
  reply->text.insert(at + before_it.size(), "1");
  EXPECT_NE(difference(comparable(played, Order::strict), comparable(other, Order::strict)), "");
}

}   // namespace
}   // namespace parley::tests
