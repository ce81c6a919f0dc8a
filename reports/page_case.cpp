// Writes the section of one case; markup only, nothing is judged here.
#include "reports/page_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "reports/ladder_layout.h"
#include "reports/ladder_svg.h"
#include "reports/message_markup.h"
#include "reports/page_parts.h"
#include "reports/printable.h"
#include "reports/summary.h"
#include "reports/wording.h"

namespace parley::reports {
namespace {

class CaseSection {
 public:
  CaseSection(const RunRecord& run, std::size_t index)
      : run_(run),
        one_(run.cases[index]),
        anchor_(case_anchor(index)),
        layout_(lay_out_ladder(one_)),
        colours_(one_),
        decimals_(time_decimals(one_)) {
    for (const Row& row : layout_.rows)
      if (row.kind == Row::Kind::message) drawn_.insert(one_.messages[row.message].number);
  }

  std::string html() {
    const bool open = one_.verdict != Verdict::pass && was_executed(one_.verdict);
    add("<details class=\"case {}\"{}>\n<summary>{} <span class=\"case-id\">{}</span> <span "
        "class=\"case-title\">{}</span>",
        css_class(one_.verdict), open ? " open=\"open\"" : "", badge(one_.verdict), escape_markup(one_.id),
        escape_markup(one_.title));
    add("</summary>\n<div class=\"case-body\" id=\"{}\">\n", anchor_);
    add_facts();
    add_reason();
    add_findings();
    add_ladder();
    add_checks();
    add_messages();
    add_notes();
    return std::move(out_) + "</div>\n</details>\n";
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  void add_fact(std::string_view name, const std::string& value) {
    if (!value.empty()) add("<div><dt>{}</dt><dd>{}</dd></div>", name, value);
  }

  void add_facts() {
    std::string covers;
    for (const std::string& id : one_.covers) covers += requirement_link(id) + " ";
    add("<dl class=\"facts\">");
    add_fact("Scenario", escape_markup(one_.file));
    add_fact("Covers", covers);
    add_fact("Took", seconds(one_.duration_ns, 3));
    if (!one_.fingerprint.empty())
      add_fact("Fingerprint", "<code>" + escape_markup(one_.fingerprint) + "</code>");
    add("</dl>\n");
  }

  void add_reason() {
    if (one_.reason.empty()) return;
    add("<p class=\"reason {}\">{}</p>\n", css_class(one_.verdict), escape_markup(one_.reason));
  }

  // The checks that did not hold, each as a card that says everything needed.
  void add_findings() {
    for (std::size_t k = 0; k < one_.checks.size(); ++k) {
      const CheckRecord& check = one_.checks[k];
      if (!is_bad(check.verdict)) continue;
      const auto row = run_.requirements.find(check.requirement);
      add("<section class=\"finding {}\">\n<h4>{} {} <span class=\"quiet\">{} · grade {}</span></h4>\n",
          css_class(check.verdict), badge(check.verdict), requirement_link(check.requirement),
          to_string(check.keyword), to_string(check.grade));
      if (row != run_.requirements.end())
        add("<p class=\"rule\">{} <cite>{}</cite></p>\n", escape_markup(row->second.text),
            escape_markup(row->second.source));
      add("<dl class=\"versus\"><div><dt>Expected</dt><dd>{}</dd></div>", escape_markup(check.expected));
      if (!check.actual.empty()) add("<div><dt>Actual</dt><dd>{}</dd></div>", escape_markup(check.actual));
      add("<div><dt>Where</dt><dd><code>{}</code>{}</dd></div></dl>\n</section>\n",
          escape_markup(check.position), evidence(check, ", judged on message "));
    }
  }

  // "line 12:3" within the case's own file; the whole position otherwise.
  std::string place(const CheckRecord& check) const {
    const bool own = !one_.file.empty() && check.position.starts_with(one_.file + ":");
    return escape_markup(own ? "line " + check.position.substr(one_.file.size() + 1) : check.position);
  }

  std::string evidence(const CheckRecord& check, std::string_view before) const {
    std::string links;
    for (const std::uint32_t number : check.messages)
      links += (links.empty() ? "" : ", ") + message_link(number);
    return links.empty() ? links : std::string(before) + links;
  }

  std::string message_link(std::uint32_t number) const {
    return drawn_.contains(number) ? fmt::format("<a href=\"#{}-m{}\">#{}</a>", anchor_, number, number)
                                   : fmt::format("#{}", number);
  }

  void add_ladder() {
    const std::string svg = ladder_svg(one_, layout_, anchor_);
    if (svg.empty()) return;
    add("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Ladder, scrolls "
        "sideways\">\n{}</div>\n",
        svg);
    add("<p class=\"key\">");
    for (const auto& [dialog, place] : colours_.places())
      add("<span><i class=\"swatch {}\"></i>dialog {}</span>", colours_.css_class(dialog),
          escape_markup(shorten(dialog, 40)));
    add("<span><i class=\"stroke solid\"></i>request</span><span><i class=\"stroke thin\"></i>response</span>"
        "<span><i class=\"stroke dashed\"></i>inside an actor, not on the wire</span>"
        "<span class=\"quiet\">Times in seconds since the case began. A letter behind XCCOS is the grade of "
        "its "
        "form on the wire.</span></p>\n");
  }

  void add_checks() {
    if (one_.checks.empty()) return add("<p class=\"quiet\">No check was made.</p>\n");
    add("<h4>Checks</h4>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Checks\">\n"
        "<table "
        "class=\"checks\"><thead><tr><th>Verdict</th><th>Requirement</th><th>Rule</th><th>Expected</th>"
        "<th>Actual</th><th>Position</th><th>Message</th><th>At</th></tr></thead>\n<tbody>\n");
    for (std::size_t k = 0; k < one_.checks.size(); ++k) {
      const CheckRecord& check = one_.checks[k];
      add("<tr id=\"{}-k{}\"><td>{}</td><td>{}</td><td class=\"nowrap\">{} · {}</td><td>{}</td>", anchor_,
          k + 1, badge(check.verdict), requirement_link(check.requirement), to_string(check.keyword),
          to_string(check.grade), escape_markup(check.expected));
      add("<td>{}</td><td class=\"nowrap\"><code>{}</code></td><td>{}</td><td "
          "class=\"nowrap\">{}</td></tr>\n",
          escape_markup(check.actual), place(check), evidence(check, ""), seconds(check.at_ns, decimals_));
    }
    add("</tbody></table>\n</div>\n");
  }

  void add_messages() {
    if (one_.messages.empty()) return;
    std::map<std::uint32_t, std::vector<std::size_t>> judged;
    for (std::size_t k = 0; k < one_.checks.size(); ++k)
      for (const std::uint32_t number : one_.checks[k].messages) judged[number].push_back(k);
    add("<h4>Messages</h4>\n<div class=\"messages\">\n");
    for (const MessageRecord& message : one_.messages)
      if (drawn_.contains(message.number)) add_message(message, judged[message.number]);
    add("</div>\n");
    if (drawn_.size() < one_.messages.size())
      add("<p class=\"quiet\">{} of {} are shown; the run record holds all of them.</p>\n", drawn_.size(),
          count_of(one_.messages.size(), "message"));
  }

  void add_message(const MessageRecord& message, const std::vector<std::size_t>& judged) {
    add("<details class=\"message\"><summary><span class=\"number\">#{}</span> <span "
        "class=\"time\">{}</span> "
        "<i class=\"swatch {}\"></i>{} → {} <b>{}</b>",
        message.number, seconds(message.at_ns, decimals_), colours_.css_class(message.dialog),
        escape_markup(message.from), escape_markup(message.to), escape_markup(message.label));
    if (!message.kinds.empty()) add(" <span class=\"grade\">{}</span>", grades_of(message));
    for (const std::size_t k : judged)
      if (is_bad(one_.checks[k].verdict)) add(" {}", badge(one_.checks[k].verdict));
    add("</summary>\n<div id=\"{}-m{}\" class=\"message-body\">", anchor_, message.number);
    if (message.cause != 0) add("<p class=\"quiet\">Answers {}.</p>", message_link(message.cause));
    for (const KindRecord& kind : message.kinds)
      add("<p class=\"quiet\">The form of <code>{}</code> has grade {}.</p>", escape_markup(kind.id),
          to_string(kind.grade));
    if (message.text.empty())
      add("<p class=\"quiet\">{}</p>", message.internal ? "A step inside an actor." : "No text.");
    else add("<pre>{}</pre>", message_markup(message.text));
    add("</div></details>\n");
  }

  void add_notes() {
    if (one_.notes.empty()) return;
    add("<h4>Notes</h4>\n<ul class=\"notes\">\n");
    for (const std::string& note : one_.notes) add("<li>{}</li>\n", escape_markup(note));
    add("</ul>\n");
  }

  const RunRecord& run_;
  const CaseRecord& one_;
  std::string anchor_;
  LadderLayout layout_;
  DialogColours colours_;
  int decimals_;
  std::set<std::uint32_t> drawn_;
  std::string out_;
};

}   // namespace

std::string case_section(const RunRecord& run, std::size_t index) { return CaseSection(run, index).html(); }

}   // namespace parley::reports
