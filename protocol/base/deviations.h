// Switches that make the reference server or client break exactly one rule on purpose. They serve twice:
// as a stimulus for a system under test, and as mutants against our own checks (decision 0003: the harness
// proves itself). The catalogue, with the requirement that each one violates, is data in conformance/.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace parley {

class Deviations {
 public:
  Deviations() = default;
  explicit Deviations(std::set<std::string, std::less<>> ids) : ids_(std::move(ids)) {}

  // True when the deviation of this id is switched on. Ids are written out at the place that deviates, so
  // a search for the id finds the code; a test compares them with the catalogue.
  bool active(std::string_view id) const { return !ids_.empty() && ids_.contains(id); }
  const std::set<std::string, std::less<>>& ids() const { return ids_; }

 private:
  std::set<std::string, std::less<>> ids_;
};

}   // namespace parley
