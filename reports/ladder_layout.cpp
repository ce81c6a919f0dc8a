// Decides what of a case is drawn and where.
#include "reports/ladder_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "reports/printable.h"
#include "reports/summary.h"
#include "reports/wording.h"

namespace parley::reports {
namespace {

constexpr int kTimeWidth = 104;   // Number and time at the left.
constexpr int kColumnMin = 122;
constexpr int kColumnOfTwo = 330;   // Two or three actors have room for whole labels.
constexpr int kColumnOfThree = 210;
constexpr int kColumnMax = 300;
constexpr int kCharacterWidth = 7;   // Of a label; a little more than the font needs.
constexpr int kNameHeight = 44;
constexpr int kArrowHeight = 42;
constexpr int kMarkHeight = 20;
constexpr int kGapHeight = 26;
constexpr int kMissingHeight = 44;
constexpr int kMarksWidth = 206;
constexpr std::int64_t kPauseNs = 1'000'000'000;   // Shorter gaps are seen from the times alone.

// Above this a picture helps nobody: the beginning, the end and the neighbourhood of trouble are drawn.
constexpr std::size_t kMessagesMax = 240;
constexpr std::size_t kHead = 100;
constexpr std::size_t kTail = 40;
constexpr std::size_t kAround = 8;

// Checks by the message they are drawn at: the last one of their evidence.
using ChecksByMessage = std::map<std::size_t, std::vector<std::size_t>>;

ChecksByMessage place_checks(const CaseRecord& one) {
  std::map<std::uint32_t, std::size_t> index_of;
  for (std::size_t i = 0; i < one.messages.size(); ++i) index_of.emplace(one.messages[i].number, i);
  ChecksByMessage placed;
  for (std::size_t k = 0; k < one.checks.size(); ++k) {
    if (!was_executed(one.checks[k].verdict) || one.checks[k].messages.empty()) continue;
    const auto& evidence = one.checks[k].messages;
    const auto found = index_of.find(*std::max_element(evidence.begin(), evidence.end()));
    if (found != index_of.end()) placed[found->second].push_back(k);
  }
  return placed;
}

// Checks that did not hold because something was never seen. Where no message was, there is no picture to put
// an ERROR in.
std::vector<std::size_t> missing_checks(const CaseRecord& one) {
  std::vector<std::size_t> missing;
  for (std::size_t k = 0; k < one.checks.size(); ++k)
    if (is_bad(one.checks[k].verdict) && one.checks[k].messages.empty() &&
        (one.checks[k].verdict != Verdict::error || !one.messages.empty()))
      missing.push_back(k);
  std::sort(missing.begin(), missing.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(one.checks[a].at_ns, a) < std::pair(one.checks[b].at_ns, b);
  });
  return missing;
}

std::set<std::size_t> shown_messages(const CaseRecord& one, const ChecksByMessage& checks) {
  const std::size_t count = one.messages.size();
  std::set<std::size_t> shown;
  for (std::size_t i = 0; i < count; ++i)
    if (count <= kMessagesMax || i < kHead || i + kTail >= count) shown.insert(i);
  for (const auto& [message, judged] : checks) {
    if (shown.size() >= kMessagesMax) break;
    if (std::none_of(judged.begin(), judged.end(),
                     [&](std::size_t k) { return is_bad(one.checks[k].verdict); }))
      continue;
    const std::size_t first = message > kAround ? message - kAround : 0;
    for (std::size_t i = first; i < std::min(count, message + kAround + 1); ++i) shown.insert(i);
  }
  return shown;
}

class RowBuilder {
 public:
  explicit RowBuilder(const CaseRecord& one)
      : one_(one),
        checks_(place_checks(one)),
        missing_(missing_checks(one)),
        shown_(shown_messages(one, checks_)) {}

  std::vector<Row> build() && {
    for (std::size_t i = 0; i < one_.messages.size(); ++i) {
      add_missing_before(one_.messages[i].at_ns);
      if (!shown_.contains(i)) {
        ++left_out_;
        continue;
      }
      add_gap(i);
      Row row{.kind = Row::Kind::message, .message = i, .checks = {}, .text = {}};
      if (const auto found = checks_.find(i); found != checks_.end()) row.checks = found->second;
      row.height = std::max(kArrowHeight, 20 + kMarkHeight * static_cast<int>(row.checks.size()));
      add(std::move(row));
      last_ns_ = one_.messages[i].at_ns;
    }
    while (next_missing_ < missing_.size()) add_missing();
    return std::move(rows_);
  }

 private:
  void add(Row row) {
    row.y = y_;
    y_ += row.height;
    rows_.push_back(std::move(row));
  }
  void add_missing() {
    const std::size_t check = missing_[next_missing_++];
    add({.kind = Row::Kind::missing, .checks = {check}, .text = {}, .height = kMissingHeight});
    last_ns_ = one_.checks[check].at_ns;
  }
  void add_missing_before(std::int64_t at_ns) {
    while (next_missing_ < missing_.size() && one_.checks[missing_[next_missing_]].at_ns < at_ns)
      add_missing();
  }
  void add_gap(std::size_t message) {
    const std::int64_t gap = rows_.empty() ? 0 : one_.messages[message].at_ns - last_ns_;
    if (left_out_ > 0)
      add({.kind = Row::Kind::left_out,
           .checks = {},
           .text = count_of(left_out_, "message") + " not drawn",
           .height = kGapHeight});
    else if (gap >= kPauseNs)
      add({.kind = Row::Kind::pause, .checks = {}, .text = seconds(gap, 3) + " later", .height = kGapHeight});
    left_out_ = 0;
  }

  const CaseRecord& one_;
  ChecksByMessage checks_;
  std::vector<std::size_t> missing_;
  std::set<std::size_t> shown_;
  std::vector<Row> rows_;
  std::size_t next_missing_ = 0;
  std::size_t left_out_ = 0;
  std::int64_t last_ns_ = 0;
  int y_ = kNameHeight + 8;
};

std::vector<Lifeline> place_lifelines(const CaseRecord& one) {
  std::vector<Lifeline> lifelines;
  const auto add = [&](const std::string& name, bool internal) {
    for (const Lifeline& line : lifelines)
      if (line.name == name) return;
    lifelines.push_back({name, 0, internal});
  };
  for (const std::string& name : one.actors) add(name, false);
  for (const MessageRecord& message : one.messages) {
    add(message.from, message.internal);
    add(message.to, message.internal);
  }
  return lifelines;
}

std::size_t length_of(std::string_view text) {
  std::size_t length = 0;
  for (; !text.empty(); ++length) text.remove_prefix(first_character(text).length);
  return length;
}

// Columns are as wide as the longest label between two neighbours needs, within bounds.
void spread(std::vector<Lifeline>& lifelines, const CaseRecord& one) {
  const int narrowest = lifelines.size() <= 2   ? kColumnOfTwo
                        : lifelines.size() == 3 ? kColumnOfThree
                                                : kColumnMin;
  std::vector<int> widths(lifelines.size(), narrowest);
  const auto position = [&](const std::string& name) {
    const auto found =
        std::find_if(lifelines.begin(), lifelines.end(), [&](const auto& l) { return l.name == name; });
    return found - lifelines.begin();
  };
  for (const MessageRecord& message : one.messages) {
    const auto [low, high] = std::minmax({position(message.from), position(message.to)});
    const auto span = static_cast<int>(std::max<std::ptrdiff_t>(1, high - low));
    const std::size_t shown = length_of(message.label) + 1 + grades_of(message).size();
    const int wanted = (static_cast<int>(std::min<std::size_t>(shown, 80)) * kCharacterWidth + 28) / span;
    int& width = widths[static_cast<std::size_t>(low)];
    if (span == 1) width = std::clamp(wanted, width, std::max(width, kColumnMax));
  }
  int x = kTimeWidth + 58;
  for (std::size_t i = 0; i < lifelines.size(); ++i) {
    lifelines[i].x = x;
    x += widths[i];
  }
}

}   // namespace

std::string shorten(std::string_view text, std::size_t count) {
  if (length_of(text) <= count) return std::string(text);
  std::size_t end = 0;
  for (std::size_t i = 0; i + 1 < count; ++i) end += first_character(text.substr(end)).length;
  return std::string(text.substr(0, end)) + "…";
}

int LadderLayout::x_of(std::string_view name) const {
  const auto found = std::find_if(lifelines.begin(), lifelines.end(),
                                  [&](const Lifeline& line) { return line.name == name; });
  return found == lifelines.end() ? 0 : found->x;
}

LadderLayout lay_out_ladder(const CaseRecord& one) {
  LadderLayout layout;
  layout.rows = RowBuilder(one).build();
  if (layout.rows.empty()) return layout;
  layout.lifelines = place_lifelines(one);
  spread(layout.lifelines, one);
  const bool marks =
      std::any_of(layout.rows.begin(), layout.rows.end(), [](const Row& r) { return !r.checks.empty(); });
  layout.top = kNameHeight;
  layout.bottom = layout.rows.back().y + layout.rows.back().height + 10;
  layout.marks_x = (layout.lifelines.empty() ? kTimeWidth : layout.lifelines.back().x) + 70;
  layout.width = layout.marks_x + (marks ? kMarksWidth : 0);
  layout.height = layout.bottom + kNameHeight;
  return layout;
}

}   // namespace parley::reports
