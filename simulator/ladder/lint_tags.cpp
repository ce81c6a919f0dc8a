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

void check_limit(const ArrowInStep& one, const LintInputs& inputs, Complaints& complaints) {
  const Arrow& arrow = one.arrow;
  if (one.forbidden) return;
  const bool own = arrow.within.has_value();
  const auto limit = own ? arrow.within : one.group_limit;
  static_assert(kPatience == kTransactionTime);
  if (!limit || *limit >= kPatience) return;
  const auto must = std::find_if(arrow.tags.begin(), arrow.tags.end(),
                                 [&](const Tag& tag) { return may_fail(tag, inputs); });
  if (must != arrow.tags.end())
    complaints.add(own ? arrow.within_position : one.group_limit_position,
                   fmt::format("{}, so {} could not FAIL in less; expected no 'within', or 32s and more",
                               arrow.kind == ArrowKind::response
                                   ? "a peer has 32s to answer (RFC 3261, timer F)"
                                   : "no source states a time for this, and it has 32s like an answer",
                               must->id));
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
      check_limit(one, input.inputs, complaints);
      for (const auto& judgement : one.arrow.judgements)
        if (const auto* check = std::get_if<Check>(&judgement))
          check_tags(check->tags, input.inputs, complaints);
    });
    if (const auto* one_of = std::get_if<OneOf>(&step.what))
      check_tags(one_of->tags, input.inputs, complaints);
  }
}

}   // namespace parley::sim::ladder
