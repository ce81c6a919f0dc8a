// Rules on requirements: they exist, carry the keyword that the table gives them, and are not asked for
// faster than the protocol asks.
#include <fmt/format.h>

#include <algorithm>

#include "simulator/ladder/lint_rules.h"
#include "simulator/patience.h"

namespace parley::sim::ladder {
namespace {

using reports::Keyword;

void check_tag(const Tag& tag, const reports::RequirementTable& table, Complaints& complaints) {
  const reports::Requirement* row = table.find(tag.id);
  if (!row) complaints.add(tag.position, fmt::format("requirement '{}' is in no table", tag.id));
  else if (tag.keyword && *tag.keyword != row->keyword)
    complaints.add(tag.position, fmt::format("'{}' is a {} in the table; expected [{} {}]", tag.id,
                                             to_string(row->keyword), tag.id, to_string(row->keyword)));
}

void check_tags(const std::vector<Tag>& tags, const LintInputs& inputs, Complaints& complaints) {
  if (!inputs.requirements) return;
  for (const Tag& tag : tags) check_tag(tag, *inputs.requirements, complaints);
}

bool may_fail(const Tag& tag, const LintInputs& inputs) {
  const reports::Requirement* row = inputs.requirements ? inputs.requirements->find(tag.id) : nullptr;
  if (row) return reports::verdict_of_violation(row->grade, row->keyword) == reports::Verdict::fail;
  return tag.keyword == Keyword::must || tag.keyword == Keyword::must_not;
}

struct Limit {
  std::optional<Duration> length;
  Position position;
  ArrowKind of;
};

Limit limit_of(const ArrowInStep& one) {
  const Arrow& arrow = one.arrow;
  if (arrow.within) return {arrow.within, arrow.within_position, arrow.kind};
  return {one.group_limit, one.group_limit_position, arrow.kind};
}

void check_limit(const Limit& limit, const std::vector<Tag>& tags, const LintInputs& inputs,
                 Complaints& complaints) {
  static_assert(kPatience == kTransactionTime);
  if (!limit.length || *limit.length >= kPatience) return;
  const auto must =
      std::find_if(tags.begin(), tags.end(), [&](const Tag& tag) { return may_fail(tag, inputs); });
  if (must != tags.end())
    complaints.add(limit.position,
                   fmt::format("{}, so {} could not FAIL in less; expected no 'within', or 32s and more",
                               limit.of == ArrowKind::response
                                   ? "a peer has 32s to answer (RFC 3261, timer F)"
                                   : "no source states a time for this, and it has 32s like an answer",
                               must->id));
}

// Its own tags speak when no branch was seen, by the limit of the block or by that of a branch.
void check_one_of(const OneOf& one_of, const LintInputs& inputs, Complaints& complaints) {
  check_tags(one_of.tags, inputs, complaints);
  const ArrowKind first = one_of.branches.front().arrow.kind;
  check_limit({one_of.within, one_of.within_position, first}, one_of.tags, inputs, complaints);
  for (const Branch& branch : one_of.branches)
    check_limit({branch.arrow.within, branch.arrow.within_position, branch.arrow.kind}, one_of.tags, inputs,
                complaints);
}

}   // namespace

void lint_tags(const RuleInput& input, Complaints& complaints) {
  if (input.inputs.requirements)
    for (const Text& id : input.scenario.covers)
      if (!input.inputs.requirements->find(id.text))
        complaints.add(id.position, fmt::format("requirement '{}' is in no table", id.text));
  for (const Step& step : input.steps) {
    for_each_arrow(step, [&](const ArrowInStep& one) {
      check_tags(one.arrow.tags, input.inputs, complaints);
      if (!one.forbidden) check_limit(limit_of(one), one.arrow.tags, input.inputs, complaints);
      for (const auto& judgement : one.arrow.judgements)
        if (const auto* check = std::get_if<Check>(&judgement))
          check_tags(check->tags, input.inputs, complaints);
    });
    if (const auto* one_of = std::get_if<OneOf>(&step.what)) check_one_of(*one_of, input.inputs, complaints);
  }
}

}   // namespace parley::sim::ladder
