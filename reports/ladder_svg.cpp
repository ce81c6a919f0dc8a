// Draws a laid-out ladder. Every text of a peer is escaped; every number is an integer.
#include "reports/ladder_svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>

#include "reports/ladder_layout.h"
#include "reports/page_parts.h"
#include "reports/printable.h"
#include "reports/summary.h"
#include "reports/wording.h"

namespace parley::reports {
namespace {

constexpr std::size_t kDialogColours = 6;

// "s2" for "200 INFO", nothing for a request.
std::string status_class(std::string_view label) {
  const auto digit = [&](std::size_t i) { return i < label.size() && label[i] >= '0' && label[i] <= '9'; };
  if (!digit(0) || !digit(1) || !digit(2) || digit(3)) return {};
  return fmt::format("s{}", label[0]);
}

class Drawing {
 public:
  Drawing(const CaseRecord& one, const LadderLayout& layout, std::string_view anchor)
      : one_(one), anchor_(anchor), layout_(layout), colours_(one), decimals_(time_decimals(one)) {
    for (const CheckRecord& check : one.checks)
      if (is_bad(check.verdict))
        for (const std::uint32_t number : check.messages)
          worst_[number] = std::max(worst_[number], check.verdict);
  }

  std::string svg() {
    out_ = fmt::format(
        "<svg class=\"ladder\" role=\"group\" aria-label=\"Ladder of {}\" viewBox=\"0 0 {} {}\" "
        "style=\"max-width:{}px;min-width:{}px\">\n",
        escape_markup(one_.id), layout_.width, layout_.height, layout_.width, layout_.width * 4 / 5);
    for (const Lifeline& line : layout_.lifelines) draw_lifeline(line);
    for (const Row& row : layout_.rows) draw_row(row);
    return std::move(out_) + "</svg>\n";
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  void draw_lifeline(const Lifeline& line) {
    const char* kind = line.internal ? "life inner" : "life";
    add("<g class=\"{}\"><title>{}</title><line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>", kind,
        escape_markup(line.name), line.x, layout_.top, line.x, layout_.bottom);
    draw_name(line, 12);
    draw_name(line, layout_.bottom);
    add("</g>\n");
  }

  void draw_name(const Lifeline& line, int y) {
    add("<rect x=\"{}\" y=\"{}\" width=\"108\" height=\"28\" rx=\"7\"/><text x=\"{}\" y=\"{}\">{}</text>",
        line.x - 54, y, line.x, y + 19, escape_markup(shorten(line.name, 13)));
  }

  void draw_row(const Row& row) {
    switch (row.kind) {
      case Row::Kind::message: return draw_message(row);
      case Row::Kind::missing: return draw_missing(row);
      case Row::Kind::pause:
      case Row::Kind::left_out:
        add("<text class=\"gap\" x=\"{}\" y=\"{}\">⋮ {}</text>\n", layout_.lifelines.front().x + 8,
            row.y + 18, escape_markup(row.text));
    }
  }

  void draw_message(const Row& row) {
    const MessageRecord& message = one_.messages[row.message];
    const std::string status = status_class(message.label);
    add("<a href=\"#{}-m{}\" class=\"row {} {}{}{}\">", anchor_, message.number,
        colours_.css_class(message.dialog), status.empty() ? "request" : status,
        message.internal ? " inner" : "", trouble_class(message));
    const std::string grades = grades_of(message);
    add("<title>#{} at {}: {} → {}: {}{}{}</title>", message.number, seconds(message.at_ns, decimals_),
        escape_markup(message.from), escape_markup(message.to), escape_markup(message.label),
        grades.empty() ? "" : ", grade ", grades);
    add("<rect class=\"hit\" x=\"0\" y=\"{}\" width=\"{}\" height=\"{}\"/>", row.y, layout_.width,
        row.height);
    add("<text class=\"number\" x=\"30\" y=\"{}\">{}</text>", row.y + 30, message.number);
    draw_time(message.at_ns, row.y + 30);
    if (!row.checks.empty())
      add("<line class=\"leader\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
          std::max(layout_.x_of(message.from), layout_.x_of(message.to)) + 10, row.y + 26,
          layout_.marks_x - 8, row.y + 26);
    draw_arrow(message, row.y + 26, !status.empty());
    add("</a>\n");
    for (std::size_t i = 0; i < row.checks.size(); ++i)
      draw_mark(row.checks[i], row.y + 17 + 20 * static_cast<int>(i));
  }

  // All that shows a breach stands out by the ground of the worst verdict, not only the last message of the
  // evidence, which has the mark.
  std::string trouble_class(const MessageRecord& message) const {
    const auto worst_check = worst_.find(message.number);
    return worst_check == worst_.end() ? "" : " bad " + css_class(worst_check->second);
  }

  void draw_time(std::int64_t at_ns, int y) {
    const std::string text = seconds(at_ns, decimals_);
    add("<text class=\"time\" x=\"100\" y=\"{}\">{}</text>", y,
        text.substr(0, text.size() - 2));   // No " s".
  }

  void draw_arrow(const MessageRecord& message, int y, bool response) {
    const int from = layout_.x_of(message.from);
    const int to = layout_.x_of(message.to);
    if (from == to) return draw_loop(message, from, y);
    const int step = to > from ? 1 : -1;
    const int tip = to - step * 2;
    add("<line class=\"shaft\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>", from, y,
        tip - step * (response ? 1 : 6), y);
    if (response)
      add("<path class=\"open\" d=\"M{} {}L{} {}L{} {}\"/>", tip - step * 9, y - 5, tip, y, tip - step * 9,
          y + 5);
    else
      add("<path class=\"tip\" d=\"M{} {}L{} {}L{} {}z\"/>", tip - step * 10, y - 5, tip, y, tip - step * 10,
          y + 5);
    const auto room = static_cast<std::size_t>((std::abs(to - from) - 20) / 7);
    const std::string grades = grades_of(message);
    const std::size_t taken = grades.empty() ? 0 : std::min(room, grades.size() + 1);
    add("<text class=\"label\" x=\"{}\" y=\"{}\">{}", (from + to) / 2, y - 7,
        escape_markup(shorten(message.label, room - taken)));
    if (!grades.empty()) add(" <tspan class=\"form\">{}</tspan>", shorten(grades, room));
    add("</text>");
  }

  void draw_loop(const MessageRecord& message, int x, int y) {
    add("<path class=\"shaft\" d=\"M{} {}h26v10h-18\"/><path class=\"tip\" d=\"M{} {}l10 -5v10z\"/>", x,
        y - 6, x + 2, y + 4);
    add("<text class=\"label beside\" x=\"{}\" y=\"{}\">{}</text>", x + 34, y + 2,
        escape_markup(shorten(message.label, 24)));
  }

  void draw_mark(std::size_t index, int y) {
    const CheckRecord& check = one_.checks[index];
    const std::string name = check.requirement.empty() ? "untagged check" : check.requirement;
    add("<a href=\"#{}-k{}\" class=\"mark {}\"><title>{} {}: {}</title>", anchor_, index + 1,
        css_class(check.verdict), to_string(check.verdict), escape_markup(name),
        escape_markup(check.expected));
    add("<rect x=\"{}\" y=\"{}\" width=\"18\" height=\"17\" rx=\"4\"/>", layout_.marks_x, y);
    add("<text class=\"sign\" x=\"{}\" y=\"{}\">{}</text>", layout_.marks_x + 9, y + 13,
        sign_of(check.verdict));
    add("<text class=\"name\" x=\"{}\" y=\"{}\">{}</text></a>\n", layout_.marks_x + 25, y + 13,
        escape_markup(shorten(name, 24)));
  }

  void draw_missing(const Row& row) {
    const CheckRecord& check = one_.checks[row.checks.front()];
    const int left = layout_.lifelines.front().x - 40;
    const int width = layout_.marks_x - 18 - left;
    add("<g class=\"missing {}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"8\"/>",
        css_class(check.verdict), left, row.y + 6, width, row.height - 12);
    draw_time(check.at_ns, row.y + 27);
    add("<text class=\"expected\" x=\"{}\" y=\"{}\">expected: {}</text>", left + 14, row.y + 27,
        escape_markup(shorten(check.expected, static_cast<std::size_t>(std::max(8, (width - 90) / 7)))));
    add("<title>{}</title></g>\n", escape_markup(check.expected));
    draw_mark(row.checks.front(), row.y + 13);
  }

  const CaseRecord& one_;
  std::string_view anchor_;
  const LadderLayout& layout_;
  DialogColours colours_;
  int decimals_;
  std::map<std::uint32_t, Verdict> worst_;   // Of a message that shows a breach.
  std::string out_;
};

}   // namespace

DialogColours::DialogColours(const CaseRecord& one) {
  for (const MessageRecord& message : one.messages)
    if (!message.dialog.empty()) places_.emplace(message.dialog, places_.size());
}

std::string DialogColours::css_class(std::string_view dialog) const {
  const auto found = places_.find(dialog);
  return found == places_.end() ? "dn" : fmt::format("d{}", found->second % kDialogColours);
}

std::string ladder_svg(const CaseRecord& one, const LadderLayout& layout, std::string_view anchor) {
  return layout.lifelines.empty() ? std::string{} : Drawing(one, layout, anchor).svg();
}

}   // namespace parley::reports
