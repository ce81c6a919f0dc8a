// Check records and their verdicts.
#include "simulator/ladder/findings.h"

#include <fmt/format.h>

#include <algorithm>

namespace parley::sim::ladder {

using reports::CheckRecord;
using reports::Verdict;

bool ends_the_case(Verdict verdict) { return verdict >= Verdict::inconc; }

std::string Findings::place(Position position) const { return file_ + ":" + to_string(position); }

CheckRecord Findings::record(const Tag* tag, const Expected& expected, const Evidence& evidence) const {
  CheckRecord record;
  record.position = place(expected.position);
  record.expected = expected.sentence;
  record.messages = evidence.messages;
  record.at_ns = evidence.at.ns;
  if (!tag) return record;
  record.requirement = tag->id;
  const reports::Requirement* row = requirements_->find(tag->id);
  if (row) record.keyword = row->keyword, record.grade = row->grade;
  else if (tag->keyword) record.keyword = *tag->keyword;
  return record;
}

void Findings::held(const Expected& expected, const Evidence& evidence) {
  for (const Tag& tag : expected.tags) {
    records_.push_back(record(&tag, expected, evidence));
    records_.back().verdict = Verdict::pass;
  }
}

Verdict Findings::broken(const Expected& expected, std::string actual, const Evidence& evidence,
                         std::optional<Verdict> at_most) {
  if (expected.tags.empty()) {
    records_.push_back(record(nullptr, expected, evidence));
    // Without a rule that can be named nothing FAILs, whatever the author thinks.
    const bool mild = at_most && *at_most < Verdict::inconc;
    records_.back().verdict = mild ? *at_most : Verdict::inconc;
    records_.back().actual = mild ? actual : "untagged expectation: " + actual;
    return records_.back().verdict;
  }
  Verdict worst = Verdict::na;
  for (const Tag& tag : expected.tags) {
    CheckRecord one = record(&tag, expected, evidence);
    one.actual = actual;
    if (requirements_->find(tag.id)) {
      one.verdict = verdict_of_violation(one.grade, one.keyword);
      if (at_most && one.verdict > *at_most) one.verdict = *at_most;
    } else {
      one.verdict = Verdict::error;
      one.actual = fmt::format("requirement {} is in no table; {}", tag.id, actual);
    }
    worst = std::max(worst, one.verdict);
    records_.push_back(std::move(one));
  }
  return worst;
}

void Findings::not_run(const Expected& expected, const std::string& reason, Instant at) {
  add(expected, Verdict::notrun, reason, {{}, at});
}

void Findings::add(const Expected& expected, Verdict verdict, std::string actual, const Evidence& evidence) {
  const auto push = [&](const Tag* tag) {
    records_.push_back(record(tag, expected, evidence));
    records_.back().verdict = verdict;
    records_.back().actual = actual;
  };
  for (const Tag& tag : expected.tags) push(&tag);
  if (expected.tags.empty()) push(nullptr);
}

}   // namespace parley::sim::ladder
