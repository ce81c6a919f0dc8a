// Counting and ordering; no judgement is made here.
#include "reports/summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "reports/wording.h"

namespace parley::reports {
namespace {

using ById = std::map<std::string, RequirementResult, std::less<>>;

void name_in_case(ById& results, const std::string& id, std::size_t index) {
  if (id.empty()) return;
  RequirementResult& result = results[id];
  if (result.cases.empty() || result.cases.back() != index) result.cases.push_back(index);
}

void add_check(ById& results, const CheckRecord& check) {
  if (check.requirement.empty() || !was_executed(check.verdict)) return;
  RequirementResult& result = results[check.requirement];
  result.verdict = result.checks == 0 ? check.verdict : std::max(result.verdict, check.verdict);
  ++result.checks;
}

// Of the checks of this requirement in one case; one without any comes last.
int worst_in(const CaseRecord& one, const std::string& id) {
  int worst = -1;
  for (const CheckRecord& check : one.checks)
    if (check.requirement == id && was_executed(check.verdict))
      worst = std::max(worst, static_cast<int>(check.verdict));
  return worst;
}

void sort_cases(const RunRecord& run, RequirementResult& result) {
  std::map<std::size_t, int> worst;
  for (const std::size_t index : result.cases) worst[index] = worst_in(run.cases[index], result.id);
  std::sort(result.cases.begin(), result.cases.end(),
            [&](std::size_t a, std::size_t b) { return std::pair(-worst[a], a) < std::pair(-worst[b], b); });
}

// What a reader looks for first: the worst, and what was named but not tested before what passed.
int urgency(Verdict verdict) {
  if (verdict == Verdict::notrun) return static_cast<int>(Verdict::pass) * 2 + 1;
  return static_cast<int>(verdict) * 2;
}

Reach reach_of(const RunRecord& run, const RequirementResult& result) {
  if (result.checks > 0) return Reach::judged;
  const bool applies = std::any_of(result.cases.begin(), result.cases.end(), [&](std::size_t index) {
    return run.cases[index].verdict != Verdict::na;
  });
  return applies ? Reach::named : Reach::untouched;
}

void count(Coverage& coverage, const RequirementResult& result) {
  if (!result.asked) return;
  ++coverage.asked;
  switch (result.reach) {
    case Reach::judged: ++coverage.judged; break;
    case Reach::named: coverage.not_reached.push_back(result.id); break;
    case Reach::untouched: ++coverage.untouched; break;
  }
}

}   // namespace

std::string_view to_string(Reach reach) {
  switch (reach) {
    case Reach::judged: return "judged";
    case Reach::named: return "named";
    case Reach::untouched: break;
  }
  return "untouched";
}

bool is_asked(const Requirement& row, std::string_view under_test) {
  if (under_test.empty()) return row.observable == "wire" || row.observable == "reference";
  return row.observable == "wire" && (row.role == under_test || row.role == "both");
}

std::string sentence_of(const RunRecord& run, const Coverage& coverage) {
  std::string text =
      fmt::format("{} of {}{} judged", coverage.judged, count_of(coverage.asked, "requirement"),
                  run.under_test.empty() ? "" : " of the " + run.under_test);
  if (!coverage.not_reached.empty())
    text += fmt::format("; {} named by a story and not reached ({})", coverage.not_reached.size(),
                        fmt::join(coverage.not_reached, ", "));
  if (coverage.untouched > 0) text += fmt::format("; {} by no story that applies", coverage.untouched);
  return text;
}

std::size_t Tally::total() const { return std::accumulate(counts_.begin(), counts_.end(), std::size_t{0}); }

std::string grades_of(const MessageRecord& message) {
  std::string grades;
  for (const KindRecord& kind : message.kinds)
    grades += (grades.empty() ? "" : " ") + std::string(to_string(kind.grade));
  return grades;
}

bool was_executed(Verdict verdict) { return verdict != Verdict::na && verdict != Verdict::notrun; }

bool is_bad(Verdict verdict) { return verdict >= Verdict::warn; }

Summary summarise(const RunRecord& run) {
  Summary summary;
  ById results;
  for (const auto& [id, row] : run.requirements) results[id].row = &row;
  for (std::size_t i = 0; i < run.cases.size(); ++i) {
    summary.cases.add(run.cases[i].verdict);
    for (const std::string& id : run.cases[i].covers) name_in_case(results, id, i);
    for (const CheckRecord& check : run.cases[i].checks) {
      summary.checks.add(check.verdict);
      name_in_case(results, check.requirement, i);
      add_check(results, check);
    }
  }
  for (auto& [id, result] : results) {
    result.id = id;
    sort_cases(run, result);
    result.reach = reach_of(run, result);
    result.asked = result.row && is_asked(*result.row, run.under_test);
    count(summary.coverage, result);
    if (!result.cases.empty()) summary.requirements.add(result.verdict);
    summary.by_requirement.push_back(std::move(result));
  }
  std::sort(summary.by_requirement.begin(), summary.by_requirement.end(), [](const auto& a, const auto& b) {
    return std::pair(-urgency(a.verdict), std::string_view(a.id)) <
           std::pair(-urgency(b.verdict), std::string_view(b.id));
  });
  summary.worst_first.resize(run.cases.size());
  std::iota(summary.worst_first.begin(), summary.worst_first.end(), std::size_t{0});
  std::sort(summary.worst_first.begin(), summary.worst_first.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(-urgency(run.cases[a].verdict), a) < std::pair(-urgency(run.cases[b].verdict), b);
  });
  return summary;
}

}   // namespace parley::reports
