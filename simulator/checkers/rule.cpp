// See rule.h.
#include "simulator/checkers/rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace parley::sim {

void Tally::violate(Instant at, std::string actual, std::vector<std::uint32_t> messages) {
  ++judged_;
  if (violations_++ == 0) {
    first_ = std::move(actual);
    first_at_ = at;
  }
  for (const std::uint32_t number : messages) {
    if (evidence_.size() >= kEvidenceMax) return;
    if (std::find(evidence_.begin(), evidence_.end(), number) == evidence_.end()) evidence_.push_back(number);
  }
}

std::optional<reports::CheckRecord> Tally::record(std::string_view checker, Instant end) const {
  if (judged_ == 0) return std::nullopt;
  reports::CheckRecord record;
  record.requirement = std::string(rule_.requirement);
  record.keyword = rule_.keyword;
  record.grade = rule_.grade;
  record.position = fmt::format("always {}", checker);
  record.expected = std::string(rule_.expected);
  record.verdict = reports::Verdict::pass;
  record.at_ns = end.ns;
  if (violations_ == 0) return record;
  record.verdict = reports::verdict_of_violation(rule_.grade, rule_.keyword);
  record.actual = violations_ == 1
                      ? first_
                      : fmt::format("{} ({} times in all, of {} judged.)", first_, violations_, judged_);
  record.at_ns = first_at_.ns;
  record.messages = evidence_;
  return record;
}

std::vector<reports::CheckRecord> records_of(std::string_view checker, std::span<const Tally> tallies,
                                             Instant end) {
  std::vector<reports::CheckRecord> records;
  for (const Tally& tally : tallies)
    if (auto record = tally.record(checker, end)) records.push_back(std::move(*record));
  return records;
}

}   // namespace parley::sim
