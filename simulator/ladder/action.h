// What a judge asks of whoever plays its scenario.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace parley::sim::ladder {

// The actor's user says this line; values are filled in.
struct DoAction {
  std::string actor;
  std::string line;
};

// The world breaks: "store", "for", "4s" and delay=3s.
struct FaultAction {
  std::vector<std::string> words;
  std::map<std::string, std::string> options;
};

using Action = std::variant<DoAction, FaultAction>;

}   // namespace parley::sim::ladder
