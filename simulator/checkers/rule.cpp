// See rule.h.
#include "simulator/checkers/rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace parley::sim {

void Tally::Account::add(Instant at, std::string actual, const std::vector<std::uint32_t>& messages) {
  if (times++ == 0) {
    first = std::move(actual);
    first_at = at;
  }
  for (const std::uint32_t number : messages) {
    if (evidence.size() >= kEvidenceMax) return;
    if (std::find(evidence.begin(), evidence.end(), number) == evidence.end()) evidence.push_back(number);
  }
}

void Tally::violate(Instant at, std::string actual, const std::vector<std::uint32_t>& messages) {
  ++judged_;
  violations_.add(at, std::move(actual), messages);
}

void Tally::owe(Instant due, std::string actual, const std::vector<std::uint32_t>& messages) {
  dues_.push_back(due);
  owed_.add(due, std::move(actual), messages);
}

void Tally::miss(Instant due, Instant end, std::string actual, const std::vector<std::uint32_t>& messages) {
  if (end > due) violate(due, std::move(actual), messages);
  else owe(due, std::move(actual), messages);
}

std::optional<reports::CheckRecord> Tally::record(std::string_view checker, Instant end) const {
  if (judged_ == 0 && owed_.times == 0) return std::nullopt;
  reports::CheckRecord record;
  record.requirement = std::string(rule_.requirement);
  record.keyword = rule_.keyword;
  record.grade = rule_.grade;
  record.position = position_of_checker(checker);
  record.expected = std::string(rule_.expected);
  record.verdict = reports::Verdict::pass;
  record.at_ns = end.ns;
  const reports::Verdict violation = reports::verdict_of_violation(rule_.grade, rule_.keyword);
  if (owed_.times > 0) {
    record.verdict = violation == reports::Verdict::info ? violation : reports::Verdict::inconc;
    record.actual = fmt::format("When the story ended this was not late yet, but missing: {}{}", owed_.first,
                                owed_.times == 1 ? "" : fmt::format(" ({} times in all.)", owed_.times));
    record.messages = owed_.evidence;
  }
  if (violations_.times == 0) return record;
  record.verdict = owed_.times > 0 ? std::max(record.verdict, violation) : violation;
  record.actual = violations_.times == 1 ? violations_.first
                                         : fmt::format("{} ({} times in all, of {} judged.)",
                                                       violations_.first, violations_.times, judged_);
  record.at_ns = violations_.first_at.ns;
  record.messages = violations_.evidence;
  return record;
}

std::string position_of_checker(std::string_view checker) {
  return fmt::format("the end of the story, by the {} checker", checker);
}

std::vector<reports::CheckRecord> records_of(std::string_view checker, std::span<const Tally> tallies,
                                             Instant end) {
  std::vector<reports::CheckRecord> records;
  for (const Tally& tally : tallies)
    if (auto record = tally.record(checker, end)) records.push_back(std::move(*record));
  return records;
}

}   // namespace parley::sim
