// What must not be seen.
#include "simulator/ladder/watch.h"

#include <fmt/format.h>

#include "simulator/ladder/wording.h"

namespace parley::sim::ladder {

void Watch::judge(Story& story, std::size_t index) {
  if (pattern_.compare(index, story.transcript, story.bindings).fit != Pattern::Fit::fits) return;
  if (broken_by_.empty()) broken_at_ = story.now;
  broken_by_.push_back(index);
}

void Watch::look(Story& story) {
  const bool named = pattern_.missing_name(story.bindings).empty();
  for (; next_ < story.transcript.size(); ++next_) {
    if (named) judge(story, next_);
    else undecided_.push_back(next_);
  }
  if (!named) return;
  for (const std::size_t index : undecided_) judge(story, index);
  undecided_.clear();
}

void Watch::conclude(Story& story, const std::string& cut_short) const {
  const Arrow& arrow = forbid_->arrow;
  const Expected expected{arrow.tags, forbid_->position,
                          fmt::format("never {}{}", forbid_->during_all ? "" : "from this line on: ",
                                      to_words(arrow, story.bindings.variables()))};
  if (!broken_by_.empty()) {
    Evidence evidence{{}, broken_at_};
    for (const std::size_t index : broken_by_)
      if (evidence.messages.size() < kEvidenceMax)
        evidence.messages.push_back(story.transcript[index].number);
    story.findings.broken(
        expected,
        fmt::format("{} time{}, first {}", broken_by_.size(), broken_by_.size() == 1 ? "" : "s",
                    to_words(story.transcript[broken_by_.front()])),
        evidence);
  } else if (!cut_short.empty()) {
    story.findings.not_run(expected, cut_short, story.now);
  } else if (const std::string name = pattern_.missing_name(story.bindings); !name.empty()) {
    story.findings.not_run(expected, stands_for_nothing(name), story.now);   // Nothing was ever compared.
  } else {
    story.findings.held(expected, {{}, story.now});
  }
}

}   // namespace parley::sim::ladder
