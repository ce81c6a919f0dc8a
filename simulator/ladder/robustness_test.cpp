// Whatever stands in a file, it is read or refused with a place in that file; and what the linter lets
// through can be judged to its end, whatever is seen.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <fstream>
#include <iterator>
#include <string>

#include "protocol/base/random.h"
#include "protocol/base/text.h"
#include "simulator/ladder/judge.h"
#include "simulator/ladder/test_judge.h"

namespace parley::sim::ladder {
namespace {

constexpr std::string_view kSeeds[] = {
    "do alice sign-in\n"
    "alice -> pool : INVITE d as i1\n"
    "pool -> alice : 200 i1 [S-MUST MUST]\n"
    "repeat 2 {\n  do alice post \"${i}\"\n  alice -> pool : INFO d as q${i} { <cmd id=\"cmd:join\"/> }\n"
    "  pool -> alice : 200|503 q${i} [W-MUST]\n}\n",
    "alice -> pool : INVITE d\nalice -> pool : INFO d as q1\n"
    "one-of within 40s [S-MUST] {\n  pool -> alice : 200 q1 => pass\n  pool -> alice : 503 q1 => info\n}\n"
    "unordered within 3s { pool -> alice : INFO [S-SHOULD]\n  pool -> bob : INFO { where //a }\n}\n",
    "forbid pool -> bob : INFO { <a b=\"...\">*</a> header Via } during all [A-NOT]\n"
    "optional { bob -> pool : INFO as x\n pool -> bob : 4xx x }\n"
    "alice -> pool : INFO not before 1s within 2s {   [R-MUST]\n  let v = //a/@b\n  check $v = '1' "
    "[X-MUST]\n}\n"
    "fault store delay=${v} for 4s\npause 1s\nsettle 10ms\nnever delivery \"because\"\n",
};

constexpr std::string_view kPieces[] = {"{",
                                        "}",
                                        "[",
                                        "]",
                                        "\"",
                                        "'",
                                        "\n",
                                        " ",
                                        "<",
                                        ">",
                                        "/>",
                                        "->",
                                        "~>",
                                        "${i}",
                                        "#",
                                        " # ",
                                        "within",
                                        "as",
                                        "=>",
                                        "$",
                                        "(",
                                        ")",
                                        "//a[",
                                        "optional",
                                        "do x",
                                        "\xc3\xa4",
                                        "999999999999s",
                                        "repeat 1000 {"};

std::string mutated(Random& random) {
  std::string text(kSeeds[random.below(std::size(kSeeds))]);
  for (std::uint64_t changes = 1 + random.below(3); changes > 0; --changes) {
    const std::size_t at = random.below(text.size());
    const std::size_t length = random.below(std::min<std::size_t>(12, text.size() - at));
    switch (random.below(3)) {
      case 0: text.erase(at, length); break;
      case 1: text.insert(at, kPieces[random.below(std::size(kPieces))]); break;
      default: text.insert(random.below(text.size()), text.substr(at, length)); break;
    }
  }
  return testing::file_with(text);
}

void expect_inside(const std::string& text, const Diagnostic& diagnostic) {
  const auto lines = split(text, '\n');
  ASSERT_GE(diagnostic.position.line, 1u) << diagnostic.to_string();
  ASSERT_LE(diagnostic.position.line, lines.size()) << diagnostic.to_string();
  ASSERT_GE(diagnostic.position.column, 1u) << diagnostic.to_string();
  ASSERT_LE(diagnostic.position.column, lines[diagnostic.position.line - 1].size() + 1)
      << diagnostic.to_string();
  ASSERT_EQ(diagnostic.message.find('\n'), std::string::npos) << diagnostic.message;
}

Observation random_observation(Random& random, std::uint32_t number, Instant at) {
  constexpr std::string_view kEnds[] = {"alice", "bob", "pool"};
  constexpr std::string_view kMethods[] = {"INVITE", "INFO", "BYE"};
  constexpr int kStatuses[] = {200, 503, 404};
  constexpr std::string_view kBodies[] = {"", "<a b='1'>t</a>", "<a",
                                          "<xccos xmlns='urn:parlano:xml:ns:xccos'/>"};
  Observation seen;
  seen.number = number;
  seen.at = at;
  seen.from = kEnds[random.below(3)];
  seen.to = kEnds[random.below(3)];
  seen.method = kMethods[random.below(3)];
  seen.kind = random.chance(1, 2) ? Observation::Kind::request : Observation::Kind::response;
  if (seen.kind == Observation::Kind::response) seen.sip.status = kStatuses[random.below(3)];
  seen.call_id = random.chance(1, 5) ? "call-2" : "call-1";
  seen.sip.body = kBodies[random.below(4)];
  seen.answers = static_cast<std::uint32_t>(random.below(number));
  return seen;
}

// Returns whether it came to its end in time.
bool play(const Scenario& scenario, Random& random) {
  std::deque<Observation> seen;
  Judge judge(scenario, testing::judge_table());
  Instant now;
  for (std::uint32_t number = 1; number < 40 && !judge.finished(); ++number) {
    now = now + std::chrono::milliseconds{random.below(500)};
    judge.observe(seen.emplace_back(random_observation(random, number, now)));
    judge.take_actions();
  }
  for (int i = 0; i < 50'000 && !judge.finished(); ++i) {
    if (judge.wake_at() <= now && i > 0) return false;   // It would wake for ever without getting on.
    now = std::max(now, judge.wake_at());
    judge.advance(now);
  }
  for (const auto& check : judge.checks()) {
    EXPECT_NE(check.verdict, reports::Verdict::error) << check.actual;
    const bool weak = check.grade == xccos::Grade::R || check.grade == xccos::Grade::X;
    const bool may_fail = !weak && !check.requirement.empty();
    EXPECT_TRUE(may_fail || check.verdict != reports::Verdict::fail) << check.position;
  }
  return judge.finished();
}

TEST(Robustness, damaged_files_are_refused_inside_the_file_and_sound_ones_come_to_an_end) {
  Random random(20131018);
  int refused = 0, linted = 0, played = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = mutated(random);
    SCOPED_TRACE(text);
    const auto scenario = parse(text, "t.ladder");
    if (!scenario) {
      ++refused;
      for (const Diagnostic& diagnostic : scenario.error()) expect_inside(text, diagnostic);
    } else {
      const LintInputs inputs{.requirements = &testing::judge_table(), .checkers = {}, .variables = {}};
      const auto complaints = lint(*scenario, inputs);
      for (const Diagnostic& diagnostic : complaints) expect_inside(text, diagnostic);
      // Dialogs that a seed does not use are of no harm to the judge.
      const bool sound = std::all_of(complaints.begin(), complaints.end(), [](const Diagnostic& diagnostic) {
        return diagnostic.message.starts_with("dialog") &&
               diagnostic.message.find("never used") != std::string::npos;
      });
      ++linted;
      if (sound) {
        ++played;
        EXPECT_TRUE(play(*scenario, random));
      }
    }
    if (::testing::Test::HasFailure()) return;
  }
  // The test would prove nothing if one kind were missing.
  EXPECT_GT(refused, 1000);
  EXPECT_GT(linted, 1000);
  EXPECT_GT(played, 500);
}

TEST(Robustness, the_same_story_gives_the_same_records) {
  const Scenario scenario = testing::parsed_steps(kSeeds[1]);
  const auto records = [&] {
    Random random(7);
    std::deque<Observation> seen;
    Judge judge(scenario, testing::judge_table());
    for (std::uint32_t number = 1; number < 60; ++number)
      judge.observe(seen.emplace_back(
          random_observation(random, number, Instant{} + std::chrono::milliseconds{100 * number})));
    judge.give_up("enough");
    std::string text;
    for (const auto& check : judge.checks()) text += check.position + check.expected + check.actual + "\n";
    return text;
  };
  EXPECT_EQ(records(), records());
}

}   // namespace
}   // namespace parley::sim::ladder
