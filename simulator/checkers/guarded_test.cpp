// An exception in a checker is ERROR of the case, and nothing else.
#include "simulator/checkers/guarded.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace parley::sim {
namespace {

using reports::Verdict;

class Throwing final : public Checker {
 public:
  Throwing(bool in_see, bool in_finish) : in_see_(in_see), in_finish_(in_finish) {}
  std::string_view name() const override { return "fragile"; }
  std::span<const Rule> rules() const override { return {}; }
  void see(const Observation&) override {
    if (in_see_) throw std::length_error("too long");
  }
  std::vector<reports::CheckRecord> finish(Instant) override {
    if (in_finish_) throw 7;
    return std::vector<reports::CheckRecord>(2);
  }

 private:
  bool in_see_, in_finish_;
};

TEST(Guarded, hands_on_what_a_checker_says) {
  EXPECT_EQ(guarded(std::make_unique<Throwing>(false, false))->finish({}).size(), 2u);
}

TEST(Guarded, makes_an_exception_the_only_record) {
  const auto checker = guarded(std::make_unique<Throwing>(true, false));
  Observation seen;
  seen.number = 3;
  seen.at = Instant{5};
  checker->see(seen);
  checker->see(seen);
  const auto records = checker->finish(Instant{9});
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].verdict, Verdict::error);
  EXPECT_EQ(records[0].position, "the end of the story, by the fragile checker");
  EXPECT_EQ(records[0].actual, "the checker threw: too long");
  EXPECT_EQ(records[0].messages, std::vector<std::uint32_t>{3});
  EXPECT_EQ(records[0].at_ns, 5);
}

TEST(Guarded, takes_whatever_is_thrown_at_the_end) {
  const auto records = guarded(std::make_unique<Throwing>(false, true))->finish(Instant{9});
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].verdict, Verdict::error);
}

}   // namespace
}   // namespace parley::sim
