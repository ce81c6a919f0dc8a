// Each state diagram of docs/protocol says what the table says that the code runs by, and each table of times
// what the code computes. Who changes the code is shown what to paste.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <map>

#include "protocol/client/commands.h"
#include "protocol/client/phases.h"
#include "protocol/client/requests.h"
#include "protocol/client/session.h"
#include "protocol/client/sign_in.h"
#include "protocol/client/subscription.h"
#include "protocol/sip/ack_wait.h"
#include "protocol/sip/refresh_state.h"
#include "protocol/sip/session_timer.h"
#include "protocol/sip/transaction_states.h"
#include "reference_server/core/crowd.h"
#include "reference_server/core/places.h"
#include "tests/test_protocol_pages.h"

namespace parley::tests {
namespace {

std::string source_of(std::string_view name, const std::string& file) {
  std::ifstream source(PARLEY_SOURCE_DIR "/" + file);
  const std::string text{std::istreambuf_iterator<char>(source), {}};
  EXPECT_NE(text.find(name), std::string::npos) << file << " has no " << name;
  return fmt::format("`{}` in `{}`", name, file);
}

template <class State>
void expect_drawn(std::string_view name, const std::string& file) {
  EXPECT_EQ(transitions_of(State{}).front().from, State{}) << "a diagram begins where the machine does";
  expect_block("Drawn from the table of " + source_of(name, file), "mermaid",
               mermaid(arrows_of_table<State>()));
}

TEST(ProtocolDiagrams, show_the_machines_of_the_client) {
  expect_drawn<client::Phase>("Phase", "protocol/client/phases.cpp");
  expect_drawn<client::SessionState>("SessionState", "protocol/client/session.cpp");
  expect_drawn<client::SubscriptionState>("SubscriptionState", "protocol/client/subscription.cpp");
  expect_drawn<client::RequestState>("RequestState", "protocol/client/requests.cpp");
  expect_drawn<client::CommandState>("CommandState", "protocol/client/commands.cpp");
}

TEST(ProtocolDiagrams, show_the_machines_that_both_sides_have) {
  expect_drawn<sip::InviteState>("InviteState", "protocol/sip/transaction_states.cpp");
  expect_drawn<sip::AnswerState>("AnswerState", "protocol/sip/transaction_states.cpp");
  expect_drawn<sip::RefreshState>("RefreshState", "protocol/sip/refresh_state.cpp");
}

TEST(ProtocolDiagrams, show_the_machines_of_the_server) {
  expect_drawn<server::Place>("Place", "reference_server/core/places.cpp");
  expect_drawn<server::Crowd>("Crowd", "reference_server/core/crowd.cpp");
}

// An arrow that one profile alone goes has its name.
TEST(ProtocolDiagrams, show_the_walk_of_a_sign_in) {
  using client::Profile;
  std::vector<DiagramArrow> arrows;
  for (const auto& [profile, label] :
       {std::pair{Profile::lync2013, "lync2013"}, {Profile::lookup, "lookup"}}) {
    std::string before;
    const auto add = [&, name = std::string(label)](const std::string& to) {
      const auto same = [&](const DiagramArrow& one) { return one.from == before && one.to == to; };
      const auto known = std::ranges::find_if(arrows, same);
      if (known != arrows.end()) known->when.clear();
      else if (!before.empty()) arrows.push_back({before, to, name});
      before = to;
    };
    for (const client::Step step : client::steps_of(profile, client::Extent::whole))
      add(std::string(to_string(step)));
    add("signed_in");
  }
  expect_block("Drawn from the table of " + source_of("Step", "protocol/client/sign_in.cpp"), "mermaid",
               mermaid(arrows));
}

// A semicolon would end the words on an arrow, to those who draw.
TEST(ProtocolDiagrams, are_all_drawn_from_a_table_and_can_be_drawn) {
  for (const PageBlock& block : blocks_of_protocol_pages()) {
    if (block.kind != "mermaid") continue;
    EXPECT_TRUE(block.caption.starts_with("Drawn from the table of `")) << block.page << "\n" << block.text;
    EXPECT_EQ(block.text.find(';'), std::string::npos) << block.page << "\n" << block.text;
  }
}

double seconds(Instant at) { return static_cast<double>((at - Instant{}).count()) / 1e9; }

TEST(ProtocolTables, say_when_a_session_is_refreshed_and_ended) {
  std::string table =
      "| Session-Expires | who refreshes: UPDATE at | and BYE, if that was not answered, at | who waits: BYE "
      "at |\n"
      "|---|---|---|---|\n";
  for (const int interval : {90, 720, 1800}) {
    const sip::SessionTimer ours(std::chrono::seconds{interval}, true, Instant{});
    const sip::SessionTimer theirs(std::chrono::seconds{interval}, false, Instant{});
    table += fmt::format("| {} s | {:g} s | {:g} s | {:g} s |\n", interval, seconds(ours.refresh_at()),
                         seconds(ours.expires_at()), seconds(theirs.expires_at()));
  }
  expect_block("Computed by " + source_of("SessionTimer", "protocol/sip/session_timer.h"), "|", table);
}

TEST(ProtocolTables, say_when_a_200_without_ack_is_sent_again) {
  sip::AckWait wait(1, Instant{});
  std::string times;
  for (; wait.due() < wait.gives_up_at(); wait.sent_again(wait.due()))
    times += fmt::format("{}{:g}", times.empty() ? "" : ", ", seconds(wait.due()));
  expect_block("Computed by " + source_of("AckWait", "protocol/sip/ack_wait.h"), "|",
               fmt::format("| the 200 goes out again after | BYE after |\n|---|---|\n| {} s | {:g} s |\n",
                           times, seconds(wait.gives_up_at())));
}

}   // namespace
}   // namespace parley::tests
