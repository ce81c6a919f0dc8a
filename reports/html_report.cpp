// The frame of the page: banner, identity, counts, overview, requirements and legend around the cases.
#include "reports/html_report.h"

#include <fmt/format.h>

#include <array>
#include <iterator>

#include "reports/page_case.h"
#include "reports/page_parts.h"
#include "reports/printable.h"
#include "reports/summary.h"
#include "reports/wording.h"

namespace parley::reports {
namespace {

// As a reader wants them: trouble first.
constexpr std::array kShownOrder = {Verdict::error, Verdict::fail, Verdict::inconc, Verdict::warn,
                                    Verdict::pass,  Verdict::info, Verdict::notrun, Verdict::na};
constexpr std::array kGrades = {xccos::Grade::W, xccos::Grade::A, xccos::Grade::S, xccos::Grade::R,
                                xccos::Grade::X};

class Page {
 public:
  explicit Page(const RunRecord& run) : run_(run), summary_(summarise(run)), verdict_(verdict_of(run)) {}

  std::string html() {
    add_head();
    add_banner();
    add("<main id=\"content\">\n");
    add_identity();
    add_counts();
    add_overview();
    add_requirements();
    add("<section>\n<h2 id=\"cases\">Cases</h2>\n");
    for (const std::size_t index : summary_.worst_first) out_ += case_section(run_, index);
    add("</section>\n");
    add_legend();
    add("</main>\n<footer>Drawn by {} {} from its run record; nothing on this page is computed "
        "twice.</footer>\n",
        escape_markup(run_.product), escape_markup(run_.version));
    return std::move(out_) + "</body>\n</html>\n";
  }

 private:
  static constexpr std::size_t kPlanLinesShown = 8;   // More would push the results off the first screen.

  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  void add_head() {
    add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'; "
        "img-src data:\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<meta name=\"color-scheme\" content=\"light dark\"/>\n<link rel=\"icon\" href=\"data:,\"/>\n");
    add("<title>{}: {} {}, {}</title>\n<style>\n{}</style>\n</head>\n<body>\n"
        "<a class=\"skip\" href=\"#content\">Skip to the results</a>\n",
        to_string(verdict_), escape_markup(run_.product), escape_markup(run_.verb),
        count_of(run_.cases.size(), "case"), page_style());
  }

  void add_banner() {
    const ExitCode code = exit_code_of(verdict_);
    add("<header class=\"banner {}\">\n<div class=\"verdict\"><span class=\"sign\" "
        "aria-hidden=\"true\">{}</span></div>\n"
        "<div>\n<p class=\"kicker\">{} {}</p>\n<h1>{}</h1>\n<p class=\"lead\">{}</p>\n",
        css_class(verdict_), sign_of(verdict_), escape_markup(run_.product), escape_markup(run_.verb),
        to_string(verdict_), headline());
    add("<p class=\"exit\">Exit code <b>{}</b>: {}.</p>\n", static_cast<int>(code), outcome_of(verdict_));
    if (!run_.reproduce.empty())
      add("<p class=\"again\"><span>To see it again, in the folder that --out wrote{}</span> "
          "<code>{}</code></p>\n",
          place_of_the_server(), escape_markup(run_.reproduce));
    add("</div>\n</header>\n");
  }

  // A record names no address (schema/run.schema.json).
  std::string_view place_of_the_server() const {
    return run_.reproduce.find("://TARGET") == std::string::npos
               ? ""
               : " and with the address of the server in place of TARGET";
  }

  std::string headline() const {
    std::string parts;
    for (const Verdict verdict : kShownOrder)
      if (summary_.cases.of(verdict) > 0)
        parts +=
            fmt::format("{}{} {}", parts.empty() ? "" : ", ", summary_.cases.of(verdict), to_string(verdict));
    if (parts.empty()) return "No case was run.";
    return fmt::format("{}: {}.", count_of(summary_.cases.total(), "case"), parts);
  }

  void add_identity() {
    std::string plan;
    for (const std::string& entry : run_.plan) plan += "<li><code>" + escape_markup(entry) + "</code></li>";
    add("<section>\n<h2>This run</h2>\n<dl class=\"facts\">");
    add_fact("Version", escape_markup(run_.product + " " + run_.version));
    if (!run_.build.empty()) add_fact("Build", escape_markup(run_.build));
    add_fact("Command", escape_markup(run_.verb));
    add_fact("Mode", escape_markup(run_.mode));
    if (!run_.is_joined) add_fact("Seed", fmt::format("<code>{}</code>", run_.seed));
    if (!run_.fingerprint.empty())
      add_fact("Fingerprint", "<code>" + escape_markup(run_.fingerprint) + "</code>");
    plan = "<ul class=\"plan\">" + plan + "</ul>";
    if (run_.plan.size() > kPlanLinesShown)
      plan = fmt::format("<details class=\"fold\"><summary>{}</summary>{}</details>",
                         count_of(run_.plan.size(), "line"), plan);
    if (!run_.plan.empty()) add_fact("Plan", plan);
    add("</dl>\n</section>\n");
  }

  void add_fact(std::string_view name, const std::string& value) {
    add("<div><dt>{}</dt><dd>{}</dd></div>", name, value);
  }

  void add_counts() {
    add("<section>\n<h2>Counts</h2>\n<div class=\"counts\">\n");
    add_bar("Cases", summary_.cases);
    add_bar("Checks", summary_.checks);
    add_bar("Requirements named", summary_.requirements);
    add("</div>\n<p>{}. <a href=\"#legend\">What the words mean</a></p>\n</section>\n",
        escape_markup(sentence_of(run_, summary_.coverage)));
  }

  // One row: a bar whose parts are as long as the counts, and the counts in words.
  void add_bar(std::string_view name, const Tally& tally) {
    add("<div class=\"count\"><h3>{} <span>{}</span></h3>\n<div class=\"bar\" aria-hidden=\"true\">", name,
        tally.total());
    for (const Verdict verdict : kShownOrder)
      if (tally.of(verdict) > 0)
        add("<i class=\"{}\" style=\"flex-grow:{}\"></i>", css_class(verdict), tally.of(verdict));
    add("</div>\n<p>");
    for (const Verdict verdict : kShownOrder)
      if (tally.of(verdict) > 0) add("<span class=\"part\">{} {}</span> ", badge(verdict), tally.of(verdict));
    add("</p></div>\n");
  }

  void add_overview() {
    if (run_.cases.empty()) return;
    add("<section>\n<h2>Overview</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"Overview\">\n"
        "<table class=\"overview\"><thead><tr><th>Verdict</th><th>Case</th><th>Title</th><th "
        "class=\"right\">Checks</th>"
        "<th class=\"right\">Messages</th><th class=\"right\">Took</th></tr></thead>\n<tbody>\n");
    for (const std::size_t index : summary_.worst_first) {
      const CaseRecord& one = run_.cases[index];
      add("<tr><td>{}</td><td><a class=\"id\" href=\"#{}\">{}</a></td><td>{}</td><td class=\"right\">{}</td>",
          badge(one.verdict), case_anchor(index), escape_markup(one.id), escape_markup(one.title),
          one.checks.size());
      add("<td class=\"right\">{}</td><td class=\"right nowrap\">{}</td></tr>\n", one.messages.size(),
          seconds(one.duration_ns, 3));
    }
    add("</tbody></table>\n</div>\n</section>\n");
  }

  // What passed and what no story names is folded away: that is up to some hundred rows.
  void add_requirements() {
    if (summary_.by_requirement.empty()) return;
    add("<section>\n<h2 id=\"requirements\">Requirements</h2>\n");
    std::vector<const RequirementResult*> held, unnamed, others;
    for (const RequirementResult& result : summary_.by_requirement)
      (result.verdict == Verdict::pass ? held : result.cases.empty() ? unnamed : others).push_back(&result);
    add_requirement_table(others);
    add_folded(held, "that passed");
    add_folded(unnamed, "that no story names");
    add("</section>\n");
  }

  void add_folded(const std::vector<const RequirementResult*>& results, std::string_view which) {
    if (results.empty()) return;
    add("<details class=\"fold\"><summary>{} {}</summary>\n", count_of(results.size(), "requirement"), which);
    add_requirement_table(results);
    add("</details>\n");
  }

  void add_requirement_table(const std::vector<const RequirementResult*>& results) {
    if (results.empty()) return;
    add("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Requirements\">\n"
        "<table "
        "class=\"requirements\"><thead><tr><th>Verdict</th><th>Requirement</th><th>Rule</th><th>Says</th>"
        "<th>Cases</th></tr></thead>\n<tbody>\n");
    for (const RequirementResult* result : results) add_requirement(*result);
    add("</tbody></table>\n</div>\n");
  }

  void add_requirement(const RequirementResult& result) {
    std::string cases;
    for (const std::size_t index : result.cases)
      cases += fmt::format("<a class=\"line\" href=\"#{}\">{}</a>", case_anchor(index),
                           escape_markup(run_.cases[index].id));
    add("<tr id=\"{}\"><td>{}<div class=\"quiet\">{}</div></td><td><span class=\"id\">{}</span></td>",
        requirement_anchor(result.id), badge(result.verdict),
        result.checks == 0 ? "not tested" : count_of(result.checks, "check"), escape_markup(result.id));
    if (result.row == nullptr) {
      add("<td></td><td>Stands in none of the requirement tables.</td>");
    } else {
      const Requirement& row = *result.row;
      add("<td class=\"nowrap\">{}<div class=\"quiet\">{}, grade {}</div></td><td>{} <cite>{}</cite>",
          to_string(row.keyword), escape_markup(row.role), to_string(row.grade), escape_markup(row.text),
          escape_markup(row.source));
      if (row.observable != "wire")
        add("<div class=\"quiet\">Observed: {}.</div>", escape_markup(row.observable));
      add("</td>");
    }
    add("<td>{}</td></tr>\n", cases);
  }

  void add_legend() {
    add("<section class=\"legend\">\n<h2 id=\"legend\">How to read this page</h2>\n<div class=\"columns\">\n"
        "<div><h3>Verdicts</h3>\n<dl>");
    for (const Verdict verdict : kShownOrder)
      add("<div><dt>{}</dt><dd>{}</dd></div>", badge(verdict), meaning_of(verdict));
    add("</dl>\n<p>The worst check decides a case, the worst case decides the run.</p></div>\n"
        "<div><h3>Grades: how certain a rule or a form is</h3>\n<dl>");
    for (const xccos::Grade grade : kGrades)
      add("<div><dt><span class=\"grade\">{}</span></dt><dd>{}</dd></div>", to_string(grade),
          meaning_of(grade));
    add("</dl></div>\n</div>\n</section>\n");
  }

  const RunRecord& run_;
  Summary summary_;
  Verdict verdict_;
  std::string out_;
};

}   // namespace

std::string to_html(const RunRecord& run) { return Page(run).html(); }

}   // namespace parley::reports
