// What the tests of the ladder language share: a small file around the line that a test is about.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "simulator/ladder/lint.h"
#include "simulator/ladder/parse.h"

namespace parley::sim::ladder::testing {

// Five lines; the first step stands in line 6.
inline std::string file_with(std::string_view steps) {
  return "scenario t \"T\"\n"
         "actors alice: client, bob: client, pool: server\n"
         "dialog d: alice -> pool\n"
         "dialog e: bob -> pool\n"
         "# The steps follow.\n" +
         std::string(steps);
}

inline Scenario parsed(std::string_view text) {
  auto scenario = parse(text, "t.ladder");
  if (scenario) return std::move(*scenario);
  for (const Diagnostic& diagnostic : scenario.error()) ADD_FAILURE() << diagnostic.to_string();
  return {};
}

inline Scenario parsed_steps(std::string_view steps) { return parsed(file_with(steps)); }

// The only step of the text, which must be of this kind.
template <class Node>
Node only(std::string_view steps) {
  Scenario scenario = parsed_steps(steps);
  EXPECT_EQ(scenario.steps.size(), 1u);
  if (scenario.steps.size() != 1 || !std::holds_alternative<Node>(scenario.steps[0].what)) {
    ADD_FAILURE() << "another kind of step: " << steps;
    return {};
  }
  return std::get<Node>(scenario.steps[0].what);
}

inline std::vector<std::string> as_lines(const std::vector<Diagnostic>& diagnostics) {
  std::vector<std::string> lines;
  for (const Diagnostic& diagnostic : diagnostics) lines.push_back(diagnostic.to_string());
  return lines;
}

inline std::vector<std::string> errors_of(std::string_view text) {
  const auto scenario = parse(text, "t.ladder");
  return scenario ? std::vector<std::string>{} : as_lines(scenario.error());
}

}   // namespace parley::sim::ladder::testing
