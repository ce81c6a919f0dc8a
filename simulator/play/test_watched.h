// For tests: a scenario, and what was seen of it as a test says.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <string_view>

#include "simulator/ladder/parse.h"
#include "simulator/observation.h"

namespace parley::sim {

struct Watched : testing::Test {
  explicit Watched(std::string_view ladder) : scenario(*ladder::parse(ladder, "t.ladder")) {}

  Observation& see(Observation::Kind kind, const std::string& from, const std::string& to) {
    Observation& one = seen.emplace_back();
    one.number = static_cast<std::uint32_t>(seen.size());
    one.kind = kind;
    one.from = from;
    one.to = to;
    return one;
  }

  ladder::Scenario scenario;
  std::deque<Observation> seen;
};

}   // namespace parley::sim
