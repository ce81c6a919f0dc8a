// The groups of rules behind lint(), each in a file of its own.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "simulator/ladder/lint.h"
#include "simulator/ladder/scenario.h"
#include "simulator/ladder/walk.h"

namespace parley::sim::ladder {

class Complaints {
 public:
  explicit Complaints(std::string file) : file_(std::move(file)) {}
  void add(Position at, std::string message) { list_.push_back({file_, at, one_line(std::move(message))}); }
  // `offset` bytes into a text that may have several lines.
  void add(const Text& text, std::size_t offset, std::string message);
  // Sorted, each once: a repeat shows the same line several times.
  std::vector<Diagnostic> take();

 private:
  std::string file_;
  std::vector<Diagnostic> list_;
};

struct RuleInput {
  const Scenario& scenario;
  const std::vector<Step>& steps;   // Of the scenario, repeats unrolled.
  const LintInputs& inputs;
};

void lint_head(const RuleInput& input, Complaints& complaints);   // Id, actors, dialogs, checkers.
void lint_flow(const RuleInput& input, Complaints& complaints);   // Actors, reachability, time limits.
void lint_names(const RuleInput& input,
                Complaints& complaints);   // Captures, dialogs and values in file order.
void lint_texts(const RuleInput& input, Complaints& complaints);   // XML, XPath, regular expressions.
void lint_tags(const RuleInput& input, Complaints& complaints);    // Requirements.

}   // namespace parley::sim::ladder
