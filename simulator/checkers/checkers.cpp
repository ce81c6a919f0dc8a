// The list of checkers; the order is the order of the records in a report.
#include <array>

#include "simulator/checkers/checker.h"
#include "simulator/checkers/delivery.h"

namespace parley::sim {

std::span<const std::string_view> checker_names() {
  static constexpr std::array<std::string_view, 1> kNames = {"delivery"};
  return kNames;
}

std::unique_ptr<Checker> make_checker(std::string_view name, const CheckerOptions& options) {
  if (name == "delivery") return std::make_unique<DeliveryChecker>(options);
  return nullptr;
}

}   // namespace parley::sim
