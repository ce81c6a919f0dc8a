// A hand-made story for tests of the judge: what is seen is written down, nothing plays.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/xccos/codec.h"
#include "simulator/ladder/judge.h"
#include "simulator/ladder/test_ladder.h"

namespace parley::sim::ladder::testing {

inline constexpr std::string_view kJudgeTable =
    "id\tsource\tgrade\trole\tkeyword\tobservable\ttext\n"
    "S-MUST\tflows.md\tS\tserver\tMUST\twire\tCertain.\n"
    "W-MUST\tflows.md\tW\tserver\tMUST\twire\tCertain, too.\n"
    "A-NOT\tflows.md\tA\tserver\tMUST NOT\twire\tCertainly not.\n"
    "S-SHOULD\tflows.md\tS\tserver\tSHOULD\twire\tBetter so.\n"
    "S-MAY\tflows.md\tS\tserver\tMAY\twire\tFree.\n"
    "R-MUST\tmemory\tR\tserver\tMUST\twire\tRemembered.\n"
    "X-MUST\tours\tX\tserver\tMUST\twire\tOurs.\n";

inline const reports::RequirementTable& judge_table() {
  static const reports::RequirementTable kRead = [] {
    reports::RequirementTable read;
    EXPECT_TRUE(read.add(kJudgeTable, "table.tsv"));
    return read;
  }();
  return kRead;
}

// <xccos envid>PRIMITIVES</xccos>
inline std::string envelope(std::uint64_t envid, std::string_view primitives) {
  return fmt::format("<xccos xmlns=\"urn:parlano:xml:ns:xccos\" ver=\"1\" envid=\"{}\">{}</xccos>", envid,
                     primitives);
}

class Played {
 public:
  // The first step stands in line 6 (file_with).
  explicit Played(std::string_view steps, Variables given = {}) {
    scenario_ = parsed_steps(steps);
    LintInputs inputs{.requirements = &judge_table(), .checkers = {}, .variables = {}};
    for (const auto& [name, value] : given) inputs.variables.insert(name);
    for (const Diagnostic& wrong : lint(scenario_, inputs))
      // The judge keeps to any limit, and a test does not use all that the head declares.
      if (wrong.message.find("is never used; expected no declaration") == std::string::npos &&
          wrong.message.find("could not FAIL in less") == std::string::npos)
        ADD_FAILURE() << wrong.to_string();
    judge_ = std::make_unique<Judge>(scenario_, judge_table(), given);
  }

  Judge& judge() { return *judge_; }

  // Each returns the number of the message.
  std::uint32_t request(Duration at, std::string_view ends, std::string_view method,
                        std::string_view xml = {}) {
    Observation seen = between(at, ends);
    seen.kind = Observation::Kind::request;
    seen.method = method;
    seen.sip.method = method;
    seen.sip.request_uri = "sip:pool@contoso.com";
    seen.sip.headers.add("Content-Type", "text/plain");
    if (std::exchange(credentials_, false)) seen.sip.headers.add("Proxy-Authorization", "Digest x");
    seen.sip.body = xml;
    if (auto decoded = xccos::decode(xml, xccos::Reading::lenient)) seen.xccos = decoded->envelope;
    return see(std::move(seen));
  }
  std::uint32_t response(Duration at, std::string_view ends, int status, std::uint32_t answers) {
    Observation seen = between(at, ends);
    seen.kind = Observation::Kind::response;
    seen.sip.status = status;
    seen.answers = answers;
    return see(std::move(seen));
  }
  std::uint32_t internal(Duration at, std::string_view ends, std::string_view what,
                         std::string_view xml = {}) {
    Observation seen = between(at, ends);
    seen.kind = Observation::Kind::internal;
    seen.what = what;
    seen.text = xml;
    return see(std::move(seen));
  }
  // Used by the next request or response.
  Played& call(std::string call_id) {
    call_id_ = std::move(call_id);
    return *this;
  }
  Played& with_credentials() {
    credentials_ = true;
    return *this;
  }
  Played& answering(std::uint32_t number) {
    answers_ = number;
    return *this;
  }

  // Follows wake_at() until the story is over.
  void run_out() {
    for (int i = 0; i < 1000 && !judge_->finished(); ++i) {
      ASSERT_NE(judge_->wake_at(), Instant::never());
      judge_->advance(judge_->wake_at());
    }
    EXPECT_TRUE(judge_->finished());
  }

  // "PASS S-MUST 6:1", in order.
  std::vector<std::string> verdicts() const {
    std::vector<std::string> lines;
    for (const auto& check : judge_->checks()) {
      EXPECT_EQ(check.position.substr(0, 9), "t.ladder:");
      EXPECT_EQ(check.actual.empty(), check.verdict == reports::Verdict::pass) << check.actual;
      EXPECT_FALSE(check.expected.empty());
      lines.push_back(fmt::format("{} {} {}", to_string(check.verdict),
                                  check.requirement.empty() ? "-" : check.requirement,
                                  check.position.substr(9)));
    }
    return lines;
  }
  std::vector<std::string> end() {
    run_out();
    return verdicts();
  }
  const reports::CheckRecord& check(std::size_t index) const { return judge_->checks().at(index); }

  // "alice: sign-in", "fault: store for 4s delay=3s", in order; each once.
  std::vector<std::string> actions() {
    std::vector<std::string> lines;
    for (const Action& action : judge_->take_actions()) {
      if (const auto* line = std::get_if<DoAction>(&action)) {
        lines.push_back(line->actor + ": " + line->line);
        continue;
      }
      const auto& fault = std::get<FaultAction>(action);
      std::string text = "fault:";
      for (const auto& word : fault.words) text += " " + word;
      for (const auto& [key, value] : fault.options) text += " " + key + "=" + value;
      lines.push_back(text);
    }
    return lines;
  }

 private:
  static Observation between(Duration at, std::string_view ends) {
    Observation seen;
    seen.at = Instant{} + at;
    const std::size_t cut = ends.find('>');
    seen.from = ends.substr(0, cut);
    seen.to = ends.substr(cut + 1);
    return seen;
  }
  std::uint32_t see(Observation seen) {
    seen.number = ++number_;
    seen.call_id = std::exchange(call_id_, "call-1");
    if (answers_ != 0) seen.answers = std::exchange(answers_, 0);
    judge_->observe(seen_.emplace_back(std::move(seen)));
    return number_;
  }

  Scenario scenario_;
  std::deque<Observation> seen_;
  std::unique_ptr<Judge> judge_;
  std::uint32_t number_ = 0;
  std::uint32_t answers_ = 0;
  bool credentials_ = false;
  std::string call_id_ = "call-1";
};

}   // namespace parley::sim::ladder::testing
