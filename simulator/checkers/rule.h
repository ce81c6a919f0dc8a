// One statement that a checker judges, and the count of how often it held.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/time.h"
#include "reports/run_record.h"

namespace parley::sim {

// `keyword` and `grade` repeat the row of conformance/requirements/ (a test compares them), so that a
// checker can speak without the table. An empty `requirement` is a rule without a row.
struct Rule {
  std::string_view requirement;
  reports::Keyword keyword = reports::Keyword::must;
  xccos::Grade grade = xccos::Grade::S;
  std::string_view expected;   // A sentence.
  // "client" or "server", where the row obliges both and this rule judges one; empty: as the row says.
  std::string_view duty_of = {};
};

class Tally {
 public:
  explicit Tally(const Rule& rule) : rule_(rule) {}

  void hold() { ++judged_; }
  // `actual` is a sentence; `messages` are the observations that show it. The first violation is told in
  // full, the others are counted, so that a broken server does not fill the report.
  void violate(Instant at, std::string actual, const std::vector<std::uint32_t>& messages);
  // Something is still missing, and is not late before `due`: the same arguments as of the violation that it
  // would then be.
  void owe(Instant due, std::string actual, const std::vector<std::uint32_t>& messages);
  // Something is missing at `end`: owed while it may still come, a violation after `due`.
  void miss(Instant due, Instant end, std::string actual, const std::vector<std::uint32_t>& messages);

  // PASS at `end`, what a violation of the rule may say, or INCONC for what is owed (INFO when the rule could
  // not say more of a violation either). Empty when nothing was judged and nothing is owed.
  std::optional<reports::CheckRecord> record(std::string_view checker, Instant end) const;
  // When what is owed is due.
  const std::vector<Instant>& dues() const { return dues_; }

 private:
  // Evidence of more than this is not read; the first violation comes first.
  static constexpr std::size_t kEvidenceMax = 20;

  // One kind of trouble: how often, and the first one in full.
  struct Account {
    std::uint64_t times = 0;
    std::string first;
    Instant first_at;
    std::vector<std::uint32_t> evidence;

    void add(Instant at, std::string actual, const std::vector<std::uint32_t>& messages);
  };

  Rule rule_;
  std::uint64_t judged_ = 0;
  Account violations_, owed_;
  std::vector<Instant> dues_;
};

// Where a checker stands in a record, which has lines of ladders elsewhere: it looks at the whole story.
std::string position_of_checker(std::string_view checker);

// The records of several rules, in their order, without those that had nothing to judge.
std::vector<reports::CheckRecord> records_of(std::string_view checker, std::span<const Tally> tallies,
                                             Instant end);

}   // namespace parley::sim
