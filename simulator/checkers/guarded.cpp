// See guarded.h.
#include "simulator/checkers/guarded.h"

#include <fmt/format.h>

#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace parley::sim {
namespace {

class Guarded final : public Checker {
 public:
  explicit Guarded(std::unique_ptr<Checker> checker) : checker_(std::move(checker)) {}

  std::string_view name() const override { return checker_->name(); }
  std::span<const Rule> rules() const override { return checker_->rules(); }
  void see(const Observation& seen) override {
    attempt(seen.at, {seen.number}, [&] { checker_->see(seen); });
  }
  std::vector<reports::CheckRecord> finish(Instant end) override {
    std::vector<reports::CheckRecord> records;
    attempt(end, {}, [&] { records = checker_->finish(end); });
    if (broken_) return {*broken_};
    return records;
  }
  std::optional<Instant> owes_until(Instant now, Instant horizon) override {
    std::optional<Instant> until;
    attempt(now, {}, [&] { until = checker_->owes_until(now, horizon); });
    return until;
  }

 private:
  template <class Do>
  void attempt(Instant at, std::vector<std::uint32_t> messages, const Do& act) {
    if (broken_) return;
    try {
      act();
      return;
    } catch (const std::exception& error) {
      broken_.emplace().actual = fmt::format("the checker threw: {}", error.what());
    } catch (...) {
      broken_.emplace().actual = "the checker threw what is no exception";
    }
    broken_->position = position_of_checker(name());
    broken_->expected = "The checker comes to a verdict.";
    broken_->verdict = reports::Verdict::error;
    broken_->at_ns = at.ns;
    broken_->messages = std::move(messages);
  }

  std::unique_ptr<Checker> checker_;
  std::optional<reports::CheckRecord> broken_;
};

}   // namespace

std::unique_ptr<Checker> guarded(std::unique_ptr<Checker> checker) {
  return std::make_unique<Guarded>(std::move(checker));
}

}   // namespace parley::sim
