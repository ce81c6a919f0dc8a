// Checks and values of one taken message.
#include "simulator/ladder/taken.h"

#include <fmt/format.h>

#include <vector>

#include "simulator/ladder/header_match.h"
#include "simulator/ladder/wording.h"
#include "simulator/ladder/xpath.h"

namespace parley::sim::ladder {
namespace {

using reports::Verdict;

struct CheckResult {
  const Check* check = nullptr;
  std::string wrong;         // Empty: it holds.
  std::string missing;       // A name that it needs and that stands for nothing; then it was not made.
  bool impossible = false;   // The check itself cannot be made; the scenario is wrong.

  bool holds() const { return wrong.empty() && missing.empty(); }
};

// "count(//sib) is 0": what a person asks first when a comparison does not hold.
std::string value_of_left_side(const XmlTree& tree, std::string_view xpath, const Variables& variables) {
  const auto left = left_side_of(xpath);
  const auto value = left.empty() ? fail(Errc::not_found, "") : xpath_value(tree, left, variables);
  return value ? fmt::format("{} is \"{}\"", left, value->substr(0, kRepeatedTextMax)) : "it does not hold";
}

std::string missing_name(const Check& check, const Variables& variables) {
  const auto* xpath = std::get_if<Text>(&check.what);
  for (const Hole& hole :
       xpath ? xpath_variables_of(xpath->text) : holes_of(std::get<HeaderTest>(check.what).value.text))
    if (!variables.contains(hole.name)) return hole.name;
  return {};
}

CheckResult run(const Story& story, const Check& check, std::size_t index) {
  CheckResult result{
      .check = &check, .wrong = {}, .missing = missing_name(check, story.bindings.variables())};
  if (!result.missing.empty()) return result;
  const Variables& variables = story.bindings.variables();
  if (const auto* test = std::get_if<HeaderTest>(&check.what)) {
    result.wrong = header_mismatch(*test, story.transcript[index].sip, variables).value_or("");
    return result;
  }
  const std::string& xpath = std::get<Text>(check.what).text;
  const auto& tree = story.transcript.tree(index);
  if (!tree) result.wrong = tree.error().detail;
  if (!result.wrong.empty()) return result;
  const auto holds = xpath_holds(**tree, xpath, variables);
  result.impossible = !holds;
  if (!holds) result.wrong = "the XPath cannot be understood: " + holds.error().detail;
  else if (!*holds) result.wrong = value_of_left_side(**tree, xpath, variables);
  return result;
}

// A message that gives no value breaks no rule by that alone, but nobody may pass on what needs the value.
void read_value(Story& story, const Let& let, std::size_t index) {
  const auto& tree = story.transcript.tree(index);
  auto value = tree ? xpath_value(**tree, let.xpath.text, story.bindings.variables())
                    : Result<std::string>(tl::unexpected(tree.error()));
  if (value) return story.bindings.keep(let.name.text, std::move(*value));
  story.findings.add({{}, let.position, fmt::format("'{}' has a value", let.name.text)}, Verdict::inconc,
                     value.error().detail, {{story.transcript[index].number}, story.now});
}

// In the order written, because a check may use the value above it.
std::vector<CheckResult> run_judgements(Story& story, const Arrow& arrow, std::size_t index) {
  std::vector<CheckResult> results;
  for (const auto& judgement : arrow.judgements) {
    if (const auto* let = std::get_if<Let>(&judgement)) read_value(story, *let, index);
    else results.push_back(run(story, std::get<Check>(judgement), index));
  }
  return results;
}

// An untagged check speaks for the first tag of its arrow.
void record_check(Story& story, const Taken& taken, const CheckResult& result) {
  const Check& check = *result.check;
  const Evidence evidence{{story.transcript[taken.index].number}, story.now};
  Expected expected{check.tags, check.position, to_words(check, story.bindings.variables())};
  if (result.holds()) return story.findings.held(expected, evidence);
  if (expected.tags.empty() && !taken.tags.empty()) expected.tags = taken.tags.first(1);
  if (!result.missing.empty())
    return story.findings.not_run(expected, stands_for_nothing(result.missing), story.now);
  if (result.impossible) story.findings.add(expected, Verdict::error, result.wrong, evidence);
  else story.findings.broken(expected, result.wrong, evidence);
}

void record_outcome(Story& story, const Taken& taken, std::span<const Tag> tags, std::string sentence) {
  const Observation& seen = story.transcript[taken.index];
  const Evidence evidence{{seen.number}, story.now};
  const Expected expected{tags, taken.arrow.position, std::move(sentence)};
  const std::string actual = to_words(seen) + " was seen";
  if (taken.outcome == Verdict::pass) {
    story.findings.held(expected, evidence);
  } else if (taken.outcome == Verdict::inconc) {
    story.findings.add(expected, Verdict::inconc, actual, evidence);
    story.weigh(Verdict::inconc, taken.arrow.position);
  } else {
    story.weigh(story.findings.broken(expected, actual, evidence, taken.outcome), taken.arrow.position);
  }
}

}   // namespace

void bind_names(Story& story, const Arrow& arrow, std::size_t index) {
  const Observation& seen = story.transcript[index];
  if (!arrow.capture.empty()) story.bindings.capture(arrow.capture.text, index);
  if (!arrow.dialog.empty() && !story.bindings.call_id(arrow.dialog.text))
    story.bindings.open(arrow.dialog.text, seen.call_id);
}

void judge_taken(Story& story, const Taken& taken) {
  const Observation& seen = story.transcript[taken.index];
  const std::vector<CheckResult> results = run_judgements(story, taken.arrow, taken.index);
  std::string sentence = to_words(taken.arrow, story.bindings.variables());
  std::span<const Tag> tags = taken.tags;
  const Duration after = seen.at - taken.base;
  bool early = false;
  if (taken.arrow.not_before && after < *taken.arrow.not_before) {
    sentence += fmt::format(", not before {}", to_words(*taken.arrow.not_before));
    const Verdict verdict = story.findings.broken(
        {tags, taken.arrow.position, sentence},
        fmt::format("{} came after {}", to_words(seen), to_words(after)), {{seen.number}, story.now});
    story.weigh(verdict, taken.arrow.position);
    early = true;
  }
  bool first_is_broken = false;
  for (const CheckResult& result : results)
    first_is_broken = first_is_broken || (!result.holds() && result.check->tags.empty());
  const bool passes = taken.outcome == Verdict::pass;
  if (passes && first_is_broken && !tags.empty()) tags = tags.subspan(1);
  if (!passes) sentence = "another outcome than: " + sentence;
  if (!early) record_outcome(story, taken, tags, sentence);
  for (const CheckResult& result : results) record_check(story, taken, result);
}

void checks_not_run(Story& story, const Arrow& arrow, const std::string& reason) {
  for (const auto& judgement : arrow.judgements)
    if (const auto* check = std::get_if<Check>(&judgement); check && !check->tags.empty())
      story.findings.not_run({check->tags, check->position, to_words(*check, story.bindings.variables())},
                             reason, story.now);
}

}   // namespace parley::sim::ladder
